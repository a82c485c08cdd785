import { loadModel, type Model } from "../../../kernels/nn/wasm.ts";
import { SemcastError } from "../errors.ts";
import { type CodecDescription, parseDescription } from "./description.ts";

/** Side of a latent cell in pixels. */
export const CELL = 16;
/** 1 in Q9, the fixed point of latents and steps. */
export const ONE = 512;

const GRAPHS = ["g_a", "h_a", "h_s", "base_0", "base_1", "refine"];

/** A loaded latent codec: the integer networks of both ends and what belongs to them. */
export interface Codec {
  readonly model: Model;
  readonly description: CodecDescription;
}

/**
 * Loads the codec.
 *
 * @param modelBytes `codec.scnn`
 * @param codecJson the parsed content of `codec.json`
 * @throws SemcastError `malformed`, `unsupported` or `too-large` for files that are no codec of this build
 */
export function loadCodec(modelBytes: Uint8Array, codecJson: unknown): Codec {
  const description = parseDescription(codecJson);
  const model = loadModel(modelBytes);
  const graphs = model.graphs();
  const missing = GRAPHS.filter((name) => !graphs.includes(name));
  if (missing.length > 0) {
    model.free();
    throw new SemcastError("unsupported", `Codec lacks the graphs ${missing.join(", ")}`);
  }
  return { model, description };
}
