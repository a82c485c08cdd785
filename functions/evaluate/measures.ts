import { psnr, SIMILARITIES, similarityByRegion } from "../../kernels/metrics/wasm.ts";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import { SemcastError } from "../_shared/errors.ts";
import type { PerceptualMetric } from "./perceptual.ts";

/** Metrics with their direction: 1 where more is better. */
export const METRICS: Readonly<Record<string, { label: string; better: 1 | -1 }>> = {
  psnr: { label: "PSNR in dB", better: 1 },
  ssim: { label: "SSIM", better: 1 },
  ms_ssim: { label: "MS-SSIM", better: 1 },
  vsi: { label: "VSI", better: 1 },
  fsim: { label: "FSIM with chroma", better: 1 },
  gmsd: { label: "GMSD", better: -1 },
  distance: { label: "Perceptual distance", better: -1 },
  cosine: { label: "Cosine of embeddings", better: 1 },
  same_class: { label: "Top class kept", better: 1 },
};

/** PSNR of equal pictures, which have none: an error of 1/4 in one value of a million would have this. */
const EQUAL_DB = 120;

/**
 * All metrics of a picture, `_key` and `_rest` for the regions; what a size or an empty region does not allow is left out.
 *
 * @param key 1 key, 0 rest, per cell
 */
export async function measureAll(
  photo: Rgb,
  image: Rgb,
  key: Uint8Array,
  perceptual?: PerceptualMetric,
): Promise<Record<string, number>> {
  const out: Record<string, number> = {
    psnr: psnr(photo, image),
    psnr_key: psnr(photo, image, { cells: key, value: 1 }),
    psnr_rest: psnr(photo, image, { cells: key, value: 0 }),
  };
  for (const metric of SIMILARITIES) {
    if (metric === "fsim_luma") continue;
    try {
      const { whole, key: inside, rest } = similarityByRegion(metric, photo, image, key);
      Object.assign(out, { [metric]: whole, [`${metric}_key`]: inside, [`${metric}_rest`]: rest });
    } catch (error) {
      if (!(error instanceof SemcastError && error.code === "invalid-argument")) throw error; // too small for it
    }
  }
  if (perceptual !== undefined) Object.assign(out, await perceptual(photo, image));
  return Object.fromEntries(
    Object.entries(out).filter(([, value]) => !Number.isNaN(value)).map(([name, value]) => [
      name,
      Number(Math.min(EQUAL_DB, value).toPrecision(7)),
    ]),
  );
}
