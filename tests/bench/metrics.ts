/**
 * Speed of the metrics against `piq` on one thread, both on the same pair of 768 × 512 pixels in one run:
 *
 *     PYTHON=python3 deno run --allow-read --allow-run --allow-env tests/bench/metrics.ts     # needs torch and piq
 *
 * @module
 */
import process from "node:process";
import { SIMILARITIES, similarity } from "../../kernels/metrics/wasm.ts";
import { pair } from "../metrics/pairs.ts";
import { outcomeOf } from "../outcome_of.ts";

const RUNS = 3;
const SCRIPT = `
import json, time, torch, piq
torch.set_num_threads(1)
a = torch.rand(1, 3, 512, 768); b = (a + 0.1 * torch.rand_like(a)).clamp(0, 1)
def best(f):
    times = []
    for _ in range(${RUNS}):
        begin = time.process_time(); f(a, b); times.append(time.process_time() - begin)
    return 1000 * min(times)
print(json.dumps({
  "ssim": best(lambda a, b: piq.ssim(a, b)), "ms_ssim": best(lambda a, b: piq.multi_scale_ssim(a, b)),
  "gmsd": best(lambda a, b: piq.gmsd(a, b)), "fsim": best(lambda a, b: piq.fsim(a, b)),
  "fsim_luma": best(lambda a, b: piq.fsim(a, b, chromatic=False)), "vsi": best(lambda a, b: piq.vsi(a, b))}))`;

/** Milliseconds by metric here and in piq (processor time), the best of three each. */
export async function metricTimes(): Promise<Record<string, { ours: number; piq: number }>> {
  const python = Deno.env.get("PYTHON") ?? "python3";
  const output = await outcomeOf(python, ["-c", SCRIPT], { env: { OMP_NUM_THREADS: "1" } });
  if (output === undefined || output.code !== 0) throw new Error(`needs Python with torch and piq (PYTHON=${python})`);
  const theirs: Record<string, number> = JSON.parse(new TextDecoder().decode(output.stdout));
  const [a, b] = pair(768, 512, 32);
  return Object.fromEntries(SIMILARITIES.map((metric) => {
    const times = Array.from({ length: RUNS + 1 }, () => {
      const before = process.cpuUsage();
      similarity(metric, a, b);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    return [metric, { ours: Math.min(...times), piq: theirs[metric] }];
  }));
}

/** Names of {@linkcode metricsVsPiq}. */
export const METRIC_RATIOS = ["metrics_vs_piq", ...SIMILARITIES.map((metric) => `metrics_vs_piq_${metric}`)];

/** Time of all of piq's metrics together over that of ours, and the same of each. */
export async function metricsVsPiq(): Promise<Record<string, number>> {
  const times = Object.entries(await metricTimes());
  const sum = (of: (time: { ours: number; piq: number }) => number) => times.reduce((total, [, t]) => total + of(t), 0);
  return Object.fromEntries([
    ["metrics_vs_piq", sum(({ piq }) => piq) / sum(({ ours }) => ours)],
    ...times.map(([metric, { ours, piq }]) => [`metrics_vs_piq_${metric}`, piq / ours]),
  ]);
}

if (import.meta.main) {
  for (const [metric, { ours, piq }] of Object.entries(await metricTimes())) {
    console.log(`${metric}: ${ours.toFixed(0)} ms, piq ${piq.toFixed(0)} ms, ${(piq / ours).toFixed(1)} times`);
  }
}
