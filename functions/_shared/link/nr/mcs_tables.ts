/**
 * The MCS tables of the 5G downlink, TS 38.214 tables 5.1.3.1-1 to -3. The link itself chooses from the finer
 * `../mcs.ts`; these are for what has to name a scheme as the standard does.
 *
 * @module
 */
import type { ModulationOrder } from "../../../../kernels/phy/wasm.ts";
import { SemcastError } from "../../errors.ts";

/** A row of an MCS table. */
export interface NrMcs {
  /** Q_m, bits a symbol. */
  order: ModulationOrder;
  /** Target code rate R times 1024, as the tables print it. */
  rate1024: number;
}

/** Which table: up to 64QAM (5.1.3.1-1), up to 256QAM (-2), low spectral efficiency (-3). */
export type McsTableNumber = 1 | 2 | 3;

function rows(...parts: [order: ModulationOrder, rates: number[]][]): readonly NrMcs[] {
  return parts.flatMap(([order, rates]) => rates.map((rate1024) => ({ order, rate1024 })));
}

/** The tables without their reserved indices; a row's place is its I_MCS. */
export const NR_MCS_TABLES: Readonly<Record<McsTableNumber, readonly NrMcs[]>> = {
  1: rows(
    [2, [120, 157, 193, 251, 308, 379, 449, 526, 602, 679]],
    [4, [340, 378, 434, 490, 553, 616, 658]],
    [6, [438, 466, 517, 567, 616, 666, 719, 772, 822, 873, 910, 948]],
  ),
  2: rows(
    [2, [120, 193, 308, 449, 602]],
    [4, [378, 434, 490, 553, 616, 658]],
    [6, [466, 517, 567, 616, 666, 719, 772, 822, 873]],
    [8, [682.5, 711, 754, 797, 841, 885, 916.5, 948]],
  ),
  3: rows(
    [2, [30, 40, 50, 64, 78, 99, 120, 157, 193, 251, 308, 379, 449, 526, 602]],
    [4, [340, 378, 434, 490, 553, 616]],
    [6, [438, 466, 517, 567, 616, 666, 719, 772]],
  ),
};

/**
 * The row of an I_MCS.
 *
 * @throws {SemcastError} `invalid-argument` for a table or an index that does not exist or is reserved
 */
export function nrMcs(table: McsTableNumber, index: number): NrMcs {
  const row = NR_MCS_TABLES[table]?.[index];
  if (row === undefined) {
    throw new SemcastError("invalid-argument", `MCS index ${index} of table ${table} is reserved or does not exist`);
  }
  return row;
}
