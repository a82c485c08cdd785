/**
 * The SNR that a scheme needs, from block-error rates that `models/link/measure.ts` measured with this code.
 *
 * @module
 */
import awgn from "../../../models/link/awgn.json" with { type: "json" };
import rayleigh from "../../../models/link/rayleigh.json" with { type: "json" };
import { MCS_TABLE } from "./mcs.ts";
import { codeBlocksFor } from "./symbols_for.ts";

/** Channels with a measured table. */
export type MeasuredChannel = "awgn" | "rayleigh";

/** Where a scheme loses one block in ten and one in a hundred, dB. */
export type Waterfall = readonly number[];

/** Block-error rates of one channel. */
export interface BlerTable {
  /** Payload bytes of the measured transport blocks, ascending, each one code block. */
  sizes: readonly number[];
  /** By name of the scheme, one {@linkcode Waterfall} a size. */
  schemes: Readonly<Record<string, readonly Waterfall[]>>;
}

const TABLES: Record<MeasuredChannel, BlerTable> = { awgn, rayleigh };

/** Waterfalls bend towards a floor: the slope between one in ten and one in a hundred is too steep for rarer errors. */
const BEND = 1.15;

/**
 * Smallest SNR in dB where a transport block fails no more often than `target`.
 *
 * Code blocks fail independently, so that each of C may fail with target / C. Between the measured sizes the SNR is
 * interpolated over the logarithm of the size; beyond one in a hundred it is extrapolated along the measured slope.
 */
export function requiredSnr(index: number, bytes: number, target: number, channel: MeasuredChannel): number {
  const { sizes, schemes } = TABLES[channel];
  const mcs = MCS_TABLE[index];
  const curves = schemes[mcs.name];
  if (curves === undefined) return Infinity;
  const blocks = codeBlocksFor(bytes, mcs);
  const size = Math.min(sizes[sizes.length - 1], Math.max(sizes[0], bytes / blocks));
  const upper = Math.max(1, sizes.findIndex((s) => s >= size));
  const share = Math.log(size / sizes[upper - 1]) / Math.log(sizes[upper] / sizes[upper - 1]);
  const at = (point: 0 | 1) => (1 - share) * curves[upper - 1][point] + share * curves[upper][point];
  const decades = Math.log10(0.01 / (target / blocks));
  return at(1) + BEND * (at(1) - at(0)) * Math.max(0, decades);
}
