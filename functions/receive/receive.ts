/**
 * The receiver's side of the way: what arrived of a packet to a picture.
 *
 * @module
 */
import { decodeKeyMap } from "../../kernels/entropy/wasm.ts";
import { resize, type Rgb } from "../../kernels/pixels/wasm.ts";
import {
  allocate,
  analogModel,
  type Codec,
  type Decoded,
  decodeLayers,
  fromAmplitudes,
  type Quantization,
} from "../_shared/codec/index.ts";
import { reconstruct } from "../_shared/decoder/index.ts";
import { modelIdOf } from "../_shared/codec_model.ts";
import { SemcastError } from "../_shared/errors.ts";
import type { ReceiveOptions } from "../_shared/options.ts";
import {
  codedSize,
  FULL_SCALE,
  LAYER_KINDS,
  type ParsedPacket,
  payloadOf,
  type SectionKind,
} from "../_shared/packet/index.ts";
import {
  cellsOf,
  decodePrompt,
  type Prompt,
  promptTokens,
  resampleCells,
  resampleMap,
  TOKEN_COUNT,
} from "../_shared/semantics/index.ts";
import type { StageTimer } from "../_shared/stopwatch.ts";
import { withAdapters } from "./adapters.ts";
import type { ReceiveModels } from "./models.ts";
import { paintedLatents } from "./paint_prompt.ts";

/** Stages of the receiver, in their order. */
export type ReceiveStage = "decode" | "diffuse";

/** A picture and what is known about it. */
export interface ReceivedPhoto {
  image: Rgb;
  /** Undefined where it was lost. */
  prompt: Prompt | undefined;
  /** 1 key, 0 rest, per cell of 16 × 16 pixels; undefined where it was lost. */
  key: Uint8Array | undefined;
  /** 1 where the cell of 16 × 16 pixels arrived, 0 where it was lost, between where noise is left on it (analog). */
  reliability: Float32Array;
  /** The layers that the packet announced. */
  layers: { name: string; bytes: number; crc_ok: boolean }[];
  decoder: { runtime: string; steps: number; degraded: boolean };
  /** What degraded it; may name machines of ours. */
  reason?: string;
}

/** Limits and hooks of {@linkcode receivePacket}. */
export interface ReceiveHooks {
  /** Stops the work within one step of the flow. */
  signal?: AbortSignal;
  /** Called after each step of the flow. */
  onStep?: (step: number, steps: number) => void;
  /** Called with what the picture would be, after each step but the last; costs a synthesis each time. */
  onPreview?: (step: number, image: Rgb) => void;
  /** Milliseconds for the picture; see `reconstruct`. */
  deadlineMs?: number;
}

/** Amplitudes of the analog mode, as they came out of the equalizer. */
export interface ReceivedAmplitudes {
  /** Interleaved I, Q. */
  symbols: Float32Array;
  /** N0 that each is left with. */
  noise: Float32Array;
  /** Noise variance of a real dimension that the energies were made for. */
  planned: number;
  /** Real over expected energy. */
  excess: number;
}

/**
 * Makes the picture of a packet, from as much of it as arrived.
 *
 * @param amplitudes of the analog mode, which come on top of the base
 * @throws {SemcastError} `unsupported` for a packet of other weights or another profile; `unavailable` where no runtime
 * answered
 */
export async function receivePacket(
  packet: ParsedPacket,
  options: ReceiveOptions,
  models: ReceiveModels,
  watch: StageTimer<ReceiveStage>,
  { onPreview, ...hooks }: ReceiveHooks = {},
  amplitudes?: ReceivedAmplitudes,
): Promise<ReceivedPhoto> {
  const { header } = packet;
  checkModels(packet, models);
  const size = codedSize(header), cells = cellsOf(size);
  const { width: w, height: h } = cells;
  const read = <T>(kind: SectionKind, decode: (bytes: Uint8Array) => T): T | undefined => {
    const payload = payloadOf(packet, kind);
    return payload === undefined ? undefined : orLost(() => decode(payload));
  };
  // What is shown is of the photo's own size, whatever was coded.
  const photoCells = cellsOf(header), scale = header.scale / FULL_SCALE;
  const enlarged = (image: Rgb) => scale === 1 ? image : resize(image, header.width, header.height);
  const prompt = watch.time("decode", () => read("prompt", decodePrompt));
  const key = watch.time(
    "decode",
    () => header.has.key_map ? read("key_map", (bytes) => decodeKeyMap(bytes, w, h)) : new Uint8Array(w * h),
  );
  // Without the key map the step sizes are not known, and with them no layer.
  const layer = (kind: SectionKind) => key === undefined ? undefined : payloadOf(packet, kind);
  const setting = { h, w, q: header.q, rho: header.rho, key: key ?? new Uint8Array(w * h) };
  const analog = watch.time(
    "decode",
    () => amplitudes && analogLatents(models.codec, setting, header.has.base, layer("base"), amplitudes),
  );
  const decoded = analog ??
    watch.time(
      "decode",
      () =>
        decodeLayers(models.codec, { ...setting, base: layer("base"), keyLayer: layer("key"), rest: layer("rest") }),
    );
  // An analog cell of reliability 0 still has its base.
  const painted = analog === undefined ? prompt : undefined;
  const prior = watch.time("decode", () => painted && paintedLatents(painted, decoded, models.codec));
  const runtime = await withAdapters(models.choose(options.decoder), options.lora);
  watch.begin("diffuse");
  const made = await reconstruct(decoded, {
    ...size,
    key: setting.key,
    tokens: prompt === undefined ? new Int32Array(TOKEN_COUNT) : promptTokens(prompt),
    lostScale: models.codec.description.lost_scale,
    prior,
    // The flow was trained on quantized latents; noise needs no texture added.
    steps: amplitudes === undefined ? options.steps : 0,
    seed: options.seed,
    fidelity: options.fidelity,
    fallback: models.runtime,
    ...hooks,
    onPreview: onPreview && ((step, image) => onPreview(step, enlarged(image))),
  }, runtime);
  watch.add("decode", made.ms.synthesize);
  watch.add("diffuse", made.ms.diffuse);
  return {
    image: watch.time("decode", () => enlarged(made.image)),
    prompt,
    key: key && resampleCells(key, cells, photoCells, scale),
    reliability: scale === 1 ? decoded.reliability : resampleMap(decoded.reliability, cells, photoCells, scale),
    layers: packet.sections.filter(({ kind }) => (LAYER_KINDS as readonly string[]).includes(kind))
      .map(({ kind, bytes, ok }) => ({ name: kind, bytes, crc_ok: ok })),
    decoder: { runtime: made.runtime, steps: made.steps, degraded: made.degraded },
    reason: made.reason,
  };
}

/** Latents of an analog frame; undefined where the base that they begin from was lost. */
function analogLatents(
  codec: Codec,
  setting: Quantization,
  announced: boolean,
  base: Uint8Array | undefined,
  { symbols, noise, planned, excess }: ReceivedAmplitudes,
): Decoded | undefined {
  if (announced && base === undefined) return undefined;
  const model = analogModel(codec, setting, base);
  return model && fromAmplitudes(model, allocate(model, symbols.length, planned), symbols, noise, excess);
}

function checkModels({ header }: ParsedPacket, { codec }: ReceiveModels): void {
  if (header.profile !== "tiny") {
    throw new SemcastError("unsupported", `Packet has profile ${header.profile}; this receiver has tiny`);
  }
  const here = modelIdOf(codec);
  if (header.modelId !== here) {
    const [theirs, ours] = [header.modelId, here].map((id) => id.toString(16).padStart(4, "0"));
    throw new SemcastError("unsupported", `Packet was coded by weights ${theirs}; this receiver has ${ours}`);
  }
}

/** A section with a good CRC and impossible content was never coded by us: as good as lost. */
function orLost<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof SemcastError && error.code !== "internal") return undefined;
    throw error;
  }
}

/** Share of the cells that are key. */
export function fractionOf(key: Uint8Array): number {
  return key.reduce((sum, cell) => sum + cell, 0) / key.length;
}
