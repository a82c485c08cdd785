import type { ModulationOrder } from "../../../kernels/phy/wasm.ts";

/** A modulation and code rate. */
export interface Mcs {
  /** Such as `QPSK 602/1024`. */
  name: string;
  /** Such as `QPSK`. */
  modulation: string;
  order: ModulationOrder;
  /** Code rate R: transport block with its CRCs / coded bits. */
  rate: number;
}

const MODULATIONS: Record<ModulationOrder, string> = {
  1: "π/2-BPSK",
  2: "QPSK",
  4: "16QAM",
  6: "64QAM",
  8: "256QAM",
};

/** Rates · 1024 of TS 38.214 tables 5.1.3.1-1, -2 and -3 taken together, by modulation. */
const STANDARD: [ModulationOrder, number[]][] = [
  [2, [30, 40, 50, 64, 78, 99, 120, 157, 193, 251, 308, 379, 449, 526, 602, 679]],
  [4, [340, 378, 434, 490, 553, 616, 658]],
  [6, [438, 466, 517, 567, 616, 666, 719, 772, 822, 873]],
  [8, [682.5, 711, 754, 797, 841, 885, 916.5, 948]],
];

/** Steps of rate over this get a scheme in between: rate matching serves any rate, and a coarse step wastes symbols. */
const WIDEST_STEP = 1.1;

function withBetween(rates: number[]): number[] {
  return rates.flatMap((rate, i) => {
    const next = rates[i + 1];
    return next !== undefined && next / rate > WIDEST_STEP ? [rate, Math.round(Math.sqrt(rate * next))] : [rate];
  });
}

/**
 * All schemes that the link chooses from; the index is what the control block carries. The standard's own of all three
 * tables, and one between neighbours that lie more than 10 % apart.
 */
export const MCS_TABLE: readonly Mcs[] = STANDARD.flatMap(([order, rates]) =>
  withBetween(rates).map((rate) => ({
    name: `${MODULATIONS[order]} ${rate}/1024`,
    modulation: MODULATIONS[order],
    order,
    rate: rate / 1024,
  }))
);
