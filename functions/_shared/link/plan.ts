import { SemcastError } from "../errors.ts";
import type { ChannelKind } from "../choices.ts";
import { CONTROL_BYTES, CONTROL_MCS, CONTROL_SYMBOLS } from "./control.ts";
import { MCS_TABLE } from "./mcs.ts";
import { type MeasuredChannel, requiredSnr } from "./required_snr.ts";
import { symbolsFor } from "./symbols_for.ts";

/** Block-error rates that class 0 (prompt, key map), 1 (base) and 2 (enhancements) are planned for. */
export const TARGETS = [1e-4, 1e-3, 1e-2] as const;
/** The same of the first transmission, where others may follow. */
export const FIRST_TARGETS = [1e-2, 0.1, 0.1] as const;

/** How one part of the packet is sent. */
export interface PlannedClass {
  /** Payload bytes. */
  bytes: number;
  /** Index into `MCS_TABLE`. */
  index: number;
  /** Such as `QPSK 602/1024`; `none` where nothing is sent. */
  mcs: string;
  /** Such as `QPSK`. */
  modulation: string;
  symbols: number;
}

/** How a packet is sent. */
export interface LinkPlan {
  channel: ChannelKind;
  /** Es/N0 in dB that it was planned for. */
  snrDb: number;
  /** Header block, then protection classes 0, 1 and 2. */
  classes: PlannedClass[];
  /** Complex symbols, all together. */
  symbols: number;
}

/** What {@linkcode planLink} takes. */
export interface PlanOptions {
  snrDb: number;
  /** `none` is planned like `awgn`. */
  channel: ChannelKind;
  /** Most transmissions of a part, 1 (default) to 4. */
  transmissions?: number;
  /** Bytes of the header (16), class 0, 1 and 2. */
  bytes: readonly number[];
  /** Block-error rates of the classes, instead of those that suit their importance. */
  targets?: readonly [number, number, number];
}

/**
 * Chooses a scheme for each class: the fewest symbols that keep its target of {@linkcode TARGETS}; the most robust one
 * where none does. The header block is always the same.
 *
 * @throws {SemcastError} `invalid-argument` for another number of parts, a header of another size or an SNR that is no number
 */
export function planLink({ snrDb, channel, bytes, transmissions = 1, ...given }: PlanOptions): LinkPlan {
  if (bytes.length !== 4 || bytes[0] !== CONTROL_BYTES - 3 || !Number.isFinite(snrDb)) {
    throw new SemcastError(
      "invalid-argument",
      `A plan takes 16 header bytes and three classes, got ${bytes.join(", ")}`,
    );
  }
  const measured: MeasuredChannel = channel === "none" ? "awgn" : channel;
  const targets: readonly number[] = given.targets ?? (transmissions > 1 ? FIRST_TARGETS : TARGETS);
  const control: PlannedClass = {
    bytes: bytes[0],
    index: 0,
    mcs: CONTROL_MCS,
    modulation: "QPSK",
    symbols: CONTROL_SYMBOLS,
  };
  const classes = [control, ...targets.map((target, i) => chooseMcs(bytes[i + 1], target, snrDb, measured))];
  return { channel, snrDb, classes, symbols: classes.reduce((sum, c) => sum + c.symbols, 0) };
}

/** The scheme with the fewest symbols that keeps a target; the most robust one where none does. */
export function chooseMcs(bytes: number, target: number, snrDb: number, channel: MeasuredChannel): PlannedClass {
  if (bytes === 0) return { bytes, index: 0, mcs: "none", modulation: "none", symbols: 0 };
  let best = 0;
  let symbols = symbolsFor(bytes, MCS_TABLE[0]);
  for (let index = 1; index < MCS_TABLE.length; index++) {
    const needed = symbolsFor(bytes, MCS_TABLE[index]);
    if (needed < symbols && requiredSnr(index, bytes, target, channel) <= snrDb) {
      best = index;
      symbols = needed;
    }
  }
  const { name, modulation } = MCS_TABLE[best];
  return { bytes, index: best, mcs: name, modulation, symbols };
}
