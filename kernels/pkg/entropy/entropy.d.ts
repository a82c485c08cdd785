/* tslint:disable */
/* eslint-disable */

/**
 * Takes symbols: writes a stream or counts ideal bits.
 */
export class EntropySink {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * See [`cells::encode_base`].
     */
    base(k0: Int16Array | number[], params: Int16Array | number[], h: number, w: number, channels: number, parity: number): void;
    /**
     * Ideal bits so far, in 1/256 bit.
     *
     * # Errors
     * `internal` on an encoder.
     */
    bits_256(): number;
    /**
     * See [`cells::encode_channels`].
     */
    channels(z: Int16Array | number[], mu: Int16Array | number[], scale: Uint8Array | number[]): void;
    /**
     * Chooses base symbols as [`choose::choose_base`] does and codes those of the parity.
     */
    chosen_base(y: Int16Array | number[], steps: Uint16Array | number[], weights: Float32Array | number[], params: Int16Array | number[], h: number, w: number, channels: number, parity: number, mask: Uint8Array | number[], k0: Int16Array): void;
    /**
     * Chooses refinements as [`choose::choose_refinement`] does and codes them.
     */
    chosen_refinement(y: Int16Array | number[], steps: Uint16Array | number[], weights: Float32Array | number[], k0: Int16Array | number[], params: Int16Array | number[], h: number, w: number, channels: number, mask: Uint8Array | number[]): void;
    /**
     * An empty stream.
     */
    static encoder(): EntropySink;
    /**
     * A counter of ideal bits.
     */
    static estimator(): EntropySink;
    /**
     * The stream.
     *
     * # Errors
     * `internal` on a counter.
     */
    finish(): Uint8Array;
    /**
     * See [`key_map::encode`].
     */
    key_map(map: Uint8Array | number[], w: number, h: number): void;
    /**
     * See [`cells::encode_refinement`].
     */
    refinement(k0: Int16Array | number[], r: Int8Array | number[], params: Int16Array | number[], h: number, w: number, channels: number, mask: Uint8Array | number[]): void;
    /**
     * See [`table::encode`].
     */
    table(symbol: number, frequencies: Uint16Array | number[]): void;
}

/**
 * Reads a stream.
 */
export class EntropySource {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * See [`cells::decode_base`].
     */
    base(params: Int16Array | number[], h: number, w: number, channels: number, parity: number, k0: Int16Array): void;
    /**
     * See [`cells::decode_channels`].
     */
    channels(cells: number, mu: Int16Array | number[], scale: Uint8Array | number[]): Int16Array;
    /**
     * See [`key_map::decode`].
     */
    key_map(w: number, h: number): Uint8Array;
    /**
     * Begins at the first symbol.
     *
     * # Errors
     * `internal` only.
     */
    constructor(bytes: Uint8Array | number[]);
    /**
     * See [`cells::decode_refinement`].
     */
    refinement(k0: Int16Array | number[], params: Int16Array | number[], h: number, w: number, channels: number, mask: Uint8Array | number[], r: Int8Array): void;
    /**
     * See [`table::decode`].
     */
    table(frequencies: Uint16Array | number[]): number;
}

/**
 * See [`seen::context`].
 */
export function context(k0: Int16Array | number[], h: number, w: number, channels: number, parity?: number | null): Uint8Array;

/**
 * See [`seen::magnitudes`].
 */
export function magnitudes(k0: Int16Array | number[]): Uint8Array;

/**
 * See [`quantize::quantize`].
 */
export function quantize(y: Int16Array | number[], steps: Uint16Array | number[], refined: Uint8Array | number[], shifts: Int16Array | number[], channels: number, k0: Int16Array, r: Int8Array): void;
