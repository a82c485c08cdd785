/**
 * The link as a library: a packet becomes complex symbols of 5G NR's shared channel and, after a channel, what arrived of
 * it. Wants `await loadKernels()` before the first call, but in Deno with TypeScript.
 *
 * ```ts ignore
 * await loadKernels();
 * const { packet: arrived, symbols } = sendOverLink(packet, { snr: 3 });
 * ```
 *
 * @module
 */
import type { ChannelKind } from "../_shared/choices.ts";
import { channel } from "../_shared/link/channel.ts";
import { loseDatagrams, receiveAnalog, simulate, usesOf } from "../_shared/link/index.ts";
import { planLink } from "../_shared/link/plan.ts";
import { receive, type ReceivedClass } from "../_shared/link/receive.ts";
import { transmit } from "../_shared/link/transmit.ts";
import { HEADER_BYTES } from "../_shared/packet/header.ts";
import { partsOf } from "../_shared/packet/parts.ts";
import { assemble, type ParsedPacket } from "../_shared/packet/parse.ts";
import { SemcastError } from "../_shared/errors.ts";
import type { Amplitudes } from "./analog.ts";

export { type KernelBytes, type KernelFile, type KernelSource, loadKernels } from "../../kernels/load.ts";
export type { Reception } from "../../kernels/phy/wasm.ts";
export type { ChannelKind } from "../_shared/choices.ts";
export { type ErrorCode, SemcastError } from "../_shared/errors.ts";
export { channel, type ChannelSettings } from "../_shared/link/channel.ts";
export { type Mcs, MCS_TABLE } from "../_shared/link/mcs.ts";
export { type LinkPlan, planLink, type PlannedClass, type PlanOptions } from "../_shared/link/plan.ts";
export { receive, type ReceivedClass, type ReceivedPacket } from "../_shared/link/receive.ts";
export { transmit } from "../_shared/link/transmit.ts";
export type { Amplitudes } from "./analog.ts";
export { partsOf } from "../_shared/packet/parts.ts";
export type { ParsedPacket, ParsedSection } from "../_shared/packet/parse.ts";

/** Options of {@linkcode sendOverLink}. */
export interface LinkSettings {
  /** Es/N0 in dB a complex symbol, mean over fading, −20 to 40; 3. */
  snr?: number;
  /** `awgn` where nothing is said; `none` carries bytes, and loses only datagrams. */
  channel?: ChannelKind;
  /** Es/N0 that the coding is planned for; that of the channel where nothing is said. */
  expect?: number;
  /** Seed of noise, fading and losses; 1. */
  seed?: number;
  /** Greatest Doppler shift in Hz; 0, on `tdl-*` 100. */
  doppler?: number;
  /** Root mean square delay spread of `tdl-*` in ns; 300. */
  spread?: number;
  /** What the receiver knows of a channel `tdl-*`; `pilots`. */
  knowledge?: "perfect" | "pilots";
  /** Share of datagrams that channel `none` loses, 0 to 0.95; 0. */
  loss?: number;
  /** Mean length of a run of lost datagrams; 1. */
  burst?: number;
}

/** What arrived. */
export interface Delivery {
  /** What a receiver decodes; undefined where the header was lost. */
  packet: ParsedPacket | undefined;
  /** Header and protection classes 0, 1 and 2: whether each arrived, its Es/N0, points of its constellation. */
  parts: ReceivedClass[];
  /** Complex channel symbols, pilots included. */
  symbols: number;
}

/**
 * Sends a packet over a simulated link: plan, coding, modulation, channel, equalizer, decoding.
 *
 * @throws {SemcastError} `malformed` or `unsupported` for the packet; `invalid-argument` for a setting out of its range
 */
export function sendOverLink(packet: Uint8Array, settings: LinkSettings = {}): Delivery {
  const { snr = 3, channel: kind = "awgn", expect = snr, seed = 1, loss = 0, burst = 1, ...more } = settings;
  if (!(loss >= 0 && loss <= 0.95) || (loss > 0 && kind !== "none")) {
    throw new SemcastError("invalid-argument", `loss: ${loss} on channel ${kind}; expected 0 to 0.95 on channel none`);
  }
  const parts = partsOf(packet);
  const plan = planLink({ snrDb: expect, channel: kind, bytes: parts.map((part) => part.length) });
  const symbols = usesOf(kind, plan.symbols);
  if (kind === "none") {
    const kept = loss > 0 ? loseDatagrams(parts, { loss, burst, seed }) : parts;
    const arrived = simulate(kept, plan, { snrDb: snr, seed });
    arrived[0].ok = kept[0].every((byte, i) => byte === parts[0][i]);
    return deliver(arrived, symbols);
  }
  const { header, classes } = receive(channel({ kind, snrDb: snr, seed, ...more }, transmit(parts, plan)));
  return deliver([header, ...classes], symbols);
}

/** What arrived of an analog frame. */
export interface FrameDelivery extends Delivery {
  /** What `decode` takes beside the packet; undefined where what describes them was lost. */
  amplitudes: Amplitudes | undefined;
}

/**
 * Sends an analog frame over a simulated link.
 *
 * @param frame of the transmitter's `encodeAnalog`
 * @throws {SemcastError} `invalid-argument` for a setting out of its range, and for channel `none`
 */
export function sendFrameOverLink(
  frame: Float32Array,
  settings: Omit<LinkSettings, "expect" | "loss" | "burst"> = {},
): FrameDelivery {
  const { snr = 3, channel: kind = "awgn", seed = 1, ...more } = settings;
  if (kind === "none") {
    throw new SemcastError("invalid-argument", "channel: none carries no amplitudes; expected one with symbols");
  }
  const received = receiveAnalog(channel({ kind, snrDb: snr, seed, ...more }, frame));
  const { header, classes, amplitudes, noise: planned, excess } = received;
  // Behind the packet's header, the frame's has what describes the amplitudes.
  const own = header.ok ? { ...header, bytes: header.bytes.subarray(0, HEADER_BYTES) } : header;
  return {
    ...deliver([own, ...classes], usesOf(kind, frame.length / 2)),
    amplitudes: header.ok && amplitudes !== undefined ? { ...amplitudes, planned, excess } : undefined,
  };
}

function deliver(parts: ReceivedClass[], symbols: number): Delivery {
  const [header, ...classes] = parts;
  if (!header.ok || header.bytes === undefined) return { packet: undefined, parts, symbols };
  return {
    packet: assemble({ header: header.bytes, classes: classes.map(({ bytes }) => bytes) }),
    parts,
    symbols,
  };
}
