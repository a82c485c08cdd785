/** Milliseconds by stage from a `Server-Timing` header, in the order of the stages; the total is left out. */
export function stagesOf(serverTiming: string | null): [stage: string, ms: number][] {
  const stages: [string, number][] = [];
  for (const [, stage, ms] of (serverTiming ?? "").matchAll(/([a-z_]+);dur=([\d.]+)/g)) {
    if (stage !== "total") stages.push([stage, Number(ms)]);
  }
  return stages;
}
