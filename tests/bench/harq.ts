/**
 * Throughput of hybrid ARQ over white noise: bits that arrive a symbol, with at most one to four transmissions of a transport
 * block, by incremental redundancy and by chase combining. Writes JSON and a plot.
 *
 *   deno run --allow-write=docs/physical-layer tests/bench/harq.ts [BLOCKS]
 *
 * @module
 */
import {
  createSoftBuffer,
  decodeBlock,
  encodeBlock,
  passChannel,
  type TransportBlock,
} from "../../kernels/phy/wasm.ts";
import { table } from "../../functions/_shared/cli/table.ts";
import { Random } from "../../functions/_shared/random.ts";
import { linePlot } from "./line_plot.ts";

const BYTES = 1000;
/** 16QAM at a code rate of 0.75: three bits a symbol. */
const BLOCK: TransportBlock = { bytes: BYTES, symbols: Math.ceil((8 * BYTES + 24) / 3), order: 4 };
const SNRS = [-6, -4, -2, 0, 2, 4, 6, 8, 10, 12];
const SCHEMES = { incremental: [0, 2, 3, 1], chase: [0, 0, 0, 0] } as const;

/** Transmissions that each block took, Infinity where four did not do. */
function needed(versions: readonly number[], snrDb: number, blocks: number): number[] {
  const random = new Random(BigInt(Math.round(snrDb * 10) + 1000));
  return Array.from({ length: blocks }, () => {
    const payload = Uint8Array.from({ length: BYTES }, () => random.below(256));
    const buffer = createSoftBuffer(BLOCK);
    try {
      for (let i = 0; i < versions.length; i++) {
        const block = { ...BLOCK, version: versions[i] };
        const air = passChannel(encodeBlock(block, payload), { snrDb, seed: random.uint64() });
        const got = decodeBlock(block, air, { buffer });
        if (got.ok && got.bytes.every((byte, at) => byte === payload[at])) return i + 1;
      }
      return Infinity;
    } finally {
      buffer.free();
    }
  });
}

/** Bits a symbol with at most so many transmissions. */
function throughput(took: readonly number[], most: number): number {
  const arrived = took.filter((n) => n <= most).length;
  const sent = took.reduce((sum, n) => sum + Math.min(n, most), 0);
  return arrived * 8 * BYTES / (sent * BLOCK.symbols);
}

if (import.meta.main) {
  const blocks = Number(Deno.args[0] ?? 100);
  const curves = Object.entries(SCHEMES).flatMap(([name, versions]) => {
    const took = SNRS.map((snrDb) => needed(versions, snrDb, blocks));
    return [1, 2, 3, 4].filter((most) => name === "incremental" || most > 1).map((most) => ({
      name: most === 1 ? "1 transmission" : `${most}, ${name}`,
      points: SNRS.map((snrDb, i) => [snrDb, Number(throughput(took[i], most).toFixed(4))] as [number, number]),
    }));
  });
  const rows = SNRS.map((snrDb, i) => [`${snrDb} dB`, ...curves.map(({ points }) => points[i][1].toFixed(3))]);
  console.log(table(["SNR", ...curves.map(({ name }) => name)], rows));
  const folder = new URL("../../docs/physical-layer/", import.meta.url);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(new URL("harq.json", folder), JSON.stringify({ bytes: BYTES, blocks, curves }) + "\n");
  await Deno.writeTextFile(
    new URL("harq.svg", folder),
    linePlot(curves, { x: "Es/N0, dB", y: "bits a symbol that arrive" }),
  );
}
