/**
 * Measures where each scheme of the link loses one block in ten and one in a hundred, and writes models/link/KIND.json.
 *
 *   deno run --allow-read=. --allow-write=models/link models/link/measure.ts awgn|rayleigh [BLOCKS]
 *
 * @module
 */
import { decodeBlock, encodeBlock, passChannel } from "../../kernels/phy/wasm.ts";
import { FADING_BLOCK } from "../../functions/_shared/link/channel.ts";
import { type Mcs, MCS_TABLE } from "../../functions/_shared/link/mcs.ts";
import { symbolsFor } from "../../functions/_shared/link/symbols_for.ts";
import { Random } from "../../functions/_shared/random.ts";

const SIZES = [24, 150, 1000];
const STEP_DB = 0.3;
/** Errors after which a point is known well enough. */
const ENOUGH_ERRORS = 15;
/** Largest payload that is one code block of base graph 2, which rates up to 1/4 use. */
const GRAPH_2_BYTES = 460;

/** Share of transport blocks lost at an SNR, with at most so many sent. */
export function blockErrorRate(mcs: Mcs, bytes: number, snrDb: number, blocks: number, kind: string): number {
  const random = new Random(BigInt(Math.round(mcs.rate * 1e6)) * 1000n + BigInt(bytes));
  const block = { bytes, symbols: symbolsFor(bytes, mcs), order: mcs.order };
  const fading = kind === "rayleigh" ? { block: FADING_BLOCK } : undefined;
  let errors = 0, sent = 0;
  while (sent < blocks && errors < ENOUGH_ERRORS) {
    const payload = Uint8Array.from({ length: bytes }, () => random.below(256));
    const got = decodeBlock(block, passChannel(encodeBlock(block, payload), { snrDb, seed: random.uint64(), fading }));
    const same = got.ok && got.bytes.every((byte, i) => byte === payload[i]);
    sent++;
    if (!same) errors++;
  }
  return errors / sent;
}

/**
 * SNR of 10 % and of 1 % lost blocks, interpolated over the logarithm of the rate; undefined where fading keeps a scheme
 * from ever getting there.
 */
export function waterfall(mcs: Mcs, bytes: number, blocks: number, kind: string): [number, number] | undefined {
  const floor = 0.3 / blocks;
  const capacity = 10 * Math.log10(2 ** (mcs.order * mcs.rate) - 1);
  let snr = Math.floor((capacity + 0.6) / STEP_DB) * STEP_DB;
  let before = 1;
  const found: number[] = [];
  while (found.length < 2) {
    const rate = Math.max(floor, blockErrorRate(mcs, bytes, snr, blocks, kind));
    for (const level of [0.1, 0.01].slice(found.length)) {
      if (rate > level) break;
      const share = before > level ? Math.log(before / level) / Math.log(before / rate) : 0;
      found.push(Math.round(100 * (snr - STEP_DB * (1 - share))) / 100);
    }
    before = rate;
    snr += STEP_DB;
    if (snr > capacity + 25) return undefined;
  }
  return [found[0], found[1]];
}

if (import.meta.main) {
  const [kind = "awgn", count = "400"] = Deno.args;
  if (kind !== "awgn" && kind !== "rayleigh") throw new Error(`Channel ${kind} is neither awgn nor rayleigh`);
  const began = performance.now();
  const lines = MCS_TABLE.flatMap((mcs) => {
    const curves = SIZES.map((bytes) => {
      const single = mcs.rate > 0.25 ? bytes : Math.min(bytes, GRAPH_2_BYTES);
      return waterfall(mcs, single, Number(count), kind);
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.error(`${mcs.name.padEnd(18)} ${curves.map((c) => c?.join(" ") ?? "none").join(" | ")}   ${seconds} s`);
    if (curves.includes(undefined)) return [];
    return [`    ${JSON.stringify(mcs.name)}: ${JSON.stringify(curves).replaceAll(",", ", ")}`];
  });
  const text = `{\n  "channel": "${kind}",\n  "blocks": ${count},\n  "sizes": [${SIZES.join(", ")}],\n  "schemes": {\n${
    lines.join(",\n")
  }\n  }\n}\n`;
  await Deno.writeTextFile(new URL(`${kind}.json`, import.meta.url), text);
}
