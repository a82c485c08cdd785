/**
 * What the transmitter needs in memory: the codec's encoder half and the key-map network.
 *
 * @module
 */
import { loadModel, type Model } from "../../kernels/nn/wasm.ts";
import type { Codec } from "../_shared/codec/index.ts";
import { loadShippedCodec } from "../_shared/codec_model.ts";
import { loadModelFile } from "../_shared/models.ts";
import { once } from "../_shared/once.ts";

/** Loaded networks of one profile. */
export interface TransmitModels {
  codec: Codec;
  keyMap: Model;
}

/** Loads the transmitter's networks, once a process. */
export const loadTransmit: () => Promise<TransmitModels> = once(async () => ({
  codec: await loadShippedCodec(),
  keyMap: loadModel(await loadModelFile("tiny/key_map.scnn")),
}));
