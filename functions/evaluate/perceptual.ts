/**
 * Distances by float networks: an ONNX file with the inputs `a` and `b` (1 × 3 × height × width, 0…1) and the output `distance`,
 * and, where it knows them, `cosine` of the two embeddings and `same_class`, 1 where the top class stays. Made by
 * `models/perceptual/export.py` of LPIPS and of MobileNet features.
 *
 * @module
 */
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import { loadOrt } from "../_shared/decoder/ort_package.ts";
import { SemcastError } from "../_shared/errors.ts";

/** What a network says of two pictures. */
export type Perceptual = Partial<Record<"distance" | "cosine" | "same_class", number>>;

/** Compares two pictures of one size. */
export type PerceptualMetric = (a: Rgb, b: Rgb) => Promise<Perceptual>;

/**
 * Loads such a network.
 *
 * @throws {SemcastError} `malformed` where it is none
 */
export async function loadPerceptual(file: Uint8Array): Promise<PerceptualMetric> {
  const ort = await loadOrt("wasm", 1);
  const session = await ort.InferenceSession.create(file, { graphOptimizationLevel: "all", logSeverityLevel: 3 })
    .catch((cause) => {
      throw new SemcastError("malformed", "The perceptual network is no ONNX file that runs here", { cause });
    });
  if (!["a", "b"].every((name) => session.inputNames.includes(name)) || !session.outputNames.includes("distance")) {
    throw new SemcastError("malformed", "The perceptual network has not the inputs a and b and the output distance");
  }
  return async (a, b) => {
    const input = (image: Rgb) => new ort.Tensor("float32", planar(image), [1, 3, image.height, image.width]);
    const outputs = await session.run({ a: input(a), b: input(b) });
    return Object.fromEntries(session.outputNames.map((name) => [name, Number(outputs[name].data[0])]));
  };
}

function planar({ width, height, data }: Rgb): Float32Array {
  const pixels = width * height;
  const out = new Float32Array(3 * pixels);
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < pixels; i++) out[c * pixels + i] = data[3 * i + c] / 255;
  }
  return out;
}
