/**
 * What the receiver needs in memory: the codec's decoder half and a decoder runtime.
 *
 * @module
 */
import { loadShippedCodec } from "../_shared/codec_model.ts";
import type { Codec } from "../_shared/codec/index.ts";
import { type DecoderRuntime, loadOrtWasm } from "../_shared/decoder/index.ts";
import { loadModelFile } from "../_shared/models.ts";
import { once } from "../_shared/once.ts";

/** Loaded networks of one profile. */
export interface ReceiveModels {
  codec: Codec;
  /** Keeps a worker, and with it the process, alive until it is closed. */
  runtime: DecoderRuntime;
}

/** Loads the receiver's networks, once a process. */
export const loadReceive: () => Promise<ReceiveModels> = once(async () => ({
  codec: await loadShippedCodec(),
  runtime: await loadOrtWasm({
    synthesis: await loadModelFile("tiny/synthesis.onnx"),
    diffusion: await loadModelFile("tiny/diffusion.onnx"),
  }),
}));
