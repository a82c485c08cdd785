import { assert, assertEquals, assertGreater, assertThrows } from "@std/assert";
import { SemcastError } from "../../../functions/_shared/errors.ts";
import { loadModel } from "../../../kernels/nn/wasm.ts";
import { convert } from "../../../models/convert/convert.ts";
import { fields } from "../../../functions/_shared/protobuf.ts";

const fixture = (name: string) => Deno.readFileSync(new URL(`./fixtures/${name}.onnx`, import.meta.url));

/** Positions of everything but large constants: a damaged weight is only another weight. */
function structure(file: Uint8Array): number[] {
  const positions: number[] = [];
  for (const field of fields(file)) {
    if (field.number !== 7) continue;
    for (const part of fields(field.bytes)) {
      if (part.bytes.length > 400) continue;
      for (let i = -2; i < part.bytes.length; i++) positions.push(part.bytes.byteOffset - file.byteOffset + i);
    }
  }
  return positions;
}

function generator(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return (below) => {
    state = (state ^ state << 13) >>> 0;
    state = (state ^ state >>> 17) >>> 0;
    state = (state ^ state << 5) >>> 0;
    return state % below;
  };
}

Deno.test("1,500 damaged ONNX files are refused with a code, or what comes out loads", () => {
  const counts = { converted: 0, refused: new Map<string, number>() };
  for (const name of ["mobile", "operators", "residual"]) {
    const original = fixture(name);
    const positions = structure(original);
    assertGreater(positions.length, 1000);
    for (let seed = 0; seed < 500; seed++) {
      const below = generator(seed);
      let bytes = original.slice();
      for (let i = 0; i <= below(3); i++) {
        const at = positions[below(positions.length)];
        bytes[at] = [below(256), 0, 255, 127, 128, bytes[at] ^ 1 << below(8), bytes[at] + 1][below(7)];
      }
      if (seed % 50 === 0) bytes = bytes.slice(0, below(bytes.length));
      let file: Uint8Array;
      try {
        file = convert(bytes, { photo: seed % 2 ? [0, 1] : undefined, sevenBits: seed % 3 === 0 }).file;
      } catch (error) {
        assert(error instanceof SemcastError, `${name}, seed ${seed}: ${error instanceof Error ? error.stack : error}`);
        assert(error.code !== "internal", `${name}, seed ${seed}: ${error.message}`);
        counts.refused.set(error.code, (counts.refused.get(error.code) ?? 0) + 1);
        continue;
      }
      try {
        loadModel(file).free();
      } catch (error) {
        throw new Error(`${name}, seed ${seed} gives a file that does not load`, { cause: error });
      }
      counts.converted++;
    }
  }
  assertGreater(counts.converted, 200);
  assertGreater(counts.refused.get("malformed") ?? 0, 100);
  assertGreater(counts.refused.get("unsupported") ?? 0, 100);
});

Deno.test("sizes that a file only claims allocate nothing", () => {
  const claims = [
    [0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f], // a graph of 4 GB
    [0x3a, 0x80], // a length that does not end
    [0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], // one of eleven bytes
    // A constant of 2^40 elements of float without data.
    [0x3a, 0x0c, 0x2a, 0x0a, 0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0x10, 0x01, 0x4a, 0x00],
  ];
  for (const claim of claims) {
    assertEquals(assertThrows(() => convert(new Uint8Array(claim)), SemcastError).code, "malformed", `${claim}`);
  }
  assertEquals(assertThrows(() => convert(new Uint8Array((256 << 20) + 1)), SemcastError).code, "too-large");
});
