import { assertEquals } from "@std/assert";
import { Random } from "../../functions/_shared/random.ts";
import * as entropy from "../../kernels/entropy/wasm.ts";

const H = 9, W = 13, CHANNELS = 24;

/** The upper 32 bits of the next output, modulo `bound`: kernels/entropy/tests/streams.rs draws the same. */
function below(rng: Random, bound: number): number {
  return Number(rng.uint64() >> 32n) % bound;
}

function fnv1a(bytes: Uint8Array): string {
  const hash = bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

Deno.test("the WASM build writes the streams of the native code, byte for byte", async () => {
  const rng = new Random(2026);
  const n = H * W * CHANNELS;
  const y = Int16Array.from({ length: n }, (_, i) => {
    const width = 20_000 >> (i % CHANNELS / 2);
    return below(rng, 2 * width + 1) - width;
  });
  const steps = Uint16Array.from({ length: H * W }, () => 31 + below(rng, 1700));
  const refined = Uint8Array.from({ length: H * W }, () => below(rng, 2));
  const params = Int16Array.from(
    { length: 2 * n },
    (_, i) => Math.floor(i / CHANNELS) % 2 === 0 ? below(rng, 97) - 48 : below(rng, 72) - 4,
  );
  const map = Uint8Array.from({ length: H * W }, () => Number(below(rng, 5) === 0));
  const { k0, r } = entropy.quantize(y, steps, refined, CHANNELS);
  const mu = Int16Array.from({ length: 32 }, (_, i) => i - 16);
  const scale = Uint8Array.from({ length: 32 }, (_, i) => 20 + i);
  const z = k0.slice(0, 320).map((k) => Math.max(-31, Math.min(31, k)));
  const write = (sink: entropy.Sink) => {
    entropy.encodeZ(sink, z, mu, scale);
    entropy.encodeBaseCells(sink, k0, params, H, W, CHANNELS, 0);
    entropy.encodeBaseCells(sink, k0, params, H, W, CHANNELS, 1);
    entropy.encodeRefinement(sink, k0, r, params, H, W, CHANNELS, refined);
    sink.kernel().key_map(map, W, H);
    sink.kernel().table(2, Uint16Array.of(5, 1, 60000, 7));
  };
  const encoder = entropy.createEncoder();
  write(encoder);
  const bytes = encoder.finish();
  const found = `${bytes.length} bytes, ${fnv1a(bytes)}, ${256 * entropy.estimateBits(write)}/256 bits`;
  assertEquals(found, (await Deno.readTextFile(new URL("digest.txt", import.meta.url))).trim());
});
