import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  decodeBlock,
  demap,
  encodeBlock,
  LdpcDecoder,
  ldpcEncode,
  modulate,
  type ModulationOrder,
  passChannel,
  type TransportBlock,
} from "../../kernels/phy/wasm.ts";
import { MCS_TABLE, requiredSnr, symbolsFor } from "../../functions/_shared/link/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";

function bytes(length: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length }, () => random.below(256));
}

Deno.test("the vector decoder gives the scalar one's posteriors bit for bit", () => {
  const random = new Random(3);
  for (const [graph, columns] of [[1, 68], [2, 52]] as const) {
    for (const z of [2, 3, 7, 15, 16, 18, 30, 52, 104, 208, 352, 384]) {
      const decoder = new LdpcDecoder(graph, z);
      for (const spread of [6, 40, 255]) {
        const soft = Int8Array.from({ length: columns * z }, () => random.below(spread + 1) - (spread >> 1));
        const vector = decoder.run(soft, 4);
        assertEquals(vector, decoder.run(soft, 4, { scalar: true }), `graph ${graph}, z ${z}, spread ${spread}`);
        assert(vector.some((value, i) => value !== soft[i]));
      }
      decoder.free();
    }
  }
});

Deno.test("every scheme decodes 1 dB above the SNR of 1 % lost blocks", () => {
  MCS_TABLE.forEach((mcs, index) => {
    const block: TransportBlock = { bytes: 200, symbols: symbolsFor(200, mcs), order: mcs.order, scrambling: 9 };
    const snrDb = requiredSnr(index, 200, 0.01, "awgn") + 1;
    const payload = bytes(200, index);
    const symbols = encodeBlock(block, payload);
    assertEquals(symbols.length, 2 * block.symbols);
    const got = decodeBlock(block, passChannel(symbols, { snrDb, seed: index }));
    assert(got.ok, `${mcs.name} at ${snrDb} dB`);
    assertEquals(got.bytes, payload);
  });
});

Deno.test("payloads of one byte, of odd lengths and of many code blocks come back", () => {
  for (const length of [1, 2, 3, 37, 477, 478, 479, 1053, 1054, 3001, 60_000]) {
    for (const index of [10, MCS_TABLE.length - 10]) {
      const mcs = MCS_TABLE[index];
      const block: TransportBlock = { bytes: length, symbols: symbolsFor(length, mcs), order: mcs.order };
      const payload = bytes(length, length);
      const got = decodeBlock(block, passChannel(encodeBlock(block, payload), { snrDb: 35, seed: 1 }));
      assert(got.ok && got.failedCodeBlocks === 0, `${length} bytes of ${mcs.name}`);
      assertEquals(got.bytes, payload);
    }
  }
});

Deno.test("noise alone is never taken for a block", () => {
  const block: TransportBlock = { bytes: 100, symbols: 600, order: 2 };
  for (let seed = 0; seed < 100; seed++) {
    const got = decodeBlock(block, passChannel(new Float32Array(1200), { snrDb: 0, seed }));
    assert(!got.ok, `seed ${seed}`);
  }
});

Deno.test("soft bits have the stated scale and NaN means nothing known", () => {
  const n0 = 0.5;
  // QPSK: ln(P0/P1) = 2 √2 y / N0 · … = 4 · (1/√2) · y / N0 with y on one axis.
  for (const y of [-0.9, -0.1, 0.02, 0.4]) {
    const expected = Math.round(4 * 4 * Math.SQRT1_2 * y / n0);
    assert(Math.abs(demap(2, Float32Array.of(y, y), n0)[0] - expected) <= 1);
  }
  assertEquals(demap(6, Float32Array.of(NaN, NaN), 0.1), new Int8Array(6));
  const block: TransportBlock = { bytes: 40, symbols: 900, order: 2 };
  const payload = bytes(40, 1);
  const symbols = encodeBlock(block, payload);
  for (let i = 0; i < symbols.length; i += 5) symbols[i] = NaN;
  const got = decodeBlock(block, { symbols, noise: new Float32Array(900).fill(0.1) });
  assert(got.ok);
  assertEquals(got.bytes, payload);
});

Deno.test("hostile noise variances neither trap nor decode to nonsense", () => {
  const block: TransportBlock = { bytes: 40, symbols: 300, order: 4 };
  for (const n0 of [NaN, Infinity, -1, 0, 1e-38]) {
    const symbols = new Float32Array(600).fill(n0);
    const got = decodeBlock(block, { symbols, noise: new Float32Array(300).fill(n0) }, 3);
    assertEquals(got.bytes.length, 40, `N0 ${n0}`);
  }
});

Deno.test("sizes that do not go together are refused by name", () => {
  const good: TransportBlock = { bytes: 10, symbols: 100, order: 2 };
  const cases: (() => unknown)[] = [
    () => encodeBlock(good, new Uint8Array(11)),
    () => encodeBlock({ ...good, symbols: 30 }, new Uint8Array(10)),
    () => encodeBlock({ ...good, bytes: 0 }, new Uint8Array(0)),
    () => encodeBlock({ ...good, bytes: 1.5 }, new Uint8Array(1)),
    () => encodeBlock({ ...good, symbols: 2 ** 31 }, new Uint8Array(10)),
    () => encodeBlock({ ...good, order: 3 as ModulationOrder }, new Uint8Array(10)),
    () => encodeBlock({ ...good, version: 4 }, new Uint8Array(10)),
    () => decodeBlock(good, { symbols: new Float32Array(199), noise: new Float32Array(100) }),
    () => decodeBlock(good, { symbols: new Float32Array(200), noise: new Float32Array(99) }),
    () => decodeBlock(good, { symbols: new Float32Array(200), noise: new Float32Array(100) }, 0),
    () => passChannel(new Float32Array(3), { snrDb: 3, seed: 1 }),
    () => passChannel(new Float32Array(2), { snrDb: Infinity, seed: 1 }),
    () => passChannel(new Float32Array(2), { snrDb: 3, seed: 0.5 }),
    () => modulate(4, new Uint8Array(5)),
    () => ldpcEncode(1, 17, new Uint8Array(22 * 17)),
    () => ldpcEncode(2, 16, new Uint8Array(5)),
    () => new LdpcDecoder(1, 385),
  ];
  for (const action of cases) {
    assertEquals(assertThrows(action, SemcastError).code, "invalid-argument", String(action));
  }
});
