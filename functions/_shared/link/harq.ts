/**
 * Hybrid ARQ over the link: parts that fail are sent again, and their soft bits added up.
 *
 * @module
 */
import {
  createSoftBuffer,
  decodeBlock,
  encodeBlock,
  type SoftBuffer,
  type TransportBlock,
} from "../../../kernels/phy/wasm.ts";
import { channel, type ChannelSettings, usesOf } from "./channel.ts";
import { CONTROL_BLOCK, writeControl } from "./control.ts";
import type { LinkPlan } from "./plan.ts";
import { cut, type ReceivedClass, shown } from "./receive.ts";
import type { ArrivedParts } from "./simulate.ts";
import { blockOf } from "./transmit.ts";

/** Redundancy versions of the 1st to 4th transmission, the usual order (TS 38.214 table 5.1.2.1-2). */
const VERSIONS = [0, 2, 3, 1];

/** What came of a packet, and what it took. */
export interface Exchange {
  arrived: ArrivedParts;
  /** Transmissions of header and classes 0, 1 and 2; 0 for an empty one. */
  transmissions: number[];
  /** Complex symbols of all transmissions, pilots included. */
  symbols: number;
}

/** A part on its way. */
interface Sending {
  payload: Uint8Array;
  block: TransportBlock;
  buffer: SoftBuffer;
  got: ReceivedClass;
  transmissions: number;
}

/**
 * A packet over a simulated channel with up to `most` transmissions of each part. The receiver asks again for what it could
 * not decode; what it says back is taken for free of errors and of cost. The header block is the same each time (chase
 * combining), the classes send other redundancy versions. A class counts only once what announces it was received: the
 * header, and for classes 1 and 2 class 0.
 *
 * @param most 1 to 4
 * @throws {SemcastError} `invalid-argument` for settings that the channel refuses
 */
export function exchange(
  parts: readonly Uint8Array[],
  plan: LinkPlan,
  settings: ChannelSettings,
  most: number,
): Exchange {
  const sendings = parts.map((payload, part) => begin(payload, part, plan));
  let symbols = 0;
  try {
    for (let round = 0; round < most; round++) {
      const wanted = sendings.filter((sending, part) => sending !== undefined && !known(sendings, part)) as Sending[];
      if (wanted.length === 0) break;
      symbols += transmission(wanted, round, { ...settings, seed: BigInt(settings.seed) + (BigInt(round) << 40n) });
    }
    const arrived = sendings.map((sending, part) => {
      if (sending === undefined) return empty();
      const { got } = sending;
      // The control block carries the header and the schemes.
      const header = part === 0 ? got.bytes?.subarray(0, parts[0].length) : undefined;
      const bytes = announced(sendings, part) ? got.bytes : undefined;
      return { ...got, bytes: header ?? bytes, ok: known(sendings, part) };
    });
    return {
      // There is one for each part of the packet, and the header is never empty.
      arrived: arrived as ArrivedParts,
      transmissions: sendings.map((sending) => sending?.transmissions ?? 0),
      symbols,
    };
  } finally {
    sendings.forEach((sending) => sending?.buffer.free());
  }
}

function begin(part: Uint8Array, index: number, plan: LinkPlan): Sending | undefined {
  if (part.length === 0) return undefined;
  const block = index === 0 ? CONTROL_BLOCK : blockOf(index, part.length, plan.classes[index].index);
  const payload = index === 0 ? writeControl(part, plan.classes.slice(1).map((c) => c.index)) : part;
  return { payload, block, buffer: createSoftBuffer(block), got: { ...empty(), ok: false }, transmissions: 0 };
}

/** Whether what announces a part was received: the header tells of class 0, class 0 of the others. */
function announced(sendings: readonly (Sending | undefined)[], part: number): boolean {
  return sendings.slice(0, Math.min(part, 2)).every((sending) => sending === undefined || sending.got.ok);
}

/** Whether a part was received, and what announces it. */
function known(sendings: readonly (Sending | undefined)[], part: number): boolean {
  return announced(sendings, part) && (sendings[part] === undefined || sendings[part].got.ok);
}

/** One round: everything wanted in one go. Returns the symbols that it took. */
function transmission(wanted: readonly Sending[], round: number, settings: ChannelSettings): number {
  const blocks = wanted.map(({ block }) => block === CONTROL_BLOCK ? block : { ...block, version: VERSIONS[round] });
  const sent = new Float32Array(2 * blocks.reduce((sum, block) => sum + block.symbols, 0));
  let at = 0;
  wanted.forEach(({ payload }, i) => {
    sent.set(encodeBlock(blocks[i], payload), at);
    at += 2 * blocks[i].symbols;
  });
  const received = channel(settings, sent);
  at = 0;
  wanted.forEach((sending, i) => {
    const end = at + blocks[i].symbols;
    const slice = cut(received, at, end);
    at = end;
    const got = decodeBlock(blocks[i], slice, { buffer: sending.buffer });
    sending.transmissions++;
    sending.got = {
      bytes: got.bytes,
      ok: got.ok,
      iterations: got.iterations,
      blocks: { count: got.codeBlocks, failed: got.failedCodeBlocks },
      ...shown(slice),
      symbols: sending.got.symbols + blocks[i].symbols,
    };
  });
  return usesOf(settings.kind, sent.length / 2);
}

function empty(): ReceivedClass {
  return { bytes: new Uint8Array(), ok: true, symbols: 0, iterations: 0, snrDb: NaN, points: new Float32Array() };
}
