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
     * Format that it was decoded from, lower case.
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
 * See [`resize::Resizer`].
 */
export class Resizer {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * See [`resize::Resizer::new`].
     *
     * # Errors
     * `invalid-argument` or `too-large`.
     */
    constructor(width: number, height: number, to_width: number, to_height: number);
    /**
     * See [`resize::Resizer::push`].
     */
    push(source: Uint8Array | number[]): Uint8Array;
}

/**
 * See [`means::brightness`].
 */
export function brightness(rgb: Uint8Array | number[]): Float64Array;

/**
 * See [`means::cell_means`].
 *
 * # Errors
 * `invalid-argument` when rows are not whole.
 */
export function cell_means(rgb: Uint8Array | number[], width: number, columns: number, rows: number): Uint8Array;

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
 * See [`strokes::strokes`].
 */
export function strokes(band: Uint8Array | number[], side: number): Uint8Array;

/**
 * See [`texture::texture_sums`].
 *
 * # Errors
 * `invalid-argument` when the sizes do not go together.
 */
export function texture_sums(rgb: Uint8Array | number[], width: number, regions: Int8Array | number[], columns: number, count: number): Float64Array;
