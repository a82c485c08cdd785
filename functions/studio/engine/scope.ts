/** The part of a worker's global scope in use; the project's type library describes a window's. */
export interface WorkerScope<To, From> {
  onmessage: ((event: MessageEvent<To>) => void) | null;
  postMessage(message: From, transfer?: Transferable[]): void;
}

/** This worker's scope. In a worker, `globalThis` is a DedicatedWorkerGlobalScope, which has these two members. */
export function workerScope<To, From>(): WorkerScope<To, From> {
  return globalThis as unknown as WorkerScope<To, From>;
}
