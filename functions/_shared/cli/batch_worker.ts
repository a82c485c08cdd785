/** Entry point of a worker of `worker_pool.ts`. */

import { lineOf } from "./exit.ts";
import { receiveWork } from "./receive.ts";
import { sendWork } from "./send.ts";
import { transmitWork } from "./transmit.ts";
import { type Outcome, type Performer, performSafely, type Work, type WorkName } from "./work.ts";
import type { ToBatch } from "./worker_pool.ts";

/** The part of a worker's global scope in use; the project's type library describes a window's. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToBatch>) => void) | null;
  postMessage(message: Outcome): void;
}

// In a worker, `globalThis` is a DedicatedWorkerGlobalScope, which has these two members.
const scope = globalThis as unknown as WorkerScope;
// The settings that come with a name are those of its command.
const WORKS = { send: sendWork, transmit: transmitWork, receive: receiveWork } as Record<
  WorkName,
  Work<unknown, unknown>
>;
let performer: Promise<Performer<unknown>> | undefined;

scope.onmessage = async ({ data: message }) => {
  if ("name" in message) {
    performer = WORKS[message.name].open(message.settings);
    performer.catch(() => {}); // reported by each file
    return;
  }
  try {
    scope.postMessage(await performSafely(await performer, message.input));
  } catch (error) {
    scope.postMessage({ ok: false, code: "internal", message: lineOf(error) });
  }
};
