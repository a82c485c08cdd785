import { assert, assertEquals } from "@std/assert";
import { codeBlocks } from "../../functions/link/code_blocks.ts";
import { decodeBlock, encodeBlock, type TransportBlock } from "../../kernels/phy/wasm.ts";
import { Random } from "../../functions/_shared/random.ts";

const BYTES = 6000;
const BLOCK: TransportBlock = { bytes: BYTES, symbols: 48_000, order: 2 };

/** A part over a link without noise but where these symbols are turned around, given as shares of the part. */
function over(turned: readonly [from: number, to: number][]) {
  const random = new Random(5);
  const sent = Uint8Array.from({ length: BYTES }, () => random.below(256));
  const symbols = encodeBlock(BLOCK, sent);
  const noise = new Float32Array(BLOCK.symbols).fill(0.1);
  for (const [from, to] of turned) {
    const end = 2 * Math.round(to * BLOCK.symbols);
    for (let i = 2 * Math.round(from * BLOCK.symbols); i < end; i++) symbols[i] = -symbols[i];
  }
  const { bytes, codeBlocks: count, failedCodeBlocks: failed } = decodeBlock(BLOCK, { symbols, noise });
  return { count, failed, found: codeBlocks(sent, bytes, { count, failed }) };
}

Deno.test("failed code blocks are those whose symbols were turned around", () => {
  const { count } = over([]);
  assert(count > 4, `${count} blocks`);
  // Symbols of the blocks follow one another, so that a stretch of them hits just those.
  for (const block of [0, 1, count - 1]) {
    const { failed, found } = over([[(block + 0.02) / count, (block + 0.98) / count]]);
    assertEquals([failed, found], [1, { count, failed: [block] }]);
  }
  const { found } = over([[1.02 / count, 1.98 / count], [3.02 / count, 3.98 / count]]);
  assertEquals(found.failed, [1, 3]);
  assertEquals(over([]).found.failed, []);
  assertEquals(over([[0, 1]]).found.failed, Array.from({ length: count }, (_, block) => block));
});

Deno.test("a part that was not read at all has lost all its blocks", () => {
  assertEquals(codeBlocks(new Uint8Array(3000), undefined, { count: 3, failed: 2 }), { count: 3, failed: [0, 1, 2] });
});

Deno.test("wrong bits in the check alone are the last block's", () => {
  const sent = new Uint8Array(3000).fill(7), arrived = sent.slice();
  arrived[0] ^= 0x80;
  assertEquals(codeBlocks(sent, arrived, { count: 3, failed: 2 }).failed, [0, 2]);
});
