/**
 * What exact soft bits gain over those of the nearest points alone: SNR of one lost block in ten, white noise.
 *
 *   deno run tests/bench/demapper.ts [BLOCKS]
 *
 * @module
 */
import {
  decodeBlock,
  type Demapper,
  encodeBlock,
  type ModulationOrder,
  passChannel,
  type TransportBlock,
} from "../../kernels/phy/wasm.ts";
import { Random } from "../../functions/_shared/random.ts";

const BYTES = 500;
const TARGET = 0.1;
/** Order, code rate, where to begin in dB. */
const SCHEMES: [ModulationOrder, number, number][] = [
  [4, 0.2, 0],
  [4, 0.5, 5],
  [6, 0.3, 4],
  [6, 0.7, 13],
  [8, 0.3, 6],
  [
    8,
    0.8,
    20,
  ],
];

function threshold(block: TransportBlock, begin: number, demapper: Demapper, blocks: number): number {
  let [snrDb, before] = [begin, 1];
  for (;;) {
    const random = new Random(9);
    let lost = 0;
    for (let i = 0; i < blocks; i++) {
      const payload = Uint8Array.from({ length: BYTES }, () => random.below(256));
      const air = passChannel(encodeBlock(block, payload), { snrDb, seed: random.uint64() });
      if (!decodeBlock(block, air, { demapper }).ok) lost++;
    }
    const rate = Math.max(lost, 0.3) / blocks;
    if (rate < TARGET) return snrDb - 0.2 * Math.log(TARGET / rate) / Math.log(Math.max(before, TARGET) / rate);
    before = rate;
    snrDb += 0.2;
  }
}

const blocks = Number(Deno.args[0] ?? 150);
for (const [order, rate, begin] of SCHEMES) {
  const block = { bytes: BYTES, order, symbols: Math.ceil((8 * BYTES + 24) / rate / order) };
  const [near, exact] = (["max-log", "log-map"] as const).map((demapper) => threshold(block, begin, demapper, blocks));
  console.log(`${2 ** order}QAM at rate ${rate}: ${near.toFixed(2)} dB, exact ${exact.toFixed(2)} dB`);
}
