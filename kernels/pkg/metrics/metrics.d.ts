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
 * See [`ssim::ssim`].
 *
 * # Errors
 * `invalid-argument`.
 */
export function ssim(width: number, height: number, a: Uint8Array | number[], b: Uint8Array | number[]): number;
