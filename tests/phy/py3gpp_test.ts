import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  codeBlockBits,
  codedBits,
  type CrcName,
  crcParity,
  ldpcEncode,
  modulate,
  type ModulationOrder,
  recoverBits,
  recoverCodeBlock,
  scrambleBits,
} from "../../kernels/phy/wasm.ts";
import { sha256 } from "../../functions/_shared/bytes.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";
import vectors from "./vectors/vectors.json" with { type: "json" };

/** The bits that make.py draws from the same seed. */
function bits(count: number, seed: number | Random): Uint8Array<ArrayBuffer> {
  const random = seed instanceof Random ? seed : new Random(seed);
  return Uint8Array.from({ length: count }, () => random.below(2));
}

/** The soft bits that make.py draws. */
function soft(count: number, random: Random): Int8Array {
  return Int8Array.from({ length: count }, () => random.below(16) - 8);
}

async function digest(data: Uint8Array | Int8Array): Promise<string> {
  return (await sha256(new Uint8Array(data))).slice(0, 16);
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

Deno.test("CRC, segmentation, coding and rate matching together give the bits of py3gpp, and its soft buffers back", async () => {
  assert(vectors.chain.length >= 300);
  for (const [payload, rate, coded, order, version, seed, expected, recovered] of vectors.chain) {
    const random = new Random(Number(seed));
    const options = { rate: Number(rate), order: order as ModulationOrder, version: Number(version) };
    const out = codedBits(bits(Number(payload), random), { ...options, coded: Number(coded) });
    const label = `${payload} bits at ${rate} to ${coded}, order ${order}, rv ${version}`;
    assertEquals(await digest(out), expected, label);
    const buffers = recoverBits(Number(payload), soft(Number(coded), random), options);
    assertEquals(await digest(buffers), recovered, `rate recovery of ${label}`);
  }
});

Deno.test("every lifting size in every redundancy version is rate matched and recovered as by py3gpp, limited buffers too", async () => {
  assertEquals(vectors.block.length, 2 * 51 * 4);
  const met = new Set<string>();
  for (const [graph, z, used, sent, order, version, nRef, seed, expected, recovered] of vectors.block) {
    const random = new Random(Number(seed));
    const options = {
      order: order as ModulationOrder,
      version: Number(version),
      limit: Number(nRef) || undefined,
    };
    const information = bits(Number(used), random);
    const out = codeBlockBits(graph as 1 | 2, Number(z), information, Number(sent), options);
    const label = `graph ${graph}, lifting size ${z}, rv ${version}, order ${order}, N_ref ${nRef}`;
    assertEquals(await digest(out), expected, label);
    const buffer = recoverCodeBlock(graph as 1 | 2, Number(z), Number(used), soft(Number(sent), random), options);
    assertEquals(await digest(buffer), recovered, `rate recovery of ${label}`);
    met.add(`${graph} ${order} ${version}`);
  }
  assertEquals(met.size, 2 * 5 * 4, "both graphs with every modulation and redundancy version");
});

Deno.test("code blocks that cannot be are refused by name", () => {
  const order = 2;
  assertThrows(() => codeBlockBits(1, 17, new Uint8Array(300), 600, { order }), SemcastError, "ifting");
  assertThrows(() => codeBlockBits(1, 16, new Uint8Array(32), 600, { order }), SemcastError, "outside 33…352");
  assertThrows(() => codeBlockBits(2, 16, new Uint8Array(161), 600, { order }), SemcastError, "outside 33…160");
  assertThrows(() => codeBlockBits(2, 16, new Uint8Array(160), 601, { order }), SemcastError, "symbols of 2 bits");
  assertThrows(() => codeBlockBits(2, 16, new Uint8Array(160), 600, { order, limit: 128 }), SemcastError, "shorter");
  assertThrows(() => recoverCodeBlock(2, 16, 160, new Int8Array(0), { order }), SemcastError, "symbols of 2 bits");
  assertThrows(() => recoverCodeBlock(2, 16, 160, new Int8Array(8), { order, version: 4 }), SemcastError, "version 4");
  assertThrows(() => recoverBits(100, new Int8Array(7), { order, rate: 0.5 }), SemcastError, "symbols");
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
