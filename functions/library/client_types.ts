/**
 * What the HTTP API takes and answers, as types alone; `tests/library/client_test.ts` holds them to the schemas.
 *
 * @module
 */
import type { ChannelKind } from "../_shared/choices.ts";
import type { Prompt } from "./prompt.ts";
import type { EncodeOptions } from "./transmitter.ts";

/** Options of `POST /v1/transmit`: those of the library's transmitter but for the mask. */
export interface TransmitRequest extends Omit<EncodeOptions, "mask"> {
  /** Who says what the photo shows: the shipped network, or the server's configured endpoint (the default, if any). */
  prompter?: "tiny" | "http";
}

/** Options of `POST /v1/receive`. */
export interface ReceiveRequest {
  /** Diffusion steps, 0 to 4; 0 is the deterministic decoder. 4. */
  steps?: number;
  /** Seed of the diffusion noise (and of the channel, on a link), a 32-bit number; 1. */
  seed?: number;
  /** 1 trusts only what was received, 0 lets the decoder invent most; 0.5. */
  fidelity?: number;
  /** Runtime of the decoder, where the server allows a choice. */
  decoder?: string;
  /** LoRA adapters: `NAME[:weight]`, at most 4 with commas between. */
  lora?: string;
}

/** Options of `POST /v1/link`. */
export interface LinkRequest extends TransmitRequest, ReceiveRequest {
  /** `digital`: all is coded; `analog`: latents become amplitudes. `digital`. */
  mode?: "digital" | "analog";
  /** Es/N0 in dB that the coding is planned for, where it is not the channel's (`snr`); −20 to 40. */
  expect?: number;
  /** Greatest Doppler shift in Hz, 0 to 1500. */
  doppler?: number;
  /** Root mean square delay spread of `tdl-*` in ns, 0 to 2500; 300. */
  spread?: number;
  /** What the receiver knows of a channel `tdl-*`: all, or what its pilots tell. `pilots`. */
  knowledge?: "perfect" | "pilots";
  /** Most transmissions of a part (hybrid ARQ), 1 to 4; 1. */
  transmissions?: number;
  /** Prompts that are tried by decoding, 2 to 8. */
  candidates?: number;
  /** Share of datagrams that channel `none` loses, 0 to 0.95; 0. */
  loss?: number;
  /** Mean length of a run of lost datagrams, 1 to 1000; 1. */
  burst?: number;
}

/** Formats that a picture comes in. */
export type PictureFormat = "png" | "webp" | "avif" | "jpeg";

/** A packet and its cost on the planned link. */
export interface TransmitAnswer {
  packet: Uint8Array<ArrayBuffer>;
  /** Complex channel symbols, all included. */
  symbols: number;
  cbr: number;
  bpp: number;
}

/** The decoder that made a picture. */
export interface DecoderAnswer {
  runtime: string;
  steps: number;
  /** The chosen decoder failed, the deterministic one stepped in. */
  degraded: boolean;
}

/** What is known about a received picture. */
export interface ReceiveAnswer {
  /** Pixels. */
  image: { width: number; height: number };
  /** null where it was lost. */
  prompt: Prompt | null;
  /** Share of the cells that are key; null where the key map was lost. */
  key_fraction: number | null;
  layers: { name: string; bytes: number; crc_ok: boolean }[];
  decoder: DecoderAnswer;
  /** Milliseconds by stage. */
  ms: Record<"decode" | "diffuse" | "total", number>;
  /** The picture, a PNG as a `data:` URL. */
  files: { reconstruction: string };
}

/** Figures of a run over the simulated link. */
export interface LinkAnswer {
  /** Pixels. */
  image: { width: number; height: number };
  channel: { kind: ChannelKind; snr_db: number; seed: number };
  cbr: number;
  bpp: number;
  symbols: number;
  packet_bytes: number;
  prompt: Prompt;
  key_fraction: number;
  /** `snr_db`: mean Es/N0 after the equalizer, null on channel `none`; `transmissions`: how often it was sent. */
  layers: {
    name: string;
    bytes: number;
    mcs: string;
    crc_ok: boolean;
    snr_db: number | null;
    transmissions: number;
  }[];
  /** Code blocks of each part that was demodulated, and the numbers of those that failed, from 0 on. */
  code_blocks: { part: string; count: number; failed: number[] }[];
  decoder: DecoderAnswer;
  /** Milliseconds by stage. */
  ms: Record<
    "pixels" | "segment" | "encode" | "prompt" | "code" | "channel" | "decode" | "diffuse" | "total",
    number
  >;
  /** null where a measure is not defined, as PSNR is for equal pictures. */
  metrics: Record<"psnr" | "ssim" | "ms_ssim" | "vsi" | "psnr_key" | "psnr_rest", number | null>;
  /** PNG files as `data:` URLs. */
  files: { original: string; reconstruction: string; key_map: string };
}

/** Body of every error answer (RFC 9457). */
export interface ProblemAnswer {
  /** `urn:semcast:problem:` and the kind. */
  type: string;
  title: string;
  status: number;
  detail?: string;
  /** The options that were refused, each with its limit. */
  errors?: { field: string; message: string }[];
}
