/**
 * What the page and its workers say to each other. Plain data; pictures move as RGBA bytes.
 *
 * @module
 */
import type { ChannelKind, KeyMode } from "../../_shared/choices.ts";
import type { LinkReport } from "../../_shared/result.ts";
import type { Prompt } from "../../_shared/semantics/prompt.ts";

/** What the controls say. */
export interface Settings {
  /** Es/N0 in dB. */
  snr: number;
  channel: ChannelKind;
  /** Greatest Doppler shift in Hz. */
  doppler: number;
  /** Complex channel symbols / (height · width · 3). */
  cbr: number;
  mode: "digital" | "analog";
  profile: "tiny";
  /** Diffusion steps, 0 to 4. */
  steps: number;
  seed: number;
  /** Whether what matters is told from the rest. */
  key: KeyMode;
}

/** An adapter of the user's own. */
export interface OwnAdapter {
  name: string;
  weight: number;
  file: Uint8Array<ArrayBuffer>;
}

/** A picture for a canvas. */
export interface Picture {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** What a run takes besides the photo. */
export interface RunInput {
  settings: Settings;
  /** Cells that were painted, 1 key; undefined: what the network finds. */
  cells?: Uint8Array<ArrayBuffer>;
  /** Edited prompt; undefined: what the network says. */
  prompt?: Prompt;
  lora?: OwnAdapter;
}

/** One part of the packet on the link. */
export interface LinkPart {
  name: string;
  mcs: string;
  modulation: string;
  bytes: number;
  symbols: number;
  /** Mean Es/N0 in dB after the equalizer; null where nothing was demodulated. */
  snrDb: number | null;
  /** Code blocks and the numbers of those that failed, from 0 on. */
  blocks?: { count: number; failed: number[] };
  /** Received points, interleaved I and Q: as they came in, and after the equalizer. */
  before: Float32Array<ArrayBuffer>;
  after: Float32Array<ArrayBuffer>;
  /** Counts of soft bits from −128 to 127 in 64 bins; undefined where there are none. */
  soft?: Uint32Array<ArrayBuffer>;
}

/** All that a run found. */
export interface RunResult {
  /** Its milliseconds are those of each stage when it was last at work. */
  report: Omit<LinkReport, "files">;
  /** Milliseconds from the change to this result; what has not changed is not done again. */
  took: number;
  packet: Uint8Array<ArrayBuffer>;
  /** 1 key, 0 rest. */
  key: Uint8Array<ArrayBuffer>;
  columns: number;
  reliability: Float32Array<ArrayBuffer>;
  promptBytes: number;
  /** Pixels of the picture that is coded; fewer than the photo's where bits are few. */
  coded: { width: number; height: number };
  parts: LinkPart[];
  received: Picture;
  /** Boxes that say the same as painted cells; undefined where more than 16 are needed. */
  roi?: string[];
  /** A PNG that says the same as painted cells, where boxes cannot. */
  mask?: Uint8Array<ArrayBuffer>;
}

/** One step of a walk away from the tower. */
export interface WalkPoint {
  scheme: string;
  snr: number;
  /** Null where both pictures are equal. */
  psnr: number | null;
  psnrKey: number | null;
  ssim: number | null;
  /** Share of the parts that arrived. */
  delivered: number;
  /** What was sent, in bytes; 0 where nothing fits the budget. */
  bytes: number;
  symbols: number;
  picture: Picture;
}

/** To either worker. */
export type ToEngine =
  | { kind: "photo"; file: Uint8Array<ArrayBuffer> }
  | { kind: "run"; id: number; input: RunInput; quick: boolean }
  | { kind: "walk"; id: number; input: RunInput; snrs: number[] }
  | { kind: "export"; id: number; what: "recording" | "report" }
  | { kind: "count"; id: number; prompt: Prompt };

/** From the engine. */
export type FromEngine =
  | { kind: "ready" }
  | { kind: "photo"; picture: Picture }
  | { kind: "stage"; id: number; stage: string }
  | { kind: "preview"; id: number; step: number; steps: number; picture: Picture }
  | { kind: "result"; id: number; quick: boolean; result: RunResult }
  | { kind: "walked"; id: number; point: WalkPoint }
  | { kind: "exported"; id: number; files: { name: string; bytes: Uint8Array<ArrayBuffer> }[] }
  | { kind: "counted"; id: number; bytes: number | null; message?: string }
  | { kind: "done"; id: number }
  | { kind: "error"; id: number; code: string; message: string };

/** To the worker of the rivals. */
export type ToRivals =
  | { kind: "photo"; file: Uint8Array<ArrayBuffer>; key: Uint8Array<ArrayBuffer> }
  | { kind: "send"; id: number; settings: Settings; snrs: number[] };

/** From it. */
export type FromRivals =
  | { kind: "walked"; id: number; point: WalkPoint }
  | { kind: "done"; id: number }
  | { kind: "error"; id: number; code: string; message: string };
