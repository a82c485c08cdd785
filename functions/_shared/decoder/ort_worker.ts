/** Entry point of the decoder's Worker: sessions live here because `run()` blocks the thread it is called on. */

import type { RunGraph } from "./ort_sessions.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** The part of a worker's global scope in use; the project's type library describes a window's. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
}

// In a worker, `globalThis` is a DedicatedWorkerGlobalScope, which has these two members.
const scope = globalThis as unknown as WorkerScope;
let loaded: Promise<RunGraph> | undefined;

scope.onmessage = async ({ data: message }) => {
  if (message.kind === "models") {
    // In a worker of Deno the location's origin is the text "null", on which onnxruntime-web fails while it is imported.
    // Without a location it takes the address of its own module. So: hide it first, import afterwards.
    Object.defineProperty(globalThis, "location", { value: undefined, configurable: true });
    loaded = import("./ort_sessions.ts").then(({ ortSessions }) => ortSessions(message.models));
    loaded.catch(() => {}); // reported by each job
    return;
  }
  try {
    if (loaded === undefined) throw new Error("A job came before the models");
    const run = await loaded;
    const { dims, data } = await run(message.graph, message.feeds);
    // A result that the runtime copied out of its memory owns its buffer and can move; a view into the heap cannot.
    const owned = data.byteLength === data.buffer.byteLength ? data : data.slice();
    scope.postMessage({ id: message.id, output: { dims: [...dims], data: owned } }, [owned.buffer as ArrayBuffer]);
  } catch (error) {
    scope.postMessage({ id: message.id, error: error instanceof Error ? error.message : String(error) });
  }
};
