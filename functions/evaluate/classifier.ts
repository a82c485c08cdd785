/**
 * Whether a classifier still names the same class: any ONNX file with one input (1 × 3 × height × width, RGB with ImageNet's
 * mean and deviation, as torchvision's and the ONNX model zoo's classifiers take it) and one output of scores.
 *
 * @module
 */
import { resize, type Rgb } from "../../kernels/pixels/wasm.ts";
import { loadOrt } from "../_shared/decoder/ort_package.ts";
import { SemcastError } from "../_shared/errors.ts";
import type { PerceptualMetric } from "./perceptual.ts";

const MEAN = [0.485, 0.456, 0.406], DEVIATION = [0.229, 0.224, 0.225];
/** Side where the network leaves it open. */
const SIDE = 224;

/**
 * Loads a classifier; its metric is `same_class`, 1 where the top class of both pictures is the same, else 0.
 *
 * @throws {SemcastError} `malformed` where it is none
 */
export async function loadClassifier(file: Uint8Array): Promise<PerceptualMetric> {
  const ort = await loadOrt("wasm", 1);
  const session = await ort.InferenceSession.create(file, { graphOptimizationLevel: "all", logSeverityLevel: 3 })
    .catch((cause) => {
      throw new SemcastError("malformed", "The classifier is no ONNX file that runs here", { cause });
    });
  const [input] = session.inputMetadata;
  if (session.inputNames.length !== 1 || !input.isTensor || input.shape.length !== 4) {
    throw new SemcastError("malformed", "The classifier does not take one picture of 1 × 3 × height × width");
  }
  const [, channels, height, width] = input.shape.map((side, i) =>
    typeof side === "number" ? side : [1, 3, SIDE, SIDE][i]
  );
  if (channels !== 3) throw new SemcastError("malformed", `The classifier takes ${channels} channels, not 3`);
  const topClass = async (image: Rgb): Promise<number> => {
    const tensor = new ort.Tensor("float32", normalized(resize(image, width, height)), [1, 3, height, width]);
    const outputs = await session.run({ [session.inputNames[0]]: tensor });
    const scores = Array.from(outputs[session.outputNames[0]].data, Number);
    return scores.indexOf(Math.max(...scores));
  };
  let original: { image: Rgb; top: number } | undefined;
  return async (a, b) => {
    if (original?.image !== a) original = { image: a, top: await topClass(a) };
    return { same_class: original.top === await topClass(b) ? 1 : 0 };
  };
}

function normalized({ width, height, data }: Rgb): Float32Array {
  const pixels = width * height;
  return Float32Array.from({ length: 3 * pixels }, (_, i) => {
    const channel = Math.floor(i / pixels);
    return (data[3 * (i % pixels) + channel] / 255 - MEAN[channel]) / DEVIATION[channel];
  });
}
