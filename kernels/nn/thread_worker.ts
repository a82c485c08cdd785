/** Entry point of a thread's Worker: a kernel of its own, which makes the bands that it is asked for. */

import { kernelError } from "../../functions/_shared/errors.ts";
import type { FromThread, ToThread } from "./threads.ts";
import { loadModel, type Model } from "./wasm.ts";

/** The part of a worker's global scope in use; the project's type library describes a window's. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToThread>) => void) | null;
  postMessage(message: FromThread): void;
}

// In a worker, `globalThis` is a DedicatedWorkerGlobalScope, which has these two members.
const scope = globalThis as unknown as WorkerScope;
let model: Model | undefined;

scope.onmessage = ({ data: message }) => {
  if (message.kind === "model") {
    model = loadModel(message.bytes);
    return;
  }
  const { id, graph, inputs, part, parts } = message;
  try {
    if (model === undefined) throw new Error("A run came before the model");
    scope.postMessage({ id, bands: model.runPart(graph, inputs, part, parts) });
  } catch (error) {
    const { code, message } = kernelError(error);
    scope.postMessage({ id, code, message });
  }
};
