import { assert, assertEquals } from "@std/assert";
import {
  codedBits,
  type CrcName,
  crcParity,
  ldpcEncode,
  modulate,
  type ModulationOrder,
  scrambleBits,
} from "../../kernels/phy/wasm.ts";
import { Random } from "../../functions/_shared/random.ts";
import vectors from "./vectors/vectors.json" with { type: "json" };

/** The bits that make.py draws from the same seed. */
function bits(count: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = new Random(seed);
  return Uint8Array.from({ length: count }, () => random.below(2));
}

async function digest(data: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(data)));
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("CRCs are those of py3gpp", () => {
  assertEquals(vectors.crc.length, 15);
  for (const [name, length, seed, parity] of vectors.crc) {
    assertEquals(
      crcParity(name as CrcName, bits(Number(length), Number(seed))),
      parity,
      `CRC${name} of ${length} bits`,
    );
  }
});

Deno.test("LDPC code words of both graphs and all 51 lifting sizes are those of py3gpp", async () => {
  assertEquals(vectors.ldpc.length, 102);
  for (const [graph, z, seed, expected] of vectors.ldpc) {
    const columns = graph === 1 ? 22 : 10;
    const word = ldpcEncode(graph as 1 | 2, Number(z), bits(columns * Number(z), Number(seed)));
    assertEquals(await digest(word), expected, `graph ${graph}, lifting size ${z}`);
  }
});

Deno.test("CRC, segmentation, coding and rate matching together give the bits of py3gpp", async () => {
  assert(vectors.chain.length >= 300);
  for (const [payload, rate, coded, order, version, seed, expected] of vectors.chain) {
    const out = codedBits(bits(Number(payload), Number(seed)), {
      rate: Number(rate),
      coded: Number(coded),
      order: order as ModulationOrder,
      version: Number(version),
    });
    assertEquals(await digest(out), expected, `${payload} bits at ${rate} to ${coded}, order ${order}, rv ${version}`);
  }
});

Deno.test("scrambling sequences are those of py3gpp", async () => {
  for (const [scrambling, length, expected] of vectors.scrambling) {
    assertEquals(await digest(scrambleBits(new Uint8Array(Number(length)), Number(scrambling))), expected);
  }
});

Deno.test("constellations are those of py3gpp", () => {
  const energy = { 1: 2, 2: 2, 4: 10, 6: 42, 8: 170 };
  for (const [order, expected] of vectors.modulation as [ModulationOrder, number[]][]) {
    const all = Uint8Array.from(
      { length: order << order },
      (_, i) => (Math.floor(i / order) >> (order - 1 - i % order)) & 1,
    );
    const points = modulate(order, all);
    assertEquals(Array.from(points, (v) => Math.round(v * Math.sqrt(energy[order]))), expected);
    const mean = points.reduce((sum, v) => sum + v * v, 0) / (1 << order);
    assert(Math.abs(mean - 1) < 1e-5, `mean energy of order ${order} is ${mean}`);
  }
});
