/**
 * One network, one input, one result, however it is computed. NN_NETWORKS=2000 for as many networks as the project promises;
 * a tenth of them by default.
 *
 * @module
 */
import { assertEquals, assertGreater, assertLess, assertRejects, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { loadThreaded } from "../../kernels/nn/threads.ts";
import { loadModel, loadModelOn, memoryBytes, type Tensor } from "../../kernels/nn/wasm.ts";
import { randomNetwork } from "./random_network.ts";
import { fileOf, RandomGraph } from "./writer.ts";

const NETWORKS = Number(Deno.env.get("NN_NETWORKS") ?? 200);
/** Networks of one file. */
const BATCH = 25;

Deno.test(`${NETWORKS} random networks give the same on scalar, simd128, relaxed, in parts and on threads`, async () => {
  let varied = 0, compared = 0;
  for (let first = 0; first < NETWORKS; first += BATCH) {
    const networks = Array.from({ length: Math.min(BATCH, NETWORKS - first) }, (_, i) => randomNetwork(first + i));
    const file = fileOf(networks.map(({ graph }) => graph));
    const [relaxed, simd128] = [await loadModelOn("relaxed", file), await loadModelOn("simd128", file)];
    const threaded = loadThreaded(file, 2);
    for (const [i, { graph: { name }, inputs }] of networks.entries()) {
      const expected = relaxed.run(name, inputs, { scalar: true });
      const seed = first + i;
      const others: Record<string, Record<string, Tensor>> = {
        "relaxed": relaxed.run(name, inputs),
        "simd128": simd128.run(name, inputs),
        "scalar twin of simd128": simd128.run(name, inputs, { scalar: true }),
        "parts": relaxed.run(name, inputs, { parts: 2 + seed % 7 }),
        "parts of simd128": simd128.run(name, inputs, { parts: 2 + seed % 5 }),
        "threads": await threaded.run(name, inputs),
      };
      for (const [how, result] of Object.entries(others)) {
        assertEquals(result, expected, `seed ${seed}: ${how}`);
        compared++;
      }
      varied += Number(new Set(expected.sum.data).size > 8);
    }
    for (const model of [relaxed, simd128, threaded]) model.free();
  }
  assertEquals(compared, 6 * NETWORKS);
  assertGreater(varied, 0.9 * NETWORKS);
});

Deno.test("cells that are asked for are those of the whole, all others are 0", () => {
  for (let seed = 0; seed < 40; seed++) {
    const graph = new RandomGraph("net", seed);
    const [x, side] = [graph.input("x", 5 + seed % 9), graph.input("side", 3)];
    const seen = graph.conv(x, 7 + seed % 12, { kernel: [1 + seed % 4, 3], pad: [1, 1, seed % 4 - 1 & 3, 1] });
    const size = 9 + (1 + (seed % 4 - 1 & 3)) - (1 + seed % 4) + 1;
    const joint = graph.simple("concat", [side, seen], seen.channels + 3);
    const skipped = graph.conv(graph.conv(joint, 16), 16, { skip: graph.conv(seen, 16) });
    graph.output("y", graph.conv(skipped, 20, { out: "i16" }));
    const model = loadModel(graph.file());
    const noise = (length: number) => Uint8Array.from({ length }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 25);
    const inputs: Record<string, Tensor> = {
      x: { shape: [9, 11, x.channels], data: noise(99 * x.channels) },
      side: { shape: [size, 11, 3], data: noise(size * 33) },
    };
    const { y } = model.run("net", inputs);
    for (
      const [every, cells] of [1, 2, 7, 1000].map((n) =>
        [n, noise(size * 11).map((v) => Number(v % n === 1 % n))] as const
      )
    ) {
      const asked = model.run("net", inputs, { cells }).y;
      const expected = y.data.map((value, i) => cells[Math.floor(i / 20)] ? value : 0);
      assertEquals(asked, { shape: y.shape, data: expected }, `seed ${seed}, one of ${every}`);
    }
    assertEquals(
      assertThrows(() => model.run("net", inputs, { cells: new Uint8Array(3) }), SemcastError).code,
      "invalid-argument",
    );
    model.free();
  }
});

Deno.test("a 4096×4096 photo goes through the encoder within 64 MB of the kernel's memory", async () => {
  const model = loadModel(await Deno.readFile(new URL("../../models/tiny/codec.scnn", import.meta.url)));
  const [width, height] = [4096, 4096];
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = (i >> 3 & 255) ^ (Math.imul(i, 0x9e3779b1) >>> 28);
  const rgb = { width, height, data };
  assertGreater(model.partsFor("g_a", { rgb }), 1);
  const { y } = model.run("g_a", { rgb });
  assertEquals(y.shape, [256, 256, 192]);
  assertLess(memoryBytes(), 64 << 20);
  // A strip from the middle, computed with all that it depends on, is the strip of the whole.
  const strip = { width, height: 512, data: data.subarray(width * 3 * 1792, width * 3 * 2304) };
  const alone = model.run("g_a", { rgb: strip }, { parts: 1 }).y;
  const row = 256 * 192;
  assertEquals(alone.data.subarray(8 * row, 24 * row), y.data.subarray(120 * row, 136 * row));
  model.free();
});

Deno.test("a thread's errors are the kernel's", async () => {
  const { graph, inputs } = randomNetwork(1);
  const threaded = loadThreaded(graph.file(), 2);
  assertEquals(threaded.threads, 2);
  const code = async (run: () => Promise<unknown>) => (await assertRejects(run, SemcastError)).code;
  assertEquals(await code(() => threaded.run("other", inputs)), "invalid-argument");
  assertEquals(await code(() => threaded.run(graph.name, {})), "invalid-argument");
  threaded.free();
  assertEquals(await code(() => threaded.run(graph.name, inputs)), "internal");
  assertEquals(assertThrows(() => loadThreaded(graph.file(), 0), SemcastError).code, "invalid-argument");
  assertEquals(assertThrows(() => loadThreaded(new Uint8Array(9), 2), SemcastError).code, "malformed");
  const single = loadThreaded(graph.file(), 1);
  assertEquals(await single.run(graph.name, inputs), loadModel(graph.file()).run(graph.name, inputs));
});
