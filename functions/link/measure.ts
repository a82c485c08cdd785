import { psnr, ssim } from "../../kernels/metrics/wasm.ts";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import type { LinkReport } from "../_shared/result.ts";

/** Shortest side that SSIM's window fits in. */
const SSIM_SIDE = 11;

/**
 * How close the received picture is to the photo: over all, in key cells and in the others.
 *
 * @param key 1 key, 0 rest, per latent cell
 */
export function measure(photo: Rgb, received: Rgb, key: Uint8Array): LinkReport["metrics"] {
  return {
    psnr: finite(psnr(photo, received)),
    ssim: Math.min(photo.width, photo.height) < SSIM_SIDE ? null : ssim(photo, received),
    ms_ssim: null,
    vsi: null,
    psnr_key: finite(psnr(photo, received, { cells: key, value: 1 })),
    psnr_rest: finite(psnr(photo, received, { cells: key, value: 0 })),
  };
}

/** JSON has neither the infinity of equal pictures nor the NaN of an empty mask. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
