/**
 * What the transmitter needs in memory: the codec's encoder half and the key-map network.
 *
 * @module
 */
import { loadModel, type Model } from "../../kernels/nn/wasm.ts";
import type { Codec } from "../_shared/codec/index.ts";
import { loadCodecFrom, loadShippedCodec } from "../_shared/codec_model.ts";
import { type ModelFiles, modelFiles } from "../_shared/models.ts";
import { once } from "../_shared/once.ts";

/** Loaded networks of one profile. */
export interface TransmitModels {
  codec: Codec;
  keyMap: Model;
}

/** Loads the transmitter's networks of some files. */
export async function loadTransmitFrom(files: ModelFiles, codec = loadCodecFrom(files)): Promise<TransmitModels> {
  const [loaded, keyMap] = await Promise.all([codec, files.load("tiny/key_map.scnn", loadModel)]);
  return { codec: loaded, keyMap };
}

/** Loads the transmitter's shipped networks, once a process. */
export const loadTransmit: () => Promise<TransmitModels> = once(() =>
  loadTransmitFrom(modelFiles(), loadShippedCodec())
);
