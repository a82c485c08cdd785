import { encodeBlock, type TransportBlock } from "../../../kernels/phy/wasm.ts";
import { SemcastError } from "../errors.ts";
import { CONTROL_BLOCK, scramblingOf, writeControl } from "./control.ts";
import { MCS_TABLE } from "./mcs.ts";
import type { LinkPlan } from "./plan.ts";
import { symbolsFor } from "./symbols_for.ts";

/** The transport block of a part (1 to 3: protection class 0 to 2). */
export function blockOf(part: number, bytes: number, index: number): TransportBlock {
  const mcs = MCS_TABLE[index];
  return { bytes, symbols: symbolsFor(bytes, mcs), order: mcs.order, scrambling: scramblingOf(part) };
}

/**
 * Packet to symbols: the header block, then classes 0, 1 and 2, each a transport block of its own; empty ones send nothing.
 *
 * @param parts header (16 bytes), class 0, 1, 2, of the sizes that were planned for
 * @returns interleaved I, Q, `plan.symbols` pairs, unit mean energy
 * @throws {SemcastError} `invalid-argument` for parts of other sizes
 */
export function transmit(parts: readonly Uint8Array[], plan: LinkPlan): Float32Array {
  const sizes = parts.map((part) => part.length);
  if (sizes.length !== plan.classes.length || sizes.some((size, i) => size !== plan.classes[i].bytes)) {
    const planned = plan.classes.map((c) => c.bytes).join(", ");
    throw new SemcastError("invalid-argument", `Parts have ${sizes.join(", ")} bytes, planned were ${planned}`);
  }
  const symbols = new Float32Array(2 * plan.symbols);
  symbols.set(encodeBlock(CONTROL_BLOCK, writeControl(parts[0], plan.classes.slice(1).map((c) => c.index))));
  let at = 2 * CONTROL_BLOCK.symbols;
  for (let part = 1; part < parts.length; part++) {
    if (parts[part].length === 0) continue;
    const { index } = plan.classes[part];
    symbols.set(encodeBlock(blockOf(part, parts[part].length, index), parts[part]), at);
    at += 2 * plan.classes[part].symbols;
  }
  return symbols;
}
