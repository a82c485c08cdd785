import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";
import { decodeWithTables, encodeWithTables } from "../../kernels/entropy/wasm.ts";

function randomTable(rng: Random, size: number): Uint16Array {
  const most = Math.floor(65535 / size);
  return Uint16Array.from({ length: size }, () => 1 + rng.below(rng.below(2) ? most : Math.min(most, 3)));
}

Deno.test("text under tables that depend on what was read comes back, within 12 bits of its information", () => {
  const rng = new Random(41);
  for (let run = 0; run < 300; run++) {
    const tables = [randomTable(rng, 1 + rng.below(300)), randomTable(rng, 2), randomTable(rng, 4096)];
    const symbols = new Uint16Array(rng.below(60)), used: Uint16Array[] = [];
    let bits = 0;
    for (let i = 0; i < symbols.length; i++) {
      const table = tables[i === 0 ? 0 : symbols[i - 1] % 3];
      used.push(table);
      symbols[i] = rng.below(table.length);
      bits -= Math.log2(table[symbols[i]] / table.reduce((sum, frequency) => sum + frequency, 0));
    }
    const bytes = encodeWithTables(symbols, used);
    assertLess(8 * bytes.length, bits + 12);
    const read: number[] = [];
    decodeWithTables(bytes, (symbol) => {
      if (symbol >= 0) read.push(symbol);
      return read.length === symbols.length ? null : tables[read.length === 0 ? 0 : symbol % 3];
    });
    assertEquals(Uint16Array.from(read), symbols);
  }
});

Deno.test("any bytes can be read for as long as the caller likes", () => {
  const rng = new Random(42);
  const tables = Array.from({ length: 7 }, () => randomTable(rng, 300));
  for (let run = 0; run < 500; run++) {
    const bytes = Uint8Array.from({ length: rng.below(30) }, () => rng.below(256));
    let count = 0;
    try {
      decodeWithTables(bytes, (symbol) => {
        assert(symbol < 300);
        return ++count > 500 ? null : tables[count % 7];
      });
    } catch (error) {
      assert(error instanceof SemcastError && error.code === "malformed", String(error));
    }
  }
});

Deno.test("tables that cannot be coded with are refused, errors of the caller pass through", () => {
  const bad = [[], [0], [1, 0], [65535, 1], new Array<number>(4097).fill(1)].map((table) => Uint16Array.from(table));
  for (const table of bad) {
    for (
      const action of [
        () => encodeWithTables(Uint16Array.of(0), [table]),
        () => decodeWithTables(Uint8Array.of(1, 2), () => table),
      ]
    ) assertEquals(assertThrows(action, SemcastError).code, "invalid-argument");
  }
  const two = Uint16Array.of(3, 4);
  assertEquals(assertThrows(() => encodeWithTables(Uint16Array.of(2), [two]), SemcastError).code, "invalid-argument");
  assertEquals(assertThrows(() => encodeWithTables(Uint16Array.of(1), []), SemcastError).code, "invalid-argument");
  assertThrows(
    () =>
      decodeWithTables(new Uint8Array(), () => {
        throw new RangeError("of the caller");
      }),
    RangeError,
    "of the caller",
  );
});
