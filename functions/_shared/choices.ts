/**
 * Types of options without their schemas, so that whoever needs only the types needs no zod.
 *
 * @module
 */

/** A box in pixels of the upright photo. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Kinds of channel that the link stage simulates; `none` hands the payload over unharmed. */
export const CHANNELS = [
  "none",
  "awgn",
  "rayleigh",
  "rician",
  "tdl-a",
  "tdl-b",
  "tdl-c",
  "tdl-d",
  "tdl-e",
] as const;
/** One of {@linkcode CHANNELS}. */
export type ChannelKind = typeof CHANNELS[number];

/** How much better key regions are: a little, or much where the caller says what is key; much; not at all. */
export const KEY_MODES = ["auto", "strong", "uniform"] as const;
/** One of {@linkcode KEY_MODES}. */
export type KeyMode = typeof KEY_MODES[number];
