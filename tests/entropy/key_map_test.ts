import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";
import { decodeKeyMap, encodeKeyMap } from "../../kernels/entropy/wasm.ts";

function blobs(w: number, h: number, discs: [x: number, y: number, radius: number][]): Uint8Array {
  return Uint8Array.from({ length: w * h }, (_, i) => {
    return Number(discs.some(([x, y, radius]) => Math.hypot(i % w - x, Math.floor(i / w) - y) < radius));
  });
}

/** Bytes of the code; checks that it comes back. */
function coded(map: Uint8Array, w: number, h: number): number {
  const bytes = encodeKeyMap(map, w, h);
  assertEquals(decodeKeyMap(bytes, w, h), map);
  return bytes.length;
}

Deno.test("a map of 48 × 32 cells with a few blobs takes at most 50 bytes", () => {
  assertLessOrEqual(coded(blobs(48, 32, [[15, 12, 8]]), 48, 32), 20);
  assertLessOrEqual(coded(blobs(48, 32, [[12, 10, 7], [36, 20, 6], [24, 27, 4], [42, 6, 3]]), 48, 32), 50);
});

Deno.test("a map without key cells takes no byte, one of key cells only takes one, whatever the photo", () => {
  for (const [w, h] of [[1, 1], [48, 32], [1, 300], [300, 1], [120, 80], [1024, 1024]]) {
    assertEquals(coded(new Uint8Array(w * h), w, h), 0);
    // The largest maps say so little per cell that the state of the coder shows.
    assertLessOrEqual(coded(new Uint8Array(w * h).fill(1), w, h), w * h < 10_000 ? 1 : 6);
  }
});

Deno.test("any map comes back, and noise costs hardly more than a bit a cell", () => {
  const rng = new Random(31);
  for (let run = 0; run < 200; run++) {
    const w = 1 + rng.below(60), h = 1 + rng.below(60), share = rng.uniform();
    coded(Uint8Array.from({ length: w * h }, () => Number(rng.uniform() < share)), w, h);
  }
  const noise = Uint8Array.from({ length: 48 * 32 }, () => rng.below(2));
  assertLessOrEqual(coded(noise, 48, 32), 1.15 * 48 * 32 / 8);
});

Deno.test("hostile bytes give a map of zeros and ones or malformed", () => {
  const rng = new Random(32);
  for (let run = 0; run < 1000; run++) {
    const bytes = Uint8Array.from({ length: rng.below(40) }, () => run % 3 ? rng.below(256) : 255);
    try {
      const map = decodeKeyMap(bytes, 20, 10);
      assert(map.length === 200 && map.every((cell) => cell <= 1));
    } catch (error) {
      assert(error instanceof SemcastError && error.code === "malformed", String(error));
    }
  }
  for (const [w, h] of [[0, 5], [1025, 1024], [2 ** 24, 2 ** 24], [1.5, 2], [NaN, 1], [-1, 1]]) {
    assertEquals(assertThrows(() => decodeKeyMap(new Uint8Array(), w, h), SemcastError).code, "invalid-argument");
  }
});
