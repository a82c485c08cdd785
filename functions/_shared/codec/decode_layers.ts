import {
  createDecoder,
  decodeBaseCells,
  type Decoder,
  decodeRefinement,
  decodeZ,
} from "../../../kernels/entropy/wasm.ts";
import { SemcastError } from "../errors.ts";
import { type Codec, ONE } from "./codec.ts";
import type { Decoded } from "./decoded.ts";
import { EntropyModel, type Strip } from "./entropy_model.ts";
import { cellSteps, groupMask, type Quantization } from "./steps.ts";

/** Options of {@linkcode decodeLayers}: how the picture was quantized, and the layers that arrived. */
export interface DecodeOptions extends Quantization {
  /** Base layer; without it nothing else can be used. */
  base?: Uint8Array;
  /** Refinement of the key cells. */
  keyLayer?: Uint8Array;
  /** Refinement of the rest. */
  rest?: Uint8Array;
}

/**
 * Decodes what arrived, the exact mirror of `encodeLayers`. A layer that is missing or no stream counts as lost: without
 * the base every cell is lost, without a refinement its cells keep the coarse step. Bytes that are a stream by accident
 * give wrong latents, never an error; layers have CRCs against that.
 *
 * @throws SemcastError `invalid-argument` for q, rho or a key map out of their ranges
 */
export function decodeLayers(codec: Codec, options: DecodeOptions): Decoded {
  const { h, w } = options;
  const { M } = codec.description;
  const { step, planes } = cellSteps(options);
  const model = new EntropyModel(codec, planes);
  const k0 = new Int16Array(h * w * M), r = new Int8Array(h * w * M);
  const refined = new Uint8Array(h * w);
  const received = options.base !== undefined &&
    read(options.base, (decoder) => decodeBase(codec, model, decoder, w, k0));
  if (!received) return dequantize(M, options, step, new Int16Array(k0.length), r, refined, false);

  for (const [group, bytes] of [["key", options.keyLayer], ["rest", options.rest]] as const) {
    const mask = groupMask(options.key, group);
    if (bytes === undefined || !mask.includes(1)) continue;
    const whole = read(bytes, (decoder) => decodeGroup(codec, model, decoder, w, k0, mask, r));
    if (whole) mask.forEach((set, cell) => refined[cell] |= set);
  }
  return dequantize(M, options, step, k0, r, refined, true);
}

/** Whether the bytes could be read. What is written on the way is only used when they could. */
function read(bytes: Uint8Array, action: (decoder: Decoder) => void): boolean {
  const decoder = createDecoder(bytes);
  try {
    action(decoder);
    return true;
  } catch (error) {
    if (error instanceof SemcastError && error.code === "malformed") return false;
    throw error;
  } finally {
    decoder.free();
  }
}

/** Base symbols and the scale index, 0…63, that each was coded under; both [h, w, 192]. */
export interface BaseModel {
  k0: Int16Array;
  scale: Uint8Array;
}

/**
 * Decodes a base layer together with its model: what the analog mode begins from.
 *
 * @returns undefined where the bytes are no stream
 */
export function decodeBaseModel(codec: Codec, setting: Quantization, base: Uint8Array): BaseModel | undefined {
  const { h, w } = setting;
  const { M } = codec.description;
  const model = new EntropyModel(codec, cellSteps(setting).planes);
  const k0 = new Int16Array(h * w * M), scale = new Uint8Array(h * w * M);
  const note = (params: Int16Array, { top, bottom }: Strip, parity: 0 | 1) => {
    for (let y = top; y < bottom; y++) {
      for (let x = (y + parity) % 2; x < w; x += 2) {
        const from = ((y - top) * w + x) * 2 * M + M, to = (y * w + x) * M;
        for (let c = 0; c < M; c++) scale[to + c] = Math.min(63, Math.max(0, params[from + c]));
      }
    }
  };
  return read(base, (decoder) => decodeBase(codec, model, decoder, w, k0, note)) ? { k0, scale } : undefined;
}

function decodeBase(
  codec: Codec,
  model: EntropyModel,
  decoder: Decoder,
  w: number,
  k0: Int16Array,
  note?: (params: Int16Array, strip: Strip, parity: 0 | 1) => void,
): void {
  const { M, z_mu, z_scale } = codec.description;
  const [hyperH, hyperW] = model.hyperSize;
  model.setHyperlatents(decodeZ(decoder, hyperH * hyperW, Int16Array.from(z_mu), Uint8Array.from(z_scale)));
  for (const parity of [0, 1] as const) {
    for (const strip of model.strips) {
      const params = parity === 0 ? model.anchors(strip) : model.nonAnchors(k0, strip);
      decodeBaseCells(decoder, params, strip.bottom - strip.top, w, M, parity, model.rowsOf(k0, strip));
      note?.(params, strip, parity);
    }
  }
}

function decodeGroup(
  codec: Codec,
  model: EntropyModel,
  decoder: Decoder,
  w: number,
  k0: Int16Array,
  mask: Uint8Array,
  r: Int8Array,
): void {
  for (const strip of model.strips) {
    const cells = model.rowsOf(mask, strip);
    if (!cells.includes(1)) continue;
    const params = model.refinement(k0, strip, cells), rows = strip.bottom - strip.top;
    decodeRefinement(
      decoder,
      model.rowsOf(k0, strip),
      params,
      rows,
      w,
      codec.description.M,
      cells,
      model.rowsOf(r, strip),
    );
  }
}

/** Symbols [cells, channels] to planar latents in real units. */
function dequantize(
  channels: number,
  { h, w }: Quantization,
  fine: Uint16Array,
  k0: Int16Array,
  r: Int8Array,
  refined: Uint8Array,
  received: boolean,
): Decoded {
  const cells = h * w;
  const yHat = new Float32Array(channels * cells), step = new Float32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const unit = fine[cell] / ONE;
    step[cell] = Math.log2(refined[cell] === 1 ? unit : 3 * unit);
    const keep = refined[cell];
    for (let c = 0, i = cell * channels, to = cell; c < channels; c++, i++, to += cells) {
      const k = 3 * k0[i] + (keep === 1 ? r[i] : 0);
      if (k !== 0) yHat[to] = k * unit;
    }
  }
  return { h, w, yHat, reliability: new Float32Array(cells).fill(received ? 1 : 0), step, refined };
}
