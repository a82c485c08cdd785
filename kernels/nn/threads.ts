/**
 * Graphs on several threads: each Worker has a kernel of its own and makes a band of the results' rows from inputs in
 * shared memory. The bytes are those of one thread. Only worth it for large pictures, and nothing uses it unasked.
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import { type Band, joined, loadModel, type Photo, type Tensor } from "./wasm.ts";

/** What a worker is told. */
export type ToThread =
  | { kind: "model"; bytes: Uint8Array }
  | { kind: "run"; id: number; graph: string; inputs: Record<string, Tensor | Photo>; part: number; parts: number };

/** What a worker answers. */
export type FromThread = { id: number; bands: Record<string, Band> } | { id: number; code: string; message: string };

/** A model on several threads. */
export interface ThreadedModel {
  /** Threads that there are: 1, the caller's own, where the platform has no Workers or no shared memory. */
  readonly threads: number;
  /**
   * Runs a graph, as `Model.run` does. Runs that are begun together share the threads.
   *
   * @throws SemcastError As `Model.run`; `unavailable` when a worker fails
   */
  run(graph: string, inputs: Record<string, Tensor | Photo>): Promise<Record<string, Tensor>>;
  /** Ends the threads. */
  free(): void;
}

/**
 * Loads an `.scnn` file on some threads.
 *
 * @param threads Workers to start, at least 1
 * @throws SemcastError As `loadModel`; `invalid-argument` for a number of threads that is none
 */
export function loadThreaded(bytes: Uint8Array, threads: number): ThreadedModel {
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new SemcastError("invalid-argument", `Threads must be 1 to 64, got ${threads}`);
  }
  // Loaded here too: this says what is wrong with a file, and how many parts an input needs.
  const model = loadModel(bytes);
  if (threads === 1 || typeof Worker === "undefined" || typeof SharedArrayBuffer === "undefined") {
    return {
      threads: 1,
      run: (graph, inputs) => Promise.resolve().then(() => model.run(graph, inputs)),
      free: () => model.free(),
    };
  }
  let freed = false;
  const workers = Array.from({ length: threads }, () => new Thread(bytes));
  return {
    threads,
    async run(graph, inputs) {
      if (freed) throw new SemcastError("internal", "Model was used after free()");
      // Parts beyond the threads' number bound the memory of each.
      const parts = Math.ceil(model.partsFor(graph, inputs) / threads) * threads;
      const shared = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, share(input)]));
      const bands: Record<string, Band>[] = [];
      await Promise.all(workers.map(async (worker, first) => {
        for (let part = first; part < parts; part += threads) {
          bands[part] = await worker.run(graph, shared, part, parts);
        }
      }));
      return joined(parts, (part) => bands[part]);
    },
    free() {
      freed = true;
      workers.forEach((worker) => worker.end());
      model.free();
    },
  };
}

/** The input with its elements where all threads see them. */
function share<T extends Tensor | Photo>(input: T): T {
  const { data } = input;
  if (data.buffer instanceof SharedArrayBuffer) return input;
  const memory = new SharedArrayBuffer(data.byteLength);
  const copy = data instanceof Int16Array ? new Int16Array(memory) : new Uint8Array(memory);
  copy.set(data);
  return { ...input, data: copy };
}

interface Waiting {
  resolve: (bands: Record<string, Band>) => void;
  reject: (error: Error) => void;
}

/** One worker and the runs that it has yet to answer. */
class Thread {
  readonly #worker = new Worker(new URL("./thread_worker.ts", import.meta.url), { type: "module" });
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: SemcastError | undefined;

  constructor(bytes: Uint8Array) {
    this.#worker.onmessage = ({ data }: MessageEvent<FromThread>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("bands" in data) waiting?.resolve(data.bands);
      // The worker sends on the code of the error that it caught.
      else waiting?.reject(new SemcastError(data.code as SemcastError["code"], data.message));
    };
    this.#worker.onerror = (event) => {
      // Without this the error would end the whole process.
      event.preventDefault();
      this.end(event.message);
    };
    this.#send({ kind: "model", bytes });
  }

  run(
    graph: string,
    inputs: Record<string, Tensor | Photo>,
    part: number,
    parts: number,
  ): Promise<Record<string, Band>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) throw this.#ended;
      this.#waiting.set(id, { resolve, reject });
      this.#send({ kind: "run", id, graph, inputs, part, parts });
    });
  }

  end(why = "it was freed"): void {
    this.#ended ??= new SemcastError("unavailable", `Thread ended: ${why}`);
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}
