/**
 * The receiver as a library: what arrived of a packet becomes a picture. Needs `onnxruntime-web` beside it.
 *
 * ```ts ignore
 * const receiver = await createReceiver();
 * const { png } = await receiver.decode(packet, { steps: 4 });
 * receiver.close();
 * ```
 *
 * @module
 */
import { type KernelSource, loadKernels } from "../../kernels/load.ts";
import { encodePng, type Rgb } from "../../kernels/pixels/wasm.ts";
import { sha256 } from "../_shared/bytes.ts";
import { loadShippedCodec } from "../_shared/codec_model.ts";
import { readAdapter } from "../_shared/decoder/lora/index.ts";
import { SemcastError } from "../_shared/errors.ts";
import { names } from "../_shared/http/fields.ts";
import type { ModelSource } from "../_shared/model_source.ts";
import { modelFiles } from "../_shared/models.ts";
import { OPTION_FIELDS, parseOptions, receiveOptionsSchema } from "../_shared/options.ts";
import { parse, type ParsedPacket } from "../_shared/packet/parse.ts";
import { Stopwatch } from "../_shared/stopwatch.ts";
import { loadReceiveFrom, type ReceiveModels } from "../receive/models.ts";
import { receivePacket, type ReceiveStage } from "../receive/receive.ts";
import type { Amplitudes } from "./analog.ts";
import type { Prompt } from "./prompt.ts";

export type { KernelBytes, KernelFile, KernelSource } from "../../kernels/load.ts";
export type { Rgb } from "../../kernels/pixels/wasm.ts";
export { type ErrorCode, SemcastError } from "../_shared/errors.ts";
export type { ModelSource } from "../_shared/model_source.ts";
export type { ParsedPacket, ParsedSection } from "../_shared/packet/parse.ts";
export type { Amplitudes } from "./analog.ts";
export { type Prompt, promptText, type Region } from "./prompt.ts";

const MOST_THREADS = 16, MOST_ADAPTERS = 4, MOST_WEIGHT = 2;

/** Options of {@linkcode createReceiver}. */
export interface ReceiverOptions {
  /** Where the weights come from: a folder's address or a function; the files of this package where nothing is said. */
  models?: URL | ModelSource;
  /** Where the kernels come from; the files of this package where nothing is said. Not asked in Deno with TypeScript. */
  kernels?: KernelSource;
  /**
   * Whether the networks run in a Worker, so that the calling thread stays free, or what starts one (`decoder_worker.js` of
   * this package). By default where the platform has Workers: Deno and browsers, not Node.
   */
  worker?: boolean | (() => Worker);
  /**
   * Threads of the networks, 1 to 16; 1. More want a worker, and a browser's page that is isolated
   * (`Cross-Origin-Opener-Policy: same-origin`, `Cross-Origin-Embedder-Policy: require-corp`); elsewhere there is one.
   */
  threads?: number;
}

/** A low-rank adapter of the decoder. */
export interface LoraAdapter {
  /** The `.safetensors` file. The same bytes are merged into the networks once. */
  file: Uint8Array;
  /** 1 is as it was trained; −2 to 2. 1. */
  weight?: number;
}

/** How to decode. */
export interface DecodeOptions {
  /** Diffusion steps, 0 to 4; 0 is the deterministic decoder. 4. */
  steps?: number;
  /** Seed of the diffusion noise; 1. */
  seed?: number;
  /** 1 trusts only what was received, 0 lets the decoder invent most; 0.5. */
  fidelity?: number;
  /** Adapters of the decoder, at most 4; none. */
  adapters?: readonly LoraAdapter[];
  /** What arrived of an analog frame beside its packet. Diffusion is left out then. */
  amplitudes?: Amplitudes;
}

/** A picture and what is known about it. */
export interface DecodedPhoto {
  image: Rgb;
  /** The picture as a PNG file. */
  png: Uint8Array<ArrayBuffer>;
  /** Undefined where it was lost. */
  prompt: Prompt | undefined;
  /** 1 key, 0 rest, per cell of 16×16 pixels; undefined where it was lost. */
  key: Uint8Array | undefined;
  /** The layers that the packet announced. */
  layers: { name: string; bytes: number; crc_ok: boolean }[];
  decoder: { runtime: string; steps: number; degraded: boolean };
  /** Milliseconds by stage. */
  ms: Record<"decode" | "diffuse" | "total", number>;
}

/** A receiver with its networks loaded. */
export interface Receiver {
  /**
   * Makes the picture of a packet, from as much of it as arrived.
   *
   * @throws {SemcastError} `malformed` for what is no packet; `unsupported` for one of other weights; `unavailable` where
   * the runtime failed; `invalid-argument` for an option, by name; `malformed` for an adapter that is none
   */
  decode(packet: Uint8Array | ParsedPacket, options?: DecodeOptions): Promise<DecodedPhoto>;
  /** Ends the worker, which would keep the process alive. */
  close(): void;
}

/**
 * Loads kernels and networks.
 *
 * @throws {SemcastError} `internal` or `unavailable` where a file cannot be had or is another one; the next call tries again
 */
export async function createReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { models: from, kernels, worker, threads = 1 } = options;
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    throw new SemcastError(
      "invalid-argument",
      `threads: ${threads}; expected a whole number from 1 to ${MOST_THREADS}`,
    );
  }
  await loadKernels(kernels);
  const codec = from === undefined ? loadShippedCodec() : undefined;
  const models = await loadReceiveFrom(modelFiles(from), codec, { worker, threads });
  return {
    async decode(packet, { adapters = [], amplitudes, ...given } = {}) {
      const parsed = parseOptions(receiveOptionsSchema, given, names(OPTION_FIELDS.receive));
      const watch = new Stopwatch<ReceiveStage>();
      const arrived = packet instanceof Uint8Array ? parse(packet) : packet;
      const received = await receivePacket(arrived, parsed, await adapted(models, adapters), watch, {}, amplitudes);
      return { ...received, png: new Uint8Array(encodePng(received.image)), ms: watch.read() };
    },
    close: () => models.close(),
  };
}

/** The networks with adapters, each known by its content. */
async function adapted(models: ReceiveModels, adapters: readonly LoraAdapter[]): Promise<ReceiveModels> {
  if (adapters.length === 0) return models;
  if (adapters.length > MOST_ADAPTERS) {
    throw new SemcastError("invalid-argument", `adapters: ${adapters.length}; expected at most ${MOST_ADAPTERS}`);
  }
  const uses = await Promise.all(adapters.map(async ({ file, weight = 1 }) => {
    if (!(Math.abs(weight) <= MOST_WEIGHT)) {
      throw new SemcastError(
        "invalid-argument",
        `adapters: weight ${weight}; expected −${MOST_WEIGHT} to ${MOST_WEIGHT}`,
      );
    }
    readAdapter(file); // what is none is told here; the decoder would go on without it
    return { name: await sha256(new Uint8Array(file)), weight, file };
  }));
  const runtime = models.runtime.adapted?.(uses);
  if (runtime === undefined) throw new SemcastError("unsupported", "This decoder takes no adapters");
  return { ...models, choose: () => runtime };
}
