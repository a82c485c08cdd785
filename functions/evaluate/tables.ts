import { METRICS } from "./measures.ts";
import { commandOf, type Row } from "./row.ts";
import { SCHEMES } from "./schemes.ts";
import type { Group } from "./summary.ts";

/** Rows as CSV (RFC 4180), each with the command that makes it again. */
export function rowsCsv(rows: readonly Row[]): string {
  const metrics = [...new Set(rows.flatMap((row) => Object.keys(row.metrics)))];
  const head = ["photo", "scheme", "channel", "snr_db", "expect_db", "cbr_limit", "seed", "loss", "cbr", "bpp"];
  const lines = rows.map((row) => [
    ...[row.photo, row.scheme, row.channel, row.snr, row.expect, row.cbr, row.seed, row.loss, row.used_cbr, row.bpp],
    row.delivered,
    ...metrics.map((name) => row.metrics[name] ?? ""),
    commandOf(row, SCHEMES[row.scheme]?.send),
  ]);
  return csv([[...head, "delivered", ...metrics, "command"], ...lines]);
}

/** Means with their intervals as CSV. */
export function groupsCsv(groups: readonly Group[]): string {
  const metrics = [...new Set(groups.flatMap((group) => Object.keys(group.metrics)))];
  const head = ["scheme", "channel", "snr_db", "expect_db", "cbr_limit", "loss", "photos", "seeds", "cbr", "bpp"];
  const lines = groups.map((g) => [
    ...[g.scheme, g.channel, g.snr, g.expect, g.cbr, g.loss, g.photos, g.seeds, g.used_cbr, g.bpp],
    g.delivered,
    g.nothing_fits,
    ...metrics.flatMap((name) => {
      const { mean, low, high } = g.metrics[name] ?? { mean: "", low: "", high: "" };
      return [mean, low, high];
    }),
  ]);
  const titles = metrics.flatMap((name) => [name, `${name}_low`, `${name}_high`]);
  return csv([[...head, "delivered", "nothing_fits", ...titles], ...lines]);
}

/** Index of the best of some groups in a metric; −1 where none has it. */
export function bestOf(groups: readonly Group[], metric: string): number {
  const sign = METRICS[metric]?.better ?? 1;
  const values = groups.map((group) => sign * (group.metrics[metric]?.mean ?? NaN));
  const best = Math.max(...values.filter(Number.isFinite));
  return values.indexOf(best);
}

function csv(lines: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    typeof value === "string" && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
  return lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}
