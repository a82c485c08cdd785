/** Entry point of the decoder's Worker: sessions live here because `run()` blocks the thread it is called on. */

import type { GraphOutput } from "./graph_runner.ts";
import type { GraphSessions } from "./ort_sessions.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** The part of a worker's global scope in use; the project's type library describes a window's. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
}

type Job = Extract<ToWorker, { kind: "run" | "integrate" }>;

// In a worker, `globalThis` is a DedicatedWorkerGlobalScope, which has these two members.
const scope = globalThis as unknown as WorkerScope;
let loaded: Promise<GraphSessions> | undefined;
let job: { id: number; control: AbortController } | undefined;

scope.onmessage = async ({ data: message }) => {
  if (message.kind === "models") {
    // In a worker of Deno the location's origin is the text "null", on which onnxruntime-web fails while it is imported.
    // Without a location it takes the address of its own module. So: hide it first, import afterwards. In a page it stays:
    // without it the package takes its own script for another server's, and starts its threads from a copy at `blob:`.
    if (globalThis.location?.origin === "null") {
      Object.defineProperty(globalThis, "location", { value: undefined, configurable: true });
    }
    loaded = import("./ort_sessions.ts").then(({ ortSessions }) => ortSessions(message.models, message.settings));
    loaded.catch(() => {}); // reported by each job
  } else if (message.kind === "cancel") {
    if (job?.id === message.id) job.control.abort(new Error("Cancelled"));
  } else {
    await work(message);
  }
};

async function work(message: Job): Promise<void> {
  const { id } = message;
  const control = new AbortController();
  job = { id, control };
  try {
    if (loaded === undefined) throw new Error("A job came before the models");
    const output = owned(await outputOf(message, await loaded, control.signal));
    scope.postMessage({ id, output }, [output.data.buffer as ArrayBuffer]);
  } catch (error) {
    scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  } finally {
    job = undefined;
  }
}

function outputOf(message: Job, sessions: GraphSessions, signal: AbortSignal): Promise<GraphOutput> {
  const { id, feeds, adapters } = message;
  if (message.kind === "run") return sessions.run(message.graph, feeds, adapters);
  if (sessions.integrate === undefined) throw new Error("This provider integrates no flow by itself");
  return sessions.integrate(feeds, adapters, {
    steps: message.steps,
    estimate: message.estimate,
    signal,
    onStep: (step, estimate) => scope.postMessage({ id, step, estimate: estimate && owned(estimate) }),
  });
}

/** A result that the runtime copied out of its memory owns its buffer and can move; a view into the heap cannot. */
function owned({ dims, data }: GraphOutput): GraphOutput {
  const whole = data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer;
  return { dims: [...dims], data: whole ? data : data.slice() };
}
