import { Random } from "../_shared/random.ts";
import type { Row } from "./row.ts";

/** A mean over photos with its interval. */
export interface Interval {
  mean: number;
  /** Bounds of the 95 % interval. */
  low: number;
  high: number;
}

/** One scheme under one setting: means over photos of the means over seeds. */
export interface Group {
  scheme: string;
  channel: string;
  snr: number;
  expect: number;
  cbr: number;
  loss: number;
  photos: number;
  seeds: number;
  used_cbr: number;
  bpp: number;
  /** Share of the parts that arrived whole. */
  delivered: number;
  /** Share of the photos that no file of this scheme fits for. */
  nothing_fits: number;
  metrics: Record<string, Interval>;
  ms: Record<string, number>;
}

const RESAMPLES = 1000;

/**
 * Groups rows. Intervals are by bootstrap over the photos (1,000 resamples, seeded, percentiles 2.5 and 97.5): what another
 * draw of photos of this kind would give.
 */
export function summarize(rows: readonly Row[]): Group[] {
  const groups = Map.groupBy(
    rows,
    ({ scheme, channel, snr, expect, cbr, loss }) => JSON.stringify([scheme, channel, snr, expect, cbr, loss]),
  );
  return [...groups.values()].map(groupOf).sort((a, b) =>
    a.channel.localeCompare(b.channel) || a.cbr - b.cbr || a.scheme.localeCompare(b.scheme) || a.expect - b.expect ||
    a.snr - b.snr
  );
}

function groupOf(rows: readonly Row[]): Group {
  const { scheme, channel, snr, expect, cbr, loss } = rows[0];
  const photos = [...Map.groupBy(rows, ({ photo }) => photo).values()];
  const average = (of: (row: Row) => number) => mean(rows.map(of));
  const metrics = [...new Set(rows.flatMap((row) => Object.keys(row.metrics)))];
  const stages = [...new Set(rows.flatMap((row) => Object.keys(row.ms)))];
  return {
    scheme,
    channel,
    snr,
    expect,
    cbr,
    loss,
    photos: photos.length,
    seeds: new Set(rows.map(({ seed }) => seed)).size,
    used_cbr: rounded(average((row) => row.used_cbr)),
    bpp: rounded(average((row) => row.bpp)),
    delivered: rounded(average((row) => row.delivered)),
    nothing_fits: rounded(average((row) => row.used_cbr === 0 ? 1 : 0)),
    metrics: Object.fromEntries(metrics.map((name) => [name, bootstrap(photos, name)])),
    ms: Object.fromEntries(stages.map((stage) => [stage, rounded(average((row) => row.ms[stage] ?? 0))])),
  };
}

function bootstrap(photos: readonly (readonly Row[])[], name: string): Interval {
  const values = photos.map((rows) => mean(rows.map(({ metrics }) => metrics[name]).filter(Number.isFinite)))
    .filter(Number.isFinite);
  const random = new Random(1);
  const draws = Array.from(
    { length: RESAMPLES },
    () => mean(values.map(() => values[random.below(values.length)])),
  ).sort((a, b) => a - b);
  const at = (share: number) => rounded(draws[Math.round(share * (RESAMPLES - 1))]);
  return { mean: rounded(mean(values)), low: at(0.025), high: at(0.975) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
