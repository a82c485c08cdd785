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
export function linkParts({ classes }: LinkPlan, arrived: Arrival, { mode }: Pick<Settings, "mode">): LinkPart[] {
  const names = partNames(mode);
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
      before: new Float32Array(seen?.observed ?? seen?.points ?? []),
      after: new Float32Array(seen?.points ?? []),
      soft: seen && softBits(seen),
    }];
  });
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
