/**
 * `deno task bench [--json]`: the project's figures, measured now, on this machine, in one run. A figure that could not be
 * measured is null, with its reason in `reasons`.
 *
 * @module
 */
import { table } from "../../functions/_shared/cli/table.ts";
import { functionMeasures } from "./functions.ts";
import { kernelMeasures } from "./kernels.ts";

/** One measurement, which may give several figures. Throws with the reason where it cannot be done. */
export interface Measure {
  kind: "ratios" | "figures";
  names: string[];
  measure(): Promise<Record<string, number>>;
}

/** What `bench --json` prints. */
export interface BenchReport {
  ratios: Record<string, number | null>;
  figures: Record<string, number | null>;
  reasons: Record<string, string>;
}

/** Takes all measures, one after the other: they share the machine. */
export async function bench(measures: readonly Measure[], progress: (line: string) => void): Promise<BenchReport> {
  const report: BenchReport = { ratios: {}, figures: {}, reasons: {} };
  for (const { kind, names, measure } of measures) {
    progress(names.join(", "));
    let measured: Record<string, number> = {};
    let reason = "not measured";
    try {
      measured = await measure();
    } catch (error) {
      reason = (error instanceof Error ? error.message : String(error)).split("\n", 2).join(" ");
    }
    for (const name of names) {
      const value = measured[name];
      report[kind][name] = Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
      if (report[kind][name] === null) report.reasons[name] = reason;
    }
  }
  return report;
}

if (import.meta.main) {
  const report = await bench([...functionMeasures, ...kernelMeasures], (line) => console.error(`… ${line}`));
  if (Deno.args.includes("--json")) {
    console.log(JSON.stringify(report));
  } else {
    const rows = (["ratios", "figures"] as const).flatMap((kind) =>
      Object.entries(report[kind]).map(([name, value]) => [name, value === null ? "–" : String(value)])
    );
    console.log(table(["figure", "value"], rows));
    for (const [name, reason] of Object.entries(report.reasons)) console.log(`${name}: ${reason}`);
  }
  Deno.exit(0);
}
