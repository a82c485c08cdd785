import { psnr, type Similarity, similarity } from "../../kernels/metrics/wasm.ts";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import { SemcastError } from "../_shared/errors.ts";
import type { LinkReport } from "../_shared/result.ts";

/**
 * How close the received picture is to the photo: over all, in key cells and in the others.
 *
 * @param key 1 key, 0 rest, per latent cell
 */
export function measure(photo: Rgb, received: Rgb, key: Uint8Array): LinkReport["metrics"] {
  return {
    psnr: finite(psnr(photo, received)),
    ssim: unlessTooSmall("ssim", photo, received),
    ms_ssim: unlessTooSmall("ms_ssim", photo, received),
    vsi: unlessTooSmall("vsi", photo, received),
    psnr_key: finite(psnr(photo, received, { cells: key, value: 1 })),
    psnr_rest: finite(psnr(photo, received, { cells: key, value: 0 })),
  };
}

/** Null for pictures that the metric's windows do not fit in. */
function unlessTooSmall(metric: Similarity, photo: Rgb, received: Rgb): number | null {
  try {
    return similarity(metric, photo, received);
  } catch (error) {
    if (error instanceof SemcastError && error.code === "invalid-argument") return null;
    throw error;
  }
}

/** JSON has neither the infinity of equal pictures nor the NaN of an empty mask. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
