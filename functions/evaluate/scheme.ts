/**
 * What a way of sending photos has to do to be evaluated.
 *
 * @module
 */
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import type { ChannelKind } from "../_shared/choices.ts";

/** One setting of a sweep. */
export interface Point {
  channel: ChannelKind;
  /** Es/N0 in dB a complex symbol; N0 is the noise variance of both real dimensions together. */
  snr: number;
  /** Es/N0 in dB that the coding is planned for. */
  expect: number;
  /** Most complex symbols / (height · width · 3), header and pilots included. */
  cbr: number;
  seed: number;
  /** Share of datagrams lost, on channel `none` alone. */
  loss: number;
}

/** What arrived. */
export interface Arrived {
  image: Rgb;
  /** Complex symbols that were sent; 0 where nothing fits the budget. */
  symbols: number;
  /** Bytes before channel coding. */
  bytes: number;
  /** Share of the parts that arrived whole: layers, or the file. */
  delivered: number;
  /** The same for the same picture, so that it is measured once. */
  identity: string;
  /** Milliseconds by stage. */
  ms: Record<string, number>;
}

/** A photo to send. */
export interface Photo {
  /** The file. */
  file: Uint8Array;
  /** Its pixels. */
  image: Rgb;
  /** 1 key, 0 rest, per cell: by Semcast's network, for all schemes alike. */
  key: Uint8Array;
  /** A LoRA adapter for the scheme that takes one, as `send --lora` has it. */
  lora?: string;
}

/** Sends one photo under the settings of a sweep, one after the other; keeps what it can use again. */
export type Sender = (point: Point) => Promise<Arrived>;

/** A way of sending photos. */
export interface Scheme {
  open(photo: Photo): Promise<Sender>;
  /** Options of `deno task send` that do the same; undefined where it cannot. */
  send?: string;
}
