/**
 * Transport-block sizes of the 5G downlink, TS 38.214 clause 5.1.3.2.
 *
 * @module
 */
import { SemcastError } from "../../errors.ts";
import type { NrMcs } from "./mcs_tables.ts";

/** What a transport block is sent over. */
export interface NrAllocation {
  /** Resource blocks of 12 subcarriers, n_PRB, 1 to 275. */
  resourceBlocks: number;
  /** OFDM symbols in the slot, N_symb, 1 to 14. */
  symbols: number;
  /** Resource elements of a resource block that carry reference signals, N_DMRS. */
  dmrs: number;
  /** Overhead by configuration, N_oh: 0 (default), 6, 12 or 18. */
  overhead?: 0 | 6 | 12 | 18;
  /** Layers, 1 (default) to 8. */
  layers?: number;
  /** Scaling S of table 5.1.3.2-2, default 1. */
  scaling?: 1 | 0.5 | 0.25;
}

/** Largest size that table 5.1.3.2-1 serves. */
const LARGEST_OF_TABLE = 3824;
/** Resource elements of a resource block that count at most. */
const MOST_ELEMENTS = 156;

/** Table 5.1.3.2-1, as runs of [last, step]. */
const RUNS: [last: number, step: number][] = [[192, 8], [384, 16], [576, 24], [736, 32]];
const IRREGULAR = [
  ...[768, 808, 848, 888, 928, 984, 1032, 1064, 1128, 1160, 1192, 1224, 1256, 1288, 1320, 1352, 1416, 1480, 1544, 1608],
  ...[1672, 1736, 1800, 1864, 1928, 2024, 2088, 2152, 2216, 2280, 2408, 2472, 2536, 2600, 2664, 2728, 2792, 2856, 2976],
  ...[3104, 3240, 3368, 3496, 3624, 3752, 3824],
];
const SIZES: readonly number[] = [
  24,
  ...RUNS.flatMap(([last, step], i) => {
    const first = i === 0 ? 24 : RUNS[i - 1][0];
    return Array.from({ length: (last - first) / step }, (_, j) => first + (j + 1) * step);
  }),
  ...IRREGULAR,
];

function check(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new SemcastError("invalid-argument", `${name} is ${value}, not an integer from ${min} to ${max}`);
  }
}

/** 2^⌊log2 value⌋, exactly: the logarithm of floating point may round up to the next integer. */
function powerBelow(value: number): number {
  const power = 2 ** Math.round(Math.log2(value));
  return power > value ? power / 2 : power;
}

/**
 * Steps 2 to 4: information bits, N_info, to a transport-block size in bits.
 *
 * @throws {SemcastError} `invalid-argument` where `information` is not positive or the rate is outside 0…1
 */
export function quantizeTransportBlock(information: number, rate: number): number {
  if (!(information > 0 && information <= 2 ** 40) || !(rate > 0 && rate <= 1)) {
    throw new SemcastError("invalid-argument", `${information} information bits at code rate ${rate} make no block`);
  }
  if (information <= LARGEST_OF_TABLE) {
    const step = Math.max(8, powerBelow(information) / 64);
    const wanted = Math.max(24, step * Math.floor(information / step));
    const size = SIZES.find((size) => size >= wanted);
    if (size === undefined) throw new SemcastError("internal", `Table 5.1.3.2-1 has no size for ${wanted} bits`);
    return size;
  }
  const step = powerBelow(information - 24) / 32;
  // Math.round rounds ties up, as the standard wants.
  const wanted = Math.max(3840, step * Math.round((information - 24) / step)) + 24;
  const largest = rate <= 0.25 ? 3816 : wanted - 24 > 8424 ? 8424 : Infinity;
  const blocks = Math.max(1, Math.ceil(wanted / largest));
  return 8 * blocks * Math.ceil(wanted / (8 * blocks)) - 24;
}

/**
 * Bits of the transport block that a scheme carries over an allocation.
 *
 * @throws {SemcastError} `invalid-argument` for numbers outside their ranges, or where nothing is left beside the
 * reference signals
 */
export function transportBlockSize({ order, rate1024 }: NrMcs, allocation: NrAllocation): number {
  const { resourceBlocks, symbols, dmrs, overhead = 0, layers = 1, scaling = 1 } = allocation;
  check("Number of resource blocks", resourceBlocks, 1, 275);
  check("Number of OFDM symbols", symbols, 1, 14);
  check("Number of layers", layers, 1, 8);
  check("Number of reference elements", dmrs, 0, 12 * symbols - overhead - 1);
  const elements = Math.min(MOST_ELEMENTS, 12 * symbols - dmrs - overhead) * resourceBlocks;
  // The division comes last, so that all before it is exact.
  return quantizeTransportBlock(scaling * elements * order * layers * rate1024 / 1024, rate1024 / 1024);
}
