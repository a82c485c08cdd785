/**
 * int8 convolution networks: loads an `.scnn` file and runs its graphs. The only TypeScript that touches the `nn` kernel.
 *
 * The build for the engine at hand is chosen when this module is imported (relaxed SIMD where there is one, else plain
 * SIMD; both give the same bytes), so that everything here is synchronous.
 *
 * @module
 */
import { kernelError, SemcastError } from "../../functions/_shared/errors.ts";
import { release } from "../../functions/_shared/release.ts";
import { BACKEND, type Backend } from "./backend.ts";
import { buildOf, type Kernel, nn } from "./builds.ts";

export type { Backend };

/** Activations or results, [h, w, c] with c fastest: `Uint8Array` holds u7 (0…127), `Int16Array` i16. */
export interface Tensor {
  shape: [h: number, w: number, c: number];
  data: Uint8Array | Int16Array;
}

/** A photo as an input: interleaved RGB bytes. */
export interface Photo {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Options of {@linkcode Model.run}. */
export interface RunOptions {
  /** Runs the scalar twin instead of the vectors: the same bytes, many times slower. For tests. */
  scalar?: boolean;
  /**
   * A byte for each pixel of the results, which have all the same size: those that are not 0 are wanted, all others become
   * 0. What works on each pixel alone is not computed for these.
   */
  cells?: Uint8Array;
  /**
   * Row bands in which the graph is run, one after the other, which bounds memory; the results are the same. Default: as
   * many as keep the tensors within 4 MB.
   */
  parts?: number;
}

/** Some rows of a result. */
export interface Band {
  /** Number of its first row in the whole. */
  first: number;
  /** Shape of the whole. */
  whole: [h: number, w: number, c: number];
  /** [rows, w, c]. */
  data: Uint8Array | Int16Array;
}

/** What a graph takes or gives under a name. */
export interface Port {
  name: string;
  /** Elements: bytes 0…127, signed 16-bit values, or a {@linkcode Photo} (inputs only). */
  kind: "u7" | "i16" | "photo";
  channels: number;
  /** Real value of one step: a stored q stands for (q − zeroPoint) · scale. 0 where the file does not say. */
  scale: number;
  zeroPoint: number;
}

/** A loaded model. Its memory lies in the kernel: call {@linkcode Model.free} when it is not needed any more. */
export interface Model {
  /** Names of the graphs, in the file's order. */
  graphs(): string[];
  /**
   * Inputs of a graph, in the file's order.
   *
   * @throws SemcastError `invalid-argument` for an unknown graph.
   */
  inputs(graph: string): Port[];
  /**
   * Outputs of a graph, in the file's order.
   *
   * @throws SemcastError `invalid-argument` for an unknown graph.
   */
  outputs(graph: string): Port[];
  /**
   * Runs a graph. Every input of the graph must be given by name: a {@linkcode Photo} where it takes RGB, a u7 or i16
   * tensor elsewhere.
   *
   * @throws SemcastError `invalid-argument` (unknown graph or input, wrong channels, sizes that do not go together),
   * `too-large` (more than 512 MB of tensors).
   */
  run(graph: string, inputs: Record<string, Tensor | Photo>, options?: RunOptions): Record<string, Tensor>;
  /**
   * Runs a graph for one part of its results' rows: the bytes that {@linkcode Model.run} gives there. Results of fewer rows
   * than parts are empty in some.
   *
   * @param inputs The whole inputs, of which only the rows that the part depends on are read
   * @param part 0 to `parts` − 1
   * @throws SemcastError As `run`
   */
  runPart(
    graph: string,
    inputs: Record<string, Tensor | Photo>,
    part: number,
    parts: number,
    options?: Pick<RunOptions, "scalar">,
  ): Record<string, Band>;
  /** Parts that {@linkcode Model.run} takes for these inputs: 1 unless they are large. */
  partsFor(graph: string, inputs: Record<string, Tensor | Photo>): number;
  /** Bytes that the tensors of the last run took at most at one time, weights excluded. */
  peakBytes(): number;
  /** Gives the memory back; no other call is allowed afterwards. */
  free(): void;
}

type NnModel = InstanceType<Kernel["NnModel"]>;
type NnRun = ReturnType<NnModel["start"]>;

/** Bytes of tensors above which a graph is run in parts. */
const PART_BYTES = 4 << 20;
/** Numbers of parts that are tried. */
const PARTS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128];

/** The build in use. */
export function backend(): Backend {
  return BACKEND;
}

/** Bytes of the kernel's memory: of all models and runs so far together, since it only grows. */
export function memoryBytes(): number {
  return nn.memory_bytes();
}

/**
 * Loads an `.scnn` file (format: `kernels/nn/src/format.rs`).
 *
 * @throws SemcastError `malformed`, `unsupported` (version, operator, ranges that cannot be proven) or `too-large`.
 */
export function loadModel(bytes: Uint8Array): Model {
  return new KernelModel(nn, bytes);
}

/** Like {@linkcode loadModel}, on a build of the caller's choice: lets tests and benches compare them. */
export async function loadModelOn(name: Backend, bytes: Uint8Array): Promise<Model> {
  return new KernelModel(await buildOf(name), bytes);
}

class KernelModel implements Model {
  #model: NnModel | undefined;
  #peak = 0;

  constructor(kernel: Kernel, bytes: Uint8Array) {
    this.#model = guarded(() => new kernel.NnModel(bytes));
  }

  graphs(): string[] {
    return guarded(() => this.#live().graphs());
  }

  inputs(graph: string): Port[] {
    return guarded(() => this.#live().inputs(graph).map(portOf));
  }

  outputs(graph: string): Port[] {
    return guarded(() => this.#live().outputs(graph).map(portOf));
  }

  run(graph: string, inputs: Record<string, Tensor | Photo>, options: RunOptions = {}): Record<string, Tensor> {
    const { scalar, cells } = options;
    const parts = cells === undefined ? options.parts ?? this.partsFor(graph, inputs) : 1;
    if (parts > 1) {
      return joined(parts, (part) => this.runPart(graph, inputs, part, parts, { scalar }));
    }
    return guarded(() => {
      const run = this.#live().start(graph);
      try {
        for (const [name, input] of Object.entries(inputs)) {
          const { size, channels, rows } = inputRows(name, input);
          setInput(run, name, [...size, channels], rows, !("shape" in input));
        }
        run.execute(scalar === true, cells);
        this.#peak = run.peak();
        return outputs(run);
      } finally {
        run.free();
      }
    });
  }

  runPart(
    graph: string,
    inputs: Record<string, Tensor | Photo>,
    part: number,
    parts: number,
    options: Pick<RunOptions, "scalar"> = {},
  ): Record<string, Band> {
    return guarded(() => {
      const model = this.#live(), names = model.inputs(graph).map((port) => portOf(port).name);
      const given = new Map(Object.entries(inputs).map(([name, input]) => [name, inputRows(name, input)]));
      const sizes = Uint32Array.from(names.flatMap((name) => given.get(name)?.size ?? [0, 0]));
      const plan = model.plan(graph, sizes, part, parts);
      const run = model.start(graph);
      try {
        run.set_band(sizes, part, parts);
        for (const [name, { size: [h, w], channels, rows }] of given) {
          const at = names.indexOf(name);
          // A name that the graph does not have is refused like an input that is too long: by the kernel.
          const [first, count] = at < 0 ? [0, h] : plan.subarray(1 + 2 * at, 3 + 2 * at);
          const row = rows.length / h;
          const cut = rows.subarray(first * row, first + count === h ? rows.length : (first + count) * row);
          setInput(run, name, [count, w, channels], cut, !("shape" in inputs[name]));
        }
        run.execute(options.scalar === true);
        this.#peak = run.peak();
        const bands: Record<string, Band> = {};
        Object.entries(outputs(run)).forEach(([name, { data }], at) => {
          const [first, count, skipped, h, w, c] = plan.subarray(1 + 2 * names.length + 6 * at);
          const row = w * c;
          bands[name] = { first, whole: [h, w, c], data: data.subarray(skipped * row, (skipped + count) * row) };
        });
        return bands;
      } finally {
        run.free();
      }
    });
  }

  partsFor(graph: string, inputs: Record<string, Tensor | Photo>): number {
    const bytes = Object.values(inputs).reduce((sum, { data }) => sum + data.byteLength, 0);
    // What is this small is not worth a plan.
    if (bytes < PART_BYTES / 64) return 1;
    try {
      const model = this.#live(), names = model.inputs(graph).map((port) => portOf(port).name);
      const sizes = Uint32Array.from(names.flatMap((name) => inputRows(name, inputs[name]).size));
      for (const parts of PARTS) {
        // A part in the middle depends on rows on both sides, and takes the most.
        if (fits(model, graph, sizes, parts)) return parts;
      }
    } catch {
      // What is wrong with the inputs is said by the run.
    }
    return 1;
  }

  peakBytes(): number {
    return this.#peak;
  }

  free(): void {
    this.#model?.free();
    this.#model = undefined;
  }

  #live(): NnModel {
    if (this.#model === undefined) throw new SemcastError("internal", "Model was used after free()");
    return this.#model;
  }
}

function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw kernelError(error);
  }
}

function portOf(port: ReturnType<NnModel["inputs"]>[number]): Port {
  const { name, kind, channels, scale, zero_point: zeroPoint } = port;
  port.free();
  // The kernel gives exactly these three.
  return { name, kind: kind as Port["kind"], channels, scale, zeroPoint };
}

function fits(model: NnModel, graph: string, sizes: Uint32Array, parts: number): boolean {
  try {
    return model.plan(graph, sizes, parts >> 1, parts)[0] <= PART_BYTES;
  } catch (error) {
    if (kernelError(error).code === "too-large") return false;
    throw error;
  }
}

/** Checked sides of an input, and its elements. */
function inputRows(
  name: string,
  input: Tensor | Photo,
): { size: [h: number, w: number]; channels: number; rows: Uint8Array | Int16Array } {
  const [h, w, c] = "shape" in input ? input.shape : [input.height, input.width, 3];
  for (const side of [h, w, c]) {
    // The kernel's sizes are 32-bit: anything else would wrap on the way in.
    if (!Number.isInteger(side) || side < 1 || side > 65536) {
      throw new SemcastError("invalid-argument", `Input ${name} has a side of ${side}, not 1 to 65536`);
    }
  }
  return { size: [h, w], channels: c, rows: input.data };
}

function setInput(run: NnRun, name: string, shape: number[], data: Uint8Array | Int16Array, rgb: boolean): void {
  const [h, w, c] = shape;
  if (data instanceof Int16Array) run.set_input_i16(name, h, w, c, data);
  else run.set_input(name, h, w, c, rgb, data);
}

/** Puts the parts of results together, and gives their memory back. */
export function joined(parts: number, partOf: (part: number) => Record<string, Band>): Record<string, Tensor> {
  const results: Record<string, Tensor> = {};
  for (let part = 0; part < parts; part++) {
    for (const [name, { first, whole, data }] of Object.entries(partOf(part))) {
      const length = whole[0] * whole[1] * whole[2];
      results[name] ??= {
        shape: [...whole],
        data: data instanceof Int16Array ? new Int16Array(length) : new Uint8Array(length),
      };
      results[name].data.set(data, first * whole[1] * whole[2]);
      release(data);
    }
  }
  return results;
}

function outputs(run: NnRun): Record<string, Tensor> {
  const results: Record<string, Tensor> = {};
  run.output_names().forEach((name, index) => {
    const [h, w, c] = run.output_shape(index);
    const data = run.output_u7(index) ?? run.output_i16(index);
    if (data === undefined) throw new SemcastError("internal", `Output ${name} has no data`);
    results[name] = { shape: [h, w, c], data };
  });
  return results;
}
