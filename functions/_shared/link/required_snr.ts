/**
 * The SNR that a scheme needs, from block-error rates that `models/link/measure.ts` measured with this code.
 *
 * @module
 */
import awgn from "../../../models/link/awgn.json" with { type: "json" };
import rayleigh from "../../../models/link/rayleigh.json" with { type: "json" };
import rician from "../../../models/link/rician.json" with { type: "json" };
import tdlA from "../../../models/link/tdl-a.json" with { type: "json" };
import tdlB from "../../../models/link/tdl-b.json" with { type: "json" };
import tdlC from "../../../models/link/tdl-c.json" with { type: "json" };
import tdlD from "../../../models/link/tdl-d.json" with { type: "json" };
import tdlE from "../../../models/link/tdl-e.json" with { type: "json" };
import type { ChannelModel } from "../../../kernels/phy/wasm.ts";
import { MCS_TABLE } from "./mcs.ts";
import { codeBlocksFor } from "./symbols_for.ts";

/** Channels with a measured table. */
export type MeasuredChannel = ChannelModel;

/** Where a scheme loses one block in ten and one in a hundred, dB. */
export type Waterfall = readonly number[];

/** Block-error rates of one channel. */
export interface BlerTable {
  /** Payload bytes of the measured transport blocks, ascending, each one code block. */
  sizes: readonly number[];
  /** By name of the scheme, one {@linkcode Waterfall} a size; null where fading keeps it from ever getting there. */
  schemes: Readonly<Record<string, readonly Waterfall[] | null>>;
}

const TABLES: Record<MeasuredChannel, BlerTable> = {
  awgn,
  rayleigh,
  rician,
  "tdl-a": tdlA,
  "tdl-b": tdlB,
  "tdl-c": tdlC,
  "tdl-d": tdlD,
  "tdl-e": tdlE,
};

/**
 * Curves of all schemes. One that was not measured stands as far above its own over white noise as its measured neighbours
 * do, interpolated over the index; below the first measured one as far as that does.
 */
function filled(table: BlerTable): readonly (readonly Waterfall[] | null)[] {
  const measured = MCS_TABLE.map(({ name }) => table.schemes[name]);
  return measured.map((own, index) => {
    if (own !== undefined) return own;
    const below = measured.findLastIndex((curves, i) => i < index && curves !== undefined);
    const above = measured.findIndex((curves, i) => i > index && curves !== undefined);
    const high = measured[above];
    const low = below < 0 ? high : measured[below];
    if (!low || !high) return null;
    const white = (i: number, size: number, point: number) => awgn.schemes[nameOf(i)][size][point];
    const from = below < 0 ? above : below;
    const share = below < 0 ? 0 : (index - below) / (above - below);
    return low.map((curve, size) =>
      curve.map((snr, point) => {
        const margins = [snr - white(from, size, point), high[size][point] - white(above, size, point)];
        return white(index, size, point) + (1 - share) * margins[0] + share * margins[1];
      })
    );
  });
}

/** Every scheme has its curves over white noise. */
function nameOf(index: number): keyof typeof awgn.schemes {
  return MCS_TABLE[index].name as keyof typeof awgn.schemes;
}

const FILLED = Object.fromEntries(
  Object.entries(TABLES).map(([kind, table]) => [kind, filled(table)]),
  // Same keys as TABLES, which the library's type forgets.
) as Record<MeasuredChannel, ReturnType<typeof filled>>;

/** Waterfalls bend towards a floor: the slope between one in ten and one in a hundred is too steep for rarer errors. */
const BEND = 1.15;

/**
 * Smallest SNR in dB where a transport block fails no more often than `target`.
 *
 * Code blocks fail independently, so that each of C may fail with target / C. Between the measured sizes the SNR is
 * interpolated over the logarithm of the size; beyond one in a hundred it is extrapolated along the measured slope.
 */
export function requiredSnr(index: number, bytes: number, target: number, channel: MeasuredChannel): number {
  const { sizes } = TABLES[channel];
  const mcs = MCS_TABLE[index];
  const curves = FILLED[channel][index];
  if (curves === null) return Infinity;
  const blocks = codeBlocksFor(bytes, mcs);
  const size = Math.min(sizes[sizes.length - 1], Math.max(sizes[0], bytes / blocks));
  const upper = Math.max(1, sizes.findIndex((s) => s >= size));
  const share = Math.log(size / sizes[upper - 1]) / Math.log(sizes[upper] / sizes[upper - 1]);
  const at = (point: 0 | 1) => (1 - share) * curves[upper - 1][point] + share * curves[upper][point];
  // Over a tapped delay line the blocks of a packet share its fading: they fail together.
  const alone = channel.startsWith("tdl-") ? 1 : blocks;
  const decades = Math.log10(0.01 / (target / alone));
  return at(1) + BEND * (at(1) - at(0)) * Math.max(0, decades);
}
