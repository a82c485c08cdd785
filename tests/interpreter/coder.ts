/**
 * Codes and decodes pictures, for an engine to be compared with another: what it makes of a picture, and of what the other
 * engine made.
 *
 * @module
 */
import { analyze, type Codec, decodeLayers, encodeLayers, loadCodec } from "../../functions/_shared/codec/index.ts";

/** A picture and how to code it. */
export interface Job {
  width: number;
  height: number;
  /** RGB bytes. */
  data: Uint8Array;
  /** 1 key, 0 rest, per cell. */
  key: Uint8Array;
  q: number;
  rho: number;
}

/** Streams of a job's layers, in their order. */
export type Streams = { base: Uint8Array; key?: Uint8Array; rest?: Uint8Array };

/** The codec of these files. */
export function codecOf(weights: Uint8Array, description: unknown): Codec {
  return loadCodec(weights, description);
}

/** What is sent. */
export function encode(codec: Codec, { width, height, data, key, q, rho }: Job): Streams {
  return encodeLayers(codec, analyze(codec, { width, height, data }), { key, q, rho });
}

/** What arrives: latents in real units, [192, h, w]. */
export function decode(codec: Codec, { width, height, key, q, rho }: Job, { base, key: keyLayer, rest }: Streams) {
  const setting = { h: Math.ceil(height / 16), w: Math.ceil(width / 16), key, q, rho };
  return decodeLayers(codec, { ...setting, base, keyLayer, rest }).yHat;
}
