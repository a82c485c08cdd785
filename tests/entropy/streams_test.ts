import { assert, assertEquals, assertLess, assertLessOrEqual, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";
import * as entropy from "../../kernels/entropy/wasm.ts";
import { bitsOfBase, bitsOfRefinement } from "./float_model.ts";
import { photoLikeLatents } from "./latents.ts";

const PARITIES = [0, 1] as const;

function writeAll(sink: entropy.Sink, x: ReturnType<typeof photoLikeLatents>): void {
  entropy.encodeZ(sink, x.z, x.zMu, x.zScale);
  for (const parity of PARITIES) entropy.encodeBaseCells(sink, x.k0, x.params, x.h, x.w, x.channels, parity);
  entropy.encodeRefinement(sink, x.k0, x.r, x.params, x.h, x.w, x.channels, x.mask);
}

Deno.test("one stream carries hyperlatents, both parities and refinements, whatever the shape", () => {
  for (const [seed, h, w, channels] of [[1, 1, 1, 1], [2, 3, 5, 7], [3, 8, 1, 192], [4, 1, 9, 16], [5, 12, 17, 24]]) {
    const x = photoLikeLatents(seed, h, w, channels);
    const encoder = entropy.createEncoder();
    writeAll(encoder, x);
    const decoder = entropy.createDecoder(encoder.finish());
    assertEquals(entropy.decodeZ(decoder, x.z.length / x.zMu.length, x.zMu, x.zScale), x.z);
    const k0 = new Int16Array(x.k0.length);
    for (const parity of PARITIES) entropy.decodeBaseCells(decoder, x.params, h, w, channels, parity, k0);
    assertEquals(k0, x.k0);
    const r = new Int8Array(x.r.length);
    entropy.decodeRefinement(decoder, k0, x.params, h, w, channels, x.mask, r);
    assertEquals(r, x.r.map((value, i) => x.mask[Math.floor(i / channels)] ? value : 0));
    decoder.free();
  }
});

Deno.test("every 16-bit symbol, location and scale index can be coded", () => {
  const extremes = [-32768, -32767, -2000, -25, -24, -1, 0, 1, 24, 25, 2000, 32766, 32767];
  const scales = [-32768, -1, 0, 7, 40, 63, 64, 32767];
  const cases = extremes.flatMap((symbol) => extremes.flatMap((mu) => scales.map((scale) => [symbol, mu, scale])));
  const k0 = Int16Array.from(cases, ([symbol]) => symbol);
  const params = Int16Array.from(cases.flatMap(([, mu, scale]) => [mu, scale]));
  const encoder = entropy.createEncoder();
  for (const parity of PARITIES) entropy.encodeBaseCells(encoder, k0, params, cases.length, 1, 1, parity);
  const decoder = entropy.createDecoder(encoder.finish());
  const decoded = new Int16Array(k0.length);
  for (const parity of PARITIES) entropy.decodeBaseCells(decoder, params, cases.length, 1, 1, parity, decoded);
  decoder.free();
  assertEquals(decoded, k0);
});

Deno.test("a stream is within 0.5 % of the ideal entropy, which floats and the kernel's integers agree on", () => {
  const x = photoLikeLatents(6, 24, 36, 192);
  const base = entropy.estimateBits((sink) => {
    for (const parity of PARITIES) entropy.encodeBaseCells(sink, x.k0, x.params, x.h, x.w, x.channels, parity);
  });
  const ideal = bitsOfBase(x);
  assertLess(Math.abs(base / ideal - 1), 0.002, `base: ${base} against ${ideal} bits in floats`);
  const fine = entropy.estimateBits((sink) => {
    entropy.encodeRefinement(sink, x.k0, x.r, x.params, x.h, x.w, x.channels, x.mask);
  });
  const idealFine = bitsOfRefinement(x);
  assertLess(Math.abs(fine / idealFine - 1), 0.002, `refinement: ${fine} against ${idealFine} bits in floats`);

  const encoder = entropy.createEncoder();
  writeAll(encoder, x);
  const bits = 8 * encoder.finish().length;
  const estimate = entropy.estimateBits((sink) => writeAll(sink, x));
  assertLessOrEqual(bits, estimate * 1.001 + 16);
  const loss = bits / (ideal + idealFine + estimate - base - fine) - 1;
  assertLess(loss, 0.005, `coding loss ${(100 * loss).toFixed(3)} %`);
});

Deno.test("short streams end within two bytes of their information", () => {
  const rng = new Random(7);
  let waste = 0;
  for (let run = 0; run < 500; run++) {
    // Cells in a column: those of parity 0 are every other one.
    const rows = 1 + rng.below(80);
    const symbols = Int16Array.from({ length: rows }, () => Math.round(2 * rng.gaussian()));
    const models = Int16Array.from({ length: 2 * rows }, (_, i) => i % 2 ? 30 + rng.below(20) : rng.below(33) - 16);
    const code = (sink: entropy.Sink) => entropy.encodeBaseCells(sink, symbols, models, rows, 1, 1, 0);
    const encoder = entropy.createEncoder();
    code(encoder);
    const extra = 8 * encoder.finish().length - entropy.estimateBits(code);
    assertLess(extra, 16);
    waste += extra;
  }
  assertLess(waste / 500, 10, "bits wasted on average");
});

Deno.test("hostile streams give 16-bit symbols or malformed, in bounded time", () => {
  const rng = new Random(8);
  const x = photoLikeLatents(9, 6, 6, 32);
  const mask = new Uint8Array(36).fill(1);
  let malformed = 0;
  for (let run = 0; run < 2000; run++) {
    const fill = run % 4;
    const bytes = Uint8Array.from({ length: rng.below(200) }, () => fill === 0 ? 255 : fill === 1 ? 0 : rng.below(256));
    const decoder = entropy.createDecoder(bytes);
    try {
      const k0 = new Int16Array(x.k0.length);
      entropy.decodeZ(decoder, 4, x.zMu, x.zScale);
      for (const parity of PARITIES) entropy.decodeBaseCells(decoder, x.params, 6, 6, 32, parity, k0);
      const r = new Int8Array(k0.length);
      entropy.decodeRefinement(decoder, k0, x.params, 6, 6, 32, mask, r);
      assert(r.every((value) => value >= -1 && value <= 1));
    } catch (error) {
      assert(error instanceof SemcastError && error.code === "malformed", String(error));
      malformed++;
    } finally {
      decoder.free();
    }
  }
  assertLess(0, malformed);
});

Deno.test("sizes that do not go together are refused with both figures", () => {
  const encoder = entropy.createEncoder();
  const k0 = new Int16Array(8), params = new Int16Array(16);
  const cases: [() => void, string][] = [
    [() => entropy.encodeBaseCells(encoder, k0, params, 2, 2, 3, 0), "expected 12"],
    [() => entropy.encodeBaseCells(encoder, k0, params.subarray(1), 2, 2, 2, 0), "15 values, expected 16"],
    [() => entropy.encodeBaseCells(encoder, k0, params, 4096, 4096, 4096, 0), "more than 16777216"],
    [() => entropy.encodeBaseCells(encoder, k0, params, -1, 2, 2, 0), "h is -1"],
    [() => entropy.encodeZ(encoder, k0, new Int16Array(3), new Uint8Array(3)), "not a multiple of 3"],
    [() => entropy.encodeZ(encoder, k0, new Int16Array(0), new Uint8Array(0)), "not a multiple of 0"],
    [() => entropy.encodeRefinement(encoder, k0, new Int8Array(8), params, 2, 2, 2, new Uint8Array(3)), "3 values"],
    [() => entropy.encodeKeyMap(new Uint8Array(4), 0, 0), "has not 1 to"],
    [() => entropy.encodeKeyMap(Uint8Array.of(0, 2), 2, 1), "0 or 1"],
    [() => entropy.quantize(k0, Uint16Array.of(0), Uint8Array.of(1), 8), "Step of cell 0 is 0"],
  ];
  for (const [action, text] of cases) {
    assertEquals(assertThrows(action, SemcastError, text).code, "invalid-argument");
  }
  encoder.free();
  assertEquals(assertThrows(() => encoder.finish(), SemcastError).code, "internal");
});
