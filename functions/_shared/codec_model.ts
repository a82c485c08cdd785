/**
 * The codec of the shipped profile, loaded once: transmitter and receiver share it where they share a process.
 *
 * @module
 */
import { type Codec, loadCodec } from "./codec/index.ts";
import { type ModelFiles, modelFiles } from "./models.ts";
import { once } from "./once.ts";

/** Loads `tiny/codec.*` of some files. */
export async function loadCodecFrom(files: ModelFiles): Promise<Codec> {
  const description = await files.json("tiny/codec.json");
  return await files.load("tiny/codec.scnn", (network) => loadCodec(network, description));
}

/** Loads `models/tiny/codec.*`. */
export const loadShippedCodec: () => Promise<Codec> = once(() => loadCodecFrom(modelFiles()));

/** The codec's id as packets carry it: its first four hexadecimal digits. */
export function modelIdOf(codec: Codec): number {
  return parseInt(codec.description.id.slice(0, 4), 16);
}
