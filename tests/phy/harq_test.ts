import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  createSoftBuffer,
  decodeBlock,
  encodeBlock,
  passChannel,
  type TransportBlock,
} from "../../kernels/phy/wasm.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";

const BLOCK: TransportBlock = { bytes: 700, symbols: 3600, order: 2, scrambling: 3 };
const random = new Random(11);
const payload = Uint8Array.from({ length: BLOCK.bytes }, () => random.below(256));

/** Transmissions until the block is whole, up to four. */
function transmissions(snrDb: number, seed: number, versions: readonly number[]): number {
  const buffer = createSoftBuffer(BLOCK);
  try {
    for (let i = 0; i < versions.length; i++) {
      const block = { ...BLOCK, version: versions[i] };
      const air = passChannel(encodeBlock(block, payload), { snrDb, seed: 10 * seed + i });
      const got = decodeBlock(block, air, { buffer });
      if (got.ok) {
        assertEquals(got.bytes, payload);
        return i + 1;
      }
    }
    return Infinity;
  } finally {
    buffer.free();
  }
}

Deno.test("transmissions add up in a soft buffer, and new redundancy does so better than repetition", () => {
  const mean = (snrDb: number, versions: number[]) => {
    const all = Array.from({ length: 12 }, (_, seed) => transmissions(snrDb, seed, versions));
    return all.reduce((sum, n) => sum + n) / all.length;
  };
  // One transmission carries 0.78 of a bit for each coded bit: it needs some 3.5 dB.
  assertEquals(mean(5, [0, 2, 3, 1]), 1);
  assertEquals(mean(1.5, [0, 2, 3, 1]), 2);
  const incremental = mean(-1, [0, 2, 3, 1]);
  assert(incremental <= 3, `${incremental} transmissions at -1 dB`);
  assert(mean(-1.7, [0, 0, 0, 0]) > mean(-1.7, [0, 2, 3, 1]), "chase combining against incremental redundancy");
});

Deno.test("a limited soft buffer still decodes, with fewer bits to send", () => {
  const block: TransportBlock = { bytes: 1000, symbols: 8000, order: 2, limit: 16_000 };
  const sent = Uint8Array.from({ length: block.bytes }, () => random.below(256));
  const whole = encodeBlock({ ...block, limit: undefined }, sent);
  const limited = encodeBlock(block, sent);
  assertEquals(limited.subarray(0, 1000), whole.subarray(0, 1000));
  const wide: TransportBlock = { ...block, symbols: 12_000 };
  const repeated = encodeBlock(wide, sent);
  // Bit 16,000 of the circular buffer is bit 0 again. Scrambling hides it, so that only decoding tells.
  const got = decodeBlock(wide, passChannel(repeated, { snrDb: 1, seed: 4 }));
  assert(got.ok);
  assertEquals(got.bytes, sent);
});

Deno.test("a soft buffer of another block, or given back, is refused", () => {
  const other = createSoftBuffer({ ...BLOCK, bytes: 100 });
  const air = passChannel(encodeBlock(BLOCK, payload), { snrDb: 3, seed: 1 });
  const wrong = assertThrows(() => decodeBlock(BLOCK, air, { buffer: other }), SemcastError);
  assertEquals(wrong.code, "invalid-argument");
  other.free();
  assertThrows(() => decodeBlock(BLOCK, air, { buffer: other }), SemcastError, "given back");
});
