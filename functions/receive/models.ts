/**
 * What the receiver needs in memory: the codec's decoder half and decoder runtimes.
 *
 * @module
 */
import { loadCodecFrom, loadShippedCodec } from "../_shared/codec_model.ts";
import type { Codec } from "../_shared/codec/index.ts";
import type { EmbeddedOptions } from "../_shared/decoder/index.ts";
import { type ModelFiles, modelFiles } from "../_shared/models.ts";
import { once } from "../_shared/once.ts";
import { type Decoders, decoders } from "./decoders.ts";

/** Loaded networks of one profile. */
export interface ReceiveModels extends Decoders {
  codec: Codec;
}

/** Loads the receiver's networks of some files. */
export async function loadReceiveFrom(
  files: ModelFiles,
  codec = loadCodecFrom(files),
  options?: EmbeddedOptions,
): Promise<ReceiveModels> {
  const [loaded, synthesis, diffusion] = await Promise.all([
    codec,
    files.bytes("tiny/synthesis.onnx"),
    files.bytes("tiny/diffusion.onnx"),
  ]);
  return { codec: loaded, ...decoders({ synthesis, diffusion }, options) };
}

/** Loads the receiver's shipped networks, once a process. */
export const loadReceive: () => Promise<ReceiveModels> = once(() => loadReceiveFrom(modelFiles(), loadShippedCodec()));
