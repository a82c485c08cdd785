import { assert, assertEquals, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { type McsTableNumber, NR_MCS_TABLES, nrMcs } from "../../functions/_shared/link/nr/mcs_tables.ts";
import {
  type NrAllocation,
  quantizeTransportBlock,
  transportBlockSize,
} from "../../functions/_shared/link/nr/transport_block_size.ts";
import vectors from "./vectors/tbs.json" with { type: "json" };

Deno.test("MCS tables are those of Sionna", () => {
  for (const number of [1, 2, 3] as const) {
    assertEquals(NR_MCS_TABLES[number].map(({ order, rate1024 }) => [order, rate1024]), vectors.tables[number]);
  }
});

Deno.test("transport-block sizes are those of Sionna", () => {
  assert(vectors.sizes.length >= 500);
  for (const [table, index, resourceBlocks, symbols, dmrs, overhead, layers, scaling, bits] of vectors.sizes) {
    const allocation = { resourceBlocks, symbols, dmrs, overhead, layers, scaling };
    // make_tbs.py draws overhead and scaling from their few values.
    const size = transportBlockSize(nrMcs(table as McsTableNumber, index), allocation as NrAllocation);
    assertEquals(size, bits, JSON.stringify({ table, index, ...allocation }));
  }
});

Deno.test("sizes of the table cover 24 to 3824 bits, and larger ones cut into equal code blocks", () => {
  assertEquals(quantizeTransportBlock(1, 0.5), 24);
  assertEquals(quantizeTransportBlock(3824, 0.5), 3824);
  assertEquals(quantizeTransportBlock(3825, 0.5), 3840);
  for (let information = 4000; information < 1e6; information *= 1.01) {
    for (const rate of [0.2, 0.5, 0.9]) {
      const withCheck = quantizeTransportBlock(information, rate) + 24;
      const blocks = withCheck <= (rate <= 0.25 ? 3840 : 8448)
        ? 1
        : Math.ceil(withCheck / (rate <= 0.25 ? 3816 : 8424));
      assertEquals(withCheck % (8 * blocks), 0, `${information} bits at ${rate}`);
    }
  }
});

Deno.test("impossible schemes and allocations are typed errors", () => {
  const qpsk = nrMcs(1, 0);
  const allocation = { resourceBlocks: 10, symbols: 12, dmrs: 12 };
  for (
    const bad of [
      () => nrMcs(1, 29),
      () => nrMcs(2, 28),
      () => nrMcs(3, -1),
      () => nrMcs(3, 0.5),
      () => transportBlockSize(qpsk, { ...allocation, resourceBlocks: 276 }),
      () => transportBlockSize(qpsk, { ...allocation, symbols: 15 }),
      () => transportBlockSize(qpsk, { ...allocation, dmrs: 144 }),
      () => transportBlockSize(qpsk, { ...allocation, layers: 9 }),
      () => transportBlockSize(qpsk, { ...allocation, resourceBlocks: NaN }),
      () => quantizeTransportBlock(NaN, 0.5),
      () => quantizeTransportBlock(100, 1.5),
    ]
  ) {
    assertEquals(assertThrows(bad, SemcastError).code, "invalid-argument");
  }
});
