import { assert, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { type Backend, backend, loadModel, loadModelOn, type Photo, type Tensor } from "../../kernels/nn/wasm.ts";
import { sha256 } from "../../functions/_shared/bytes.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { RandomGraph } from "./writer.ts";

interface Case {
  graph: string;
  seed: number;
  rgb: boolean;
  shape: [number, number, number];
  outputs: Record<string, { shape: [number, number, number]; sha256: string }>;
}

const BACKENDS: Backend[] = ["relaxed", "simd128"];
const fixture = (name: string) => new URL(`./fixtures/${name}`, import.meta.url);
const networks = Deno.readFileSync(fixture("networks.scnn"));

/** The bytes that make_fixtures.py calls noise. */
function noise(seed: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => {
    let h = Math.imul(i + seed * 1_000_003, 0x9e3779b1) >>> 0;
    h = Math.imul(h ^ h >>> 15, 0x85ebca77);
    return h >>> 24;
  });
}

function input(shape: [number, number, number], seed: number, rgb: boolean): Tensor | Photo {
  const data = noise(seed, shape[0] * shape[1] * shape[2]);
  return rgb ? { height: shape[0], width: shape[1], data } : { shape, data: data.map((v) => v & 127) };
}

function bytesOf(tensor: Tensor): Uint8Array<ArrayBuffer> {
  return new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength).slice();
}

function codeOf(action: () => void): string {
  return assertThrows(action, SemcastError).code;
}

for (const build of BACKENDS) {
  for (const scalar of [false, true]) {
    Deno.test(`${build}${scalar ? " (scalar twin)" : ""} gives the bytes that numpy gave`, async () => {
      const model = await loadModelOn(build, networks);
      const cases: Case[] = JSON.parse(Deno.readTextFileSync(fixture("networks.json")));
      assertEquals(model.graphs(), cases.map((c) => c.graph));
      for (const { graph, seed, rgb, shape, outputs } of cases) {
        const results = model.run(graph, { x: input(shape, seed, rgb) }, { scalar });
        assertEquals(Object.keys(results).sort(), Object.keys(outputs).sort());
        for (const [name, expected] of Object.entries(outputs)) {
          assertEquals(results[name].shape, expected.shape, `${graph}.${name}`);
          assertEquals(await sha256(bytesOf(results[name])), expected.sha256, `${graph}.${name}`);
        }
      }
      model.free();
    });
  }
}

Deno.test("both builds and their scalar twins agree on seeded random networks and sizes", async () => {
  for (let seed = 0; seed < 120; seed++) {
    const pick = (salt: number, from: number[]) => from[noise(seed * 16 + salt, 1)[0] % from.length];
    const [h, w] = [pick(0, [3, 5, 9, 16]), pick(1, [3, 6, 11, 37])];
    const graph = new RandomGraph("net", seed);
    const x = graph.input("x", pick(2, [1, 3, 4, 16, 30, 48]));
    const a = graph.conv(x, pick(3, [1, 4, 11, 16, 24, 52]), { kernel: pick(4, [1, 3, 5]), pad: 2 });
    const b = graph.conv(a, a.channels, { kernel: 3, pad: 1, skip: a });
    const c = graph.conv(b, b.channels, { kernel: pick(5, [2, 3]), pad: 1, depthwise: true });
    graph.output("b", b);
    graph.output("y", graph.conv(c, pick(6, [2, 12, 20]), { stride: pick(7, [1, 2]), out: "i16" }));
    const results: Record<string, Tensor>[] = [];
    for (const build of BACKENDS) {
      const model = await loadModelOn(build, graph.file());
      for (const scalar of [false, true]) {
        results.push(model.run("net", { x: input([h, w, x.channels], seed, false) }, { scalar }));
      }
      model.free();
    }
    for (const result of results.slice(1)) assertEquals(result, results[0], `seed ${seed}`);
    assertGreater(new Set(results[0].y.data).size, 1, `seed ${seed} gives a constant`);
  }
});

for (const build of BACKENDS) {
  Deno.test(`10,000 damaged models on ${build} are refused with a code or run`, async () => {
    const graph = new RandomGraph("net", 9);
    const x = graph.input("x", 4);
    const a = graph.conv(x, 8, { kernel: 3, pad: 1 });
    const b = graph.conv(a, 8, { kernel: 3, pad: 1, skip: a });
    graph.output("y", graph.conv(b, 8, { kernel: 3, depthwise: true, out: "i16" }));
    const original = graph.file();
    const counts = { ran: 0, refused: 0 };
    for (let seed = 0; seed < 10_000; seed++) {
      const bytes = original.slice();
      const random = noise(seed, 8);
      // Mostly the header and the operators' fields; a damaged weight is only another weight.
      const range = seed % 4 === 0 ? bytes.length : 60;
      bytes[(random[0] * 256 + random[1]) % range] = random[2];
      if (seed % 2) bytes[(random[3] * 256 + random[4]) % range] ^= 1 << (random[5] & 7);
      try {
        const model = await loadModelOn(build, seed % 50 ? bytes : bytes.subarray(0, random[6] * 4));
        try {
          for (const name of model.graphs()) model.run(name, { x: input([5, 7, 4], seed, false) });
          counts.ran++;
        } finally {
          model.free();
        }
      } catch (error) {
        assert(error instanceof SemcastError, String(error));
        assert(error.code !== "internal", error.message);
        counts.refused++;
      }
    }
    assertGreater(counts.ran, 500);
    assertGreater(counts.refused, 500);
  });
}

Deno.test("wrong inputs are the caller's fault and named", () => {
  const graph = new RandomGraph("net", 4);
  const [x, photo] = [graph.input("x", 4), graph.input("photo", 3, true)];
  graph.output("y", graph.conv(x, 3, { kernel: 3 }));
  graph.output("z", graph.conv(photo, 4));
  const model = loadModel(graph.file());
  const good: Record<string, Tensor | Photo> = { x: input([4, 4, 4], 1, false), photo: input([2, 2, 3], 2, true) };
  assertEquals(model.run("net", good).y.shape, [2, 2, 3]);
  const data = new Uint8Array(64);
  const wrong: Record<string, Record<string, Tensor | Photo>> = {
    "missing input": { x: good.x },
    "unknown input": { ...good, other: good.x },
    "channels": { ...good, x: { shape: [4, 8, 2], data } },
    "length": { ...good, x: { shape: [4, 5, 4], data } },
    "16-bit data": { ...good, x: { shape: [4, 4, 4], data: new Int16Array(64) } },
    "a value over 127": { ...good, x: { shape: [4, 4, 4], data: data.map((_, i) => i === 63 ? 128 : 0) } },
    "a photo where u7 belongs": { ...good, x: { width: 4, height: 4, data } },
    "u7 where a photo belongs": { ...good, photo: { shape: [2, 2, 3], data: data.subarray(0, 12) } },
    "smaller than the window": { ...good, x: input([2, 9, 4], 1, false) },
    "an empty side": { ...good, x: { shape: [0, 4, 4], data: data.subarray(0, 0) } },
    "a side that is no integer": { ...good, x: { shape: [4, 4.5, 4], data } },
  };
  for (const [what, inputs] of Object.entries(wrong)) {
    assertEquals(codeOf(() => model.run("net", inputs)), "invalid-argument", what);
  }
  assertEquals(codeOf(() => model.run("other", good)), "invalid-argument");
  model.free();
  assertEquals(codeOf(() => model.run("net", good)), "internal", "used after free");
});

Deno.test("files that are no models are refused with a code", () => {
  assertEquals(codeOf(() => loadModel(new Uint8Array())), "malformed");
  assertEquals(codeOf(() => loadModel(networks.subarray(0, 1000))), "malformed");
  assertEquals(codeOf(() => loadModel(noise(1, 5000))), "malformed");
  const later = networks.slice();
  later[4] = 9;
  assertEquals(codeOf(() => loadModel(later)), "unsupported");
  assertEquals(codeOf(() => loadModel(new Uint8Array(33 << 20))), "too-large");
});

Deno.test("a 1920×1280 photo goes through an analysis network within 24 MB of tensors", () => {
  const model = loadModel(networks);
  const result = model.run("analysis", { x: input([1280, 1920, 3], 1, true) });
  assertEquals(result.y.shape, [80, 120, 48]);
  assertLess(model.peakBytes(), 24 << 20);
  model.free();
});

Deno.test("the relaxed build is chosen where the engine has relaxed SIMD", () => {
  assertEquals(backend(), "relaxed");
});
