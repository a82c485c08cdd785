/**
 * The codec of the shipped profile, loaded once: transmitter and receiver share it where they share a process.
 *
 * @module
 */
import { type Codec, loadCodec } from "./codec/index.ts";
import { loadModelFile, loadModelJson } from "./models.ts";
import { once } from "./once.ts";

/** Loads `models/tiny/codec.*`. */
export const loadShippedCodec: () => Promise<Codec> = once(async () =>
  loadCodec(await loadModelFile("tiny/codec.scnn"), await loadModelJson("tiny/codec.json"))
);

/** The codec's id as packets carry it: its first four hexadecimal digits. */
export function modelIdOf(codec: Codec): number {
  return parseInt(codec.description.id.slice(0, 4), 16);
}
