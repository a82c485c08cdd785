/* tslint:disable */
/* eslint-disable */

/**
 * A loaded model.
 */
export class NnModel {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Names of the graphs, in the file's order.
     */
    graphs(): string[];
    /**
     * What the named graph takes.
     *
     * # Errors
     * `invalid-argument` when there is no such graph.
     */
    inputs(graph: string): NnPort[];
    /**
     * Loads an `.scnn` file.
     *
     * # Errors
     * `malformed`, `unsupported` or `too-large`.
     */
    constructor(bytes: Uint8Array | number[]);
    /**
     * What the named graph gives.
     *
     * # Errors
     * `invalid-argument` when there is no such graph.
     */
    outputs(graph: string): NnPort[];
    /**
     * What part number `part` of `parts` would take, for inputs of these heights and widths: bytes of tensors at one time;
     * first row and number of rows of each input; first row, number of rows, and height, width and channels of the whole
     * of each output.
     *
     * # Errors
     * `invalid-argument` when sizes do not go together, `too-large` over the planner's limits.
     */
    plan(graph: string, sizes: Uint32Array | number[], part: number, parts: number): Uint32Array;
    /**
     * Begins a run of the named graph.
     *
     * # Errors
     * `invalid-argument` when there is no such graph.
     */
    start(graph: string): NnRun;
}

/**
 * An input or output of a graph.
 */
export class NnPort {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Number of channels.
     */
    channels: number;
    /**
     * `u7`, `i16` or `photo`.
     */
    kind: string;
    /**
     * Its name.
     */
    name: string;
    /**
     * Real value of one step, 0 where the file does not say.
     */
    scale: number;
    /**
     * Stored value that stands for 0.
     */
    zero_point: number;
}

/**
 * One run of a graph.
 */
export class NnRun {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Runs the graph, on the scalar twin if asked, for the cells of a mask if there is one.
     *
     * # Errors
     * `invalid-argument` or `too-large`.
     */
    execute(scalar: boolean, mask?: Uint8Array | number[] | null): void;
    /**
     * The values of an i16 output; nothing when it is u7.
     *
     * # Errors
     * `invalid-argument` for a number that no output has.
     */
    output_i16(index: number): Int16Array | undefined;
    /**
     * Names of the outputs.
     */
    output_names(): string[];
    /**
     * Height, width and channels of an output.
     *
     * # Errors
     * `invalid-argument` for a number that no output has.
     */
    output_shape(index: number): Uint32Array;
    /**
     * The bytes of a u7 output; nothing when it is i16.
     *
     * # Errors
     * `invalid-argument` for a number that no output has.
     */
    output_u7(index: number): Uint8Array | undefined;
    /**
     * Bytes that the tensors of the last run took at most.
     */
    peak(): number;
    /**
     * Restricts the run to a part: see [`NnModel::plan`], which tells the rows that the inputs then have to be.
     *
     * # Errors
     * `invalid-argument` for sizes that are not as many as inputs.
     */
    set_band(sizes: Uint32Array | number[], part: number, parts: number): void;
    /**
     * Sets a named input; `rgb` says that the bytes are a photo's and not u7.
     *
     * # Errors
     * `invalid-argument`, see [`run::Run::set_input`].
     */
    set_input(name: string, h: number, w: number, c: number, rgb: boolean, bytes: Uint8Array | number[]): void;
    /**
     * Sets a named input of 16-bit values.
     *
     * # Errors
     * `invalid-argument`, see [`run::Run::set_input_i16`].
     */
    set_input_i16(name: string, h: number, w: number, c: number, words: Int16Array | number[]): void;
}

/**
 * Name of this build: `relaxed` or `simd128`.
 */
export function build(): string;

/**
 * Bytes of this module's memory, which only grows.
 */
export function memory_bytes(): number;
