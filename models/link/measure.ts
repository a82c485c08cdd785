/**
 * Measures where each scheme of the link loses one block in ten and one in a hundred, and writes models/link/KIND.json.
 *
 *   deno run --allow-read=. --allow-write=models/link models/link/measure.ts KIND [BLOCKS [STRIDE]]
 *
 * With a stride only each so-many-th scheme is measured; `requiredSnr` fills in the others.
 *
 * @module
 */
import { CHANNEL_MODELS, type ChannelModel, decodeBlock, encodeBlock } from "../../kernels/phy/wasm.ts";
import { channel } from "../../functions/_shared/link/channel.ts";
import { type Mcs, MCS_TABLE } from "../../functions/_shared/link/mcs.ts";
import { symbolsFor } from "../../functions/_shared/link/symbols_for.ts";
import { Random } from "../../functions/_shared/random.ts";

const SIZES = [24, 150, 1000];
const STEP_DB = { flat: 0.3, tdl: 0.9 };
/** Slower schemes over tapped delay lines take minutes each: `requiredSnr` gives them the margin of this one. */
const FIRST_OF_TDL = 10;
/** Errors after which a point is known well enough. */
const ENOUGH_ERRORS = 15;
/** Largest payload that is one code block of base graph 2, which rates up to 1/4 use. */
const GRAPH_2_BYTES = 460;

/** Share of transport blocks lost at an SNR, with at most so many sent. */
export function blockErrorRate(mcs: Mcs, bytes: number, snrDb: number, blocks: number, kind: ChannelModel): number {
  const random = new Random(BigInt(Math.round(mcs.rate * 1e6)) * 1000n + BigInt(bytes));
  const block = { bytes, symbols: symbolsFor(bytes, mcs), order: mcs.order };
  let errors = 0, sent = 0;
  while (sent < blocks && errors < ENOUGH_ERRORS) {
    const payload = Uint8Array.from({ length: bytes }, () => random.below(256));
    const got = decodeBlock(block, channel({ kind, snrDb, seed: random.uint64() }, encodeBlock(block, payload)));
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
export function waterfall(mcs: Mcs, bytes: number, blocks: number, kind: ChannelModel): [number, number] | undefined {
  const floor = 0.3 / blocks;
  const capacity = 10 * Math.log10(2 ** (mcs.order * mcs.rate) - 1);
  const step = kind.startsWith("tdl-") ? STEP_DB.tdl : STEP_DB.flat;
  let snr = Math.floor((capacity + 0.6) / step) * step;
  let before = 1;
  const found: number[] = [];
  while (found.length < 2) {
    const rate = Math.max(floor, blockErrorRate(mcs, bytes, snr, blocks, kind));
    for (const level of [0.1, 0.01].slice(found.length)) {
      if (rate > level) break;
      const share = before > level ? Math.log(before / level) / Math.log(before / rate) : 0;
      found.push(Math.round(100 * (snr - step * (1 - share))) / 100);
    }
    before = rate;
    snr += step;
    if (snr > capacity + 25) return undefined;
  }
  return [found[0], found[1]];
}

if (import.meta.main) {
  const [name = "awgn", count = "400", stride = "1"] = Deno.args;
  const kind = CHANNEL_MODELS.find((model) => model === name);
  if (kind === undefined) throw new Error(`Channel ${name} is none of ${CHANNEL_MODELS.join(", ")}`);
  const began = performance.now();
  const lines = MCS_TABLE.flatMap((mcs, index) => {
    const measured = index % Number(stride) === 0 || index === MCS_TABLE.length - 1;
    if (!measured || (kind.startsWith("tdl-") && index < FIRST_OF_TDL)) return [];
    const curves = SIZES.map((bytes) => {
      const single = mcs.rate > 0.25 ? bytes : Math.min(bytes, GRAPH_2_BYTES);
      return waterfall(mcs, single, Number(count), kind);
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.error(`${mcs.name.padEnd(18)} ${curves.map((c) => c?.join(" ") ?? "none").join(" | ")}   ${seconds} s`);
    const text = curves.includes(undefined) ? "null" : JSON.stringify(curves).replaceAll(",", ", ");
    return [`    ${JSON.stringify(mcs.name)}: ${text}`];
  });
  const text = `{\n  "channel": "${kind}",\n  "blocks": ${count},\n  "sizes": [${SIZES.join(", ")}],\n  "schemes": {\n${
    lines.join(",\n")
  }\n  }\n}\n`;
  await Deno.writeTextFile(new URL(`${kind}.json`, import.meta.url), text);
}
