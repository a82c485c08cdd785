/* tslint:disable */
/* eslint-disable */

/**
 * A picture on its way out.
 */
export class Picture {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The bytes, taken out: a second call gives none.
     */
    take(): Uint8Array;
    /**
     * Format that it was decoded from, lower case; empty for a computed one.
     */
    readonly format: string;
    /**
     * Rows.
     */
    readonly height: number;
    /**
     * Pixels a row.
     */
    readonly width: number;
}

/**
 * See [`rgb::crop`].
 *
 * # Errors
 * `invalid-argument`.
 */
export function crop_image(width: number, height: number, data: Uint8Array | number[], to_width: number, to_height: number): Picture;

/**
 * See [`decode::decode`].
 *
 * # Errors
 * `malformed`, `unsupported` or `too-large`.
 */
export function decode_image(bytes: Uint8Array | number[], max_pixels: number, max_side: number): Picture;

/**
 * See [`encode::png`].
 *
 * # Errors
 * `invalid-argument` when the sizes do not go together.
 */
export function encode_png(width: number, height: number, data: Uint8Array | number[]): Uint8Array;

/**
 * See [`rgb::pad_to_multiple`].
 *
 * # Errors
 * `invalid-argument` or `too-large`.
 */
export function pad_image(width: number, height: number, data: Uint8Array | number[], multiple: number): Picture;

/**
 * See [`resize::resize`].
 *
 * # Errors
 * `invalid-argument` or `too-large`.
 */
export function resize_image(width: number, height: number, data: Uint8Array | number[], to_width: number, to_height: number): Picture;
