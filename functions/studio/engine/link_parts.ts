/**
 * What the page shows of the link: constellations on both sides of the equalizer and soft bits.
 *
 * @module
 */
import { demap, type ModulationOrder } from "../../../kernels/phy/wasm.ts";
import type { LinkPlan } from "../../_shared/link/index.ts";
import type { ConstellationClass } from "../../_shared/report/constellation.ts";
import { type Arrival, partNames } from "../../link/over_the_air.ts";
import type { LinkPart, Settings } from "./messages.ts";

const ORDERS: Readonly<Record<string, ModulationOrder>> = { QPSK: 2, "16QAM": 4, "64QAM": 6, "256QAM": 8 };
/** Bins of the histogram over −128…127. */
const BINS = 64;

/** The parts of a packet in the order in which they were sent. */
export function linkParts(
  { classes }: LinkPlan,
  arrived: Arrival,
  { snr: snrDb, mode }: Pick<Settings, "snr" | "mode">,
): LinkPart[] {
  const names = partNames(mode);
  const n0 = 10 ** (-snrDb / 10);
  return classes.flatMap((planned, i): LinkPart[] => {
    if (planned.symbols === 0) return [];
    const mean = arrived.snrDb[i];
    const seen = arrived.constellation.find(({ name }) => name === names[i]);
    return [{
      name: names[i],
      mcs: planned.mcs,
      modulation: planned.modulation,
      bytes: planned.bytes,
      symbols: planned.symbols,
      snrDb: Number.isFinite(mean) ? mean : null,
      blocks: arrived.blocks[i],
      before: seen === undefined ? new Float32Array() : faded(seen, n0),
      after: new Float32Array(seen?.points ?? []),
      soft: seen && softBits(seen),
    }];
  });
}

/**
 * Points as strong as they were on the air. The equalizer divides by the channel's gain, so that noise of N0 becomes
 * N0/|gain|²: the gain's size follows from the noise that is left, its phase is gone.
 */
function faded({ points, noise }: ConstellationClass, n0: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(points, (value, i) => noise === undefined ? value : value * Math.sqrt(n0 / noise[i >> 1]));
}

function softBits({ modulation, points, noise }: ConstellationClass): Uint32Array<ArrayBuffer> | undefined {
  const order = ORDERS[modulation];
  if (order === undefined || noise === undefined) return undefined;
  const bins = new Uint32Array(BINS);
  noise.forEach((n0, i) => {
    for (const value of demap(order, points.subarray(2 * i, 2 * i + 2), n0)) bins[(value + 128) * BINS >> 8]++;
  });
  return bins;
}
