/* tslint:disable */
/* eslint-disable */

/**
 * See [`psnr::psnr`].
 *
 * # Errors
 * `invalid-argument`.
 */
export function psnr(width: number, height: number, a: Uint8Array | number[], b: Uint8Array | number[]): number;

/**
 * See [`psnr::psnr_in_cells`].
 *
 * # Errors
 * `invalid-argument`.
 */
export function psnr_in_cells(width: number, height: number, a: Uint8Array | number[], b: Uint8Array | number[], cells: Uint8Array | number[], value: number): number;

/**
 * A metric by name: `ssim`, `ms_ssim`, `gmsd`, `fsim`, `fsim_luma`, `vsi`. Three numbers: over the whole picture, where
 * `cells` is not 0, and where it is; the latter two are NaN where `cells` is empty.
 *
 * # Errors
 * `invalid-argument` for sizes that do not go together or are too small, and for another name.
 */
export function similarity(metric: string, width: number, height: number, a: Uint8Array | number[], b: Uint8Array | number[], cells: Uint8Array | number[]): Float64Array;
