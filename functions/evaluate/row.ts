/**
 * What is written down of one photo, sent once.
 *
 * @module
 */
import type { Point } from "./scheme.ts";

/** One line of `rows.jsonl`. */
export interface Row extends Point {
  photo: string;
  scheme: string;
  /** Complex symbols / (height · width · 3) that were used; at most `cbr`, 0 where nothing fits. */
  used_cbr: number;
  /** Payload bits before channel coding / pixels. */
  bpp: number;
  /** Share of the parts that arrived whole. */
  delivered: number;
  metrics: Record<string, number>;
  ms: Record<string, number>;
}

/** All points of one photo under one scheme: what a worker does in one go. */
export interface Job {
  photo: string;
  path: string;
  scheme: string;
  points: Point[];
  /** A LoRA adapter, for the scheme that takes one. */
  lora?: string;
}

/** What tells rows apart. */
export function keyOf({ photo, scheme, ...point }: Pick<Row, "photo" | "scheme" | keyof Point>): string {
  return [photo, scheme, pointName(point)].join(" ");
}

/** What tells points apart. */
export function pointName({ channel, snr, expect, cbr, seed, loss }: Point): string {
  return [channel, snr, expect, cbr, seed, loss].join(" ");
}

/** The command that makes a row again. */
export function commandOf(row: Row, send: string | undefined): string {
  const { photo, scheme, channel, snr, expect, cbr, seed, loss } = row;
  const lossy = loss > 0 ? ` --loss ${loss}` : "";
  const planned = expect === snr ? "" : ` --expect ${expect}`;
  if (send !== undefined) {
    const tail = `${planned} --cbr ${cbr} --seed ${seed}${lossy} ${send}`.trimEnd();
    return `deno task send ${photo} --channel ${channel} --snr ${snr}${tail}`;
  }
  return `deno task evaluate --images ${photo} --schemes ${scheme} --channels ${channel} --snr ${snr}${planned} ` +
    `--cbr ${cbr} --first-seed ${seed}${lossy}`;
}
