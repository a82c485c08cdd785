/* tslint:disable */
/* eslint-disable */

/**
 * See [`Received`].
 */
export class Air {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * N0 before equalization, known or estimated.
     */
    n0(): number;
    /**
     * N0 of each symbol after equalization, taken out.
     */
    noise(): Float32Array;
    /**
     * Symbols before equalization, interleaved I, Q, taken out.
     */
    observed(): Float32Array;
    /**
     * Interleaved I, Q, taken out.
     */
    symbols(): Float32Array;
}

/**
 * See [`chain::Transport`].
 */
export class Block {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * See [`chain::receive`], with a soft buffer.
     *
     * # Errors
     * `invalid-argument`.
     */
    combine(symbols: Float32Array | number[], noise: Float32Array | number[], buffer: SoftBuffer, iterations: number, log_map: boolean): Reception;
    /**
     * Takes the fields of [`chain::Transport`]; `limit` 0 is none.
     */
    constructor(bytes: number, symbols: number, order: number, version: number, c_init: number, limit: number);
    /**
     * See [`chain::receive`].
     *
     * # Errors
     * `invalid-argument`.
     */
    receive(symbols: Float32Array | number[], noise: Float32Array | number[], iterations: number, log_map: boolean): Reception;
    /**
     * See [`chain::soft_buffer`].
     *
     * # Errors
     * `invalid-argument`.
     */
    soft_buffer(): SoftBuffer;
    /**
     * See [`chain::transmit`].
     *
     * # Errors
     * `invalid-argument`.
     */
    transmit(payload: Uint8Array | number[]): Float32Array;
}

/**
 * See [`Waveform`].
 */
export class FrameSamples {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Interleaved I, Q, taken out.
     */
    samples(): Float32Array;
    /**
     * What a symbol of unit energy was multiplied by.
     */
    readonly amplitude: number;
}

/**
 * See [`Demodulated`].
 */
export class FrameSymbols {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * N0 of each symbol in units of Es, taken out.
     */
    noise(): Float32Array;
    /**
     * Interleaved I, Q, taken out.
     */
    symbols(): Float32Array;
    /**
     * Mean amplitude of a symbol of unit energy.
     */
    readonly amplitude: number;
    /**
     * How much slower than the receiver's the sender's clock is.
     */
    readonly clock: number;
    /**
     * Mean carrier offset in cycles a symbol.
     */
    readonly frequency: number;
    /**
     * Mean Es/N0, linear.
     */
    readonly snr: number;
}

/**
 * An LDPC decoder that keeps its memory from block to block.
 */
export class LdpcDecoder {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Edges of the lifted graph among the checks that the first `columns` columns meet: those that are decoded where no
     * more was received.
     */
    edges(columns: number): number;
    /**
     * Bytes of working memory.
     */
    memory(): number;
    /**
     * A decoder for a graph (1 or 2) and a lifting size.
     *
     * # Errors
     * `invalid-argument`.
     */
    constructor(graph: number, z: number);
    /**
     * Posteriors of all columns after `iterations`, without early stop.
     *
     * # Errors
     * `invalid-argument`.
     */
    run(soft: Int8Array | number[], iterations: number, scalar: boolean): Int8Array;
}

/**
 * A pulse, and all that is done with it.
 */
export class Modem {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * See [`demodulate`].
     *
     * # Errors
     * `malformed` for samples that are no numbers or end before the first symbol; `invalid-argument`.
     */
    demodulate(samples: Float32Array | number[], time: number, frequency: number, data: number): FrameSymbols;
    /**
     * Preambles in the samples: for each its time in samples, carrier offset in cycles a symbol, amplitude and N0.
     *
     * # Errors
     * `malformed`.
     */
    find(samples: Float32Array | number[]): Float64Array;
    /**
     * See [`waveform`].
     *
     * # Errors
     * `invalid-argument`.
     */
    modulate(symbols: Float32Array | number[], peak: number): FrameSamples;
    /**
     * See [`Pulse::new`].
     *
     * # Errors
     * `invalid-argument`.
     */
    constructor(sps: number, roll_off: number);
}

/**
 * See [`chain::Decoded`].
 */
export class Reception {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The payload, taken out: a second call gives none.
     */
    take(): Uint8Array;
    /**
     * Code blocks.
     */
    readonly blocks: number;
    /**
     * Code blocks that failed.
     */
    readonly failed: number;
    /**
     * Mean decoder iterations.
     */
    readonly iterations: number;
    /**
     * Whether the payload is whole.
     */
    readonly ok: boolean;
}

/**
 * See [`chain::SoftBuffer`].
 */
export class SoftBuffer {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Bytes that it holds.
     */
    memory(): number;
}

/**
 * Information bits of one code block, without filler, to `coded` rate-matched bits. `limit` is N_ref.
 *
 * # Errors
 * `invalid-argument`.
 */
export function code_block(graph: number, z: number, information: Uint8Array | number[], coded: number, order: number, version: number, limit?: number | null): Uint8Array;

/**
 * Soft bits of one code block of `used` information bits to its soft buffer without the two punctured columns.
 *
 * # Errors
 * `invalid-argument`.
 */
export function code_block_recover(graph: number, z: number, used: number, received: Int8Array | number[], order: number, version: number, limit?: number | null): Int8Array;

/**
 * Parity bits of `24A`, `24B`, `24C`, `16` or `11` as a number.
 *
 * # Errors
 * `invalid-argument` for another name.
 */
export function crc_parity(name: string, bits: Uint8Array | number[]): number;

/**
 * Soft bits of symbols, all with one noise variance.
 *
 * # Errors
 * `invalid-argument` for an order other than 1, 2, 4, 6, 8.
 */
export function demap(order: number, symbols: Float32Array | number[], n0: number, log_map: boolean): Int8Array;

/**
 * All symbols of a frame of so many data symbols, with preamble and pilots.
 */
export function frame_symbols(data: number): number;

/**
 * See [`lost`].
 *
 * # Errors
 * `invalid-argument`.
 */
export function gilbert_elliott(count: number, to_bad: number, to_good: number, loss_good: number, loss_bad: number, seed: bigint): Uint8Array;

/**
 * Symbols of silence on each side of a frame.
 */
export function guard_symbols(): number;

/**
 * LDPC code word without its first two columns.
 *
 * # Errors
 * `invalid-argument`.
 */
export function ldpc_encode(graph: number, z: number, information: Uint8Array | number[]): Uint8Array;

/**
 * Bits to interleaved I, Q.
 *
 * # Errors
 * `invalid-argument` for an order other than 1, 2, 4, 6, 8.
 */
export function modulate(order: number, bits: Uint8Array | number[]): Float32Array;

/**
 * See [`ofdm::uses`].
 */
export function ofdm_uses(data: number): number;

/**
 * Symbols of the preamble.
 */
export function preamble_symbols(): number;

/**
 * Scrambled bits.
 */
export function scramble_bits(bits: Uint8Array | number[], c_init: number): Uint8Array;

/**
 * See [`flat::send`]. `block` 0 and `doppler` 0 together are no fading; `k` is the Rician factor, 0 for Rayleigh.
 *
 * # Errors
 * `invalid-argument`.
 */
export function send_flat(symbols: Float32Array | number[], snr_db: number, block: number, doppler: number, k: number, seed: bigint): Air;

/**
 * See [`ofdm::send`].
 *
 * # Errors
 * `invalid-argument`.
 */
export function send_tdl(symbols: Float32Array | number[], snr_db: number, profile: string, delay_spread: number, doppler: number, pilots: boolean, seed: bigint): Air;

/**
 * Payload bits to coded bits: CRC, segmentation, LDPC and rate matching of TS 38.212 clause 7.2, before scrambling.
 *
 * # Errors
 * `invalid-argument`.
 */
export function shared_channel(payload: Uint8Array | number[], rate: number, coded: number, order: number, version: number): Uint8Array;

/**
 * Soft bits to the soft buffers of all code blocks one after another, without the two punctured columns: the inverse of
 * [`shared_channel`] up to the decoder.
 *
 * # Errors
 * `invalid-argument`.
 */
export function shared_channel_recover(payload: number, rate: number, received: Int8Array | number[], order: number, version: number): Int8Array;

/**
 * Runs vector operations of the decoder's kinds in registers alone, on eight chains that do not wait for each other; returns
 * how many vectors were computed. What a bench takes for the peak.
 */
export function simd_peak(rounds: number, seed: number): number;
