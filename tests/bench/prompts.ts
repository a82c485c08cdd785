/**
 * Figures of the prompt codec: bytes of the prompts of a folder of photos against general compressors, and the time that
 * random bytes take to decode.
 *
 *     deno run --allow-read --allow-env tests/bench/prompts.ts DIR [--fuzz 100000]
 *
 * @module
 */
import process from "node:process";
import { brotliCompressSync, deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { loadModel } from "../../kernels/nn/wasm.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { loadModelFile } from "../../functions/_shared/models.ts";
import {
  decodePrompt,
  describe,
  encodePrompt,
  keyMap,
  type Prompt,
  promptText,
} from "../../functions/_shared/semantics/index.ts";
import { randomFrom } from "../semantics/random.ts";

const COMPRESSORS: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  none: (bytes) => bytes,
  "deflate (raw, level 9)": (bytes) => deflateRawSync(bytes, { level: 9 }),
  "gzip -9": (bytes) => gzipSync(bytes, { level: 9 }),
  "brotli 11": (bytes) => brotliCompressSync(bytes),
  "zstd 19": (bytes) => zstdCompressSync(bytes, { params: { 100: 19 } }),
};

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Prompts of all photos of a folder. */
async function prompts(dir: string): Promise<Prompt[]> {
  const model = loadModel(await loadModelFile("tiny/key_map.scnn"));
  const names = [...Deno.readDirSync(dir)].map(({ name }) => name).filter((name) => /\.(png|jpe?g|webp)$/i.test(name))
    .sort();
  return names.map((name) => {
    const photo = decodeImage(Deno.readFileSync(`${dir}/${name}`));
    return describe(photo, keyMap(photo, model));
  });
}

function sizes(all: readonly Prompt[]): void {
  const coded = all.map((prompt) => encodePrompt(prompt).length);
  console.log(`${all.length} prompts: median ${median(coded)} bytes, ${Math.min(...coded)} to ${Math.max(...coded)}\n`);
  console.log("| compressor | of the JSON, median bytes | of the English text |\n| --- | --- | --- |");
  const encoder = new TextEncoder();
  for (const [name, compress] of Object.entries(COMPRESSORS)) {
    const of = (text: (prompt: Prompt) => string) =>
      median(all.map((prompt) => compress(encoder.encode(text(prompt))).length));
    console.log(`| ${name} | ${of(JSON.stringify)} | ${of(promptText)} |`);
  }
}

function fuzz(count: number): void {
  const random = randomFrom(1);
  const outcomes: Record<string, number> = {};
  let slow = 0, longest = 0, total = 0;
  for (let i = 0; i < count; i++) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 72) }, () => Math.floor(random() * 256));
    // CPU time: the clock would count what other processes take.
    const before = process.cpuUsage();
    let outcome = "a prompt";
    try {
      decodePrompt(bytes);
    } catch (error) {
      outcome = error instanceof SemcastError ? error.code : `UNTYPED ${error}`;
    }
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1000;
    total += ms;
    longest = Math.max(longest, ms);
    if (ms > 1) slow++;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  console.log(`\n${count} random byte strings: ${JSON.stringify(outcomes)}`);
  const share = (100 * (count - slow) / count).toFixed(3);
  console.log(`within 1 ms of CPU time: ${count - slow} (${share} %); mean ${(total / count).toFixed(3)} ms`);
  console.log(`longest ${longest.toFixed(2)} ms, with garbage collection and the engine's compiler`);
}

if (import.meta.main) {
  const [dir, option, count] = Deno.args;
  if (dir === undefined || (option !== undefined && (option !== "--fuzz" || !/^\d+$/.test(count ?? "")))) {
    console.error("Usage: prompts.ts DIR [--fuzz COUNT]");
    Deno.exit(2);
  }
  sizes(await prompts(dir));
  fuzz(Number(count ?? 100_000));
}
