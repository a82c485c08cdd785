/**
 * The page's side of its workers.
 *
 * @module
 */
import type { FromEngine, FromRivals, RunInput, ToEngine, ToRivals } from "../engine/messages.ts";
import type { Prompt } from "../../_shared/semantics/prompt.ts";

/** A worker that is asked and answers. What it is told before its start is kept for it. */
export interface Engine {
  start(): void;
  photo(file: Uint8Array<ArrayBuffer>): void;
  /** Sends the photo. A quick run that is still on its way is awaited, so that a moved slider is followed, not outrun. */
  run(input: RunInput, quick: boolean): void;
  walk(input: RunInput, snrs: number[]): number;
  count(prompt: Prompt): Promise<{ bytes: number | null; message?: string }>;
  files(what: "recording" | "report"): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }[]>;
}

/** The engine, to be started once the page is there: its kernels want a whole core for a while. */
export function engineOf(onMessage: (message: FromEngine) => void): Engine {
  let worker: Worker | undefined;
  let early: ToEngine[] = [];
  const waiting = new Map<number, { resolve: (message: FromEngine) => void; reject: (error: Error) => void }>();
  let id = 0;
  let quickId = 0;
  let next: { input: RunInput; quick: boolean } | undefined;
  const post = (message: ToEngine) => worker === undefined ? early.push(message) : worker.postMessage(message);
  const send = ({ input, quick }: { input: RunInput; quick: boolean }) => {
    next = undefined;
    quickId = quick ? ++id : 0;
    post({ kind: "run", id: quick ? quickId : ++id, input, quick });
  };
  const ask = (message: (id: number) => ToEngine) =>
    new Promise<FromEngine>((resolve, reject) => {
      waiting.set(++id, { resolve, reject });
      post(message(id));
    });
  const hear = ({ data }: MessageEvent<FromEngine>) => {
    const asked = "id" in data ? waiting.get(data.id) : undefined;
    if (asked !== undefined && "id" in data) {
      waiting.delete(data.id);
      if (data.kind === "error") asked.reject(new Error(data.message));
      else asked.resolve(data);
      return;
    }
    onMessage(data);
    if ((data.kind === "done" || data.kind === "error") && data.id === quickId) {
      quickId = 0;
      if (next !== undefined) send(next);
    }
  };
  return {
    start() {
      if (worker !== undefined) return;
      worker = new Worker("/studio/engine.js", { type: "module", name: "engine" });
      worker.onmessage = hear;
      worker.onerror = (event) => onMessage({ kind: "error", id: 0, code: "internal", message: event.message });
      early.forEach((message) => worker?.postMessage(message));
      early = [];
    },
    photo: (file) => post({ kind: "photo", file }),
    run(input, quick) {
      if (quickId !== 0) next = { input, quick };
      else send({ input, quick });
    },
    walk(input, snrs) {
      post({ kind: "walk", id: ++id, input, snrs });
      return id;
    },
    async count(prompt) {
      const answer = await ask((id) => ({ kind: "count", id, prompt }));
      return answer.kind === "counted" ? answer : { bytes: null };
    },
    async files(what) {
      const answer = await ask((id) => ({ kind: "export", id, what }));
      return answer.kind === "exported" ? answer.files : [];
    },
  };
}

/** The worker of the rivals, started when it is first wanted. */
export interface Rivals {
  send(photo: Uint8Array<ArrayBuffer>, key: Uint8Array<ArrayBuffer>, message: Omit<SendRivals, "kind" | "id">): number;
}

type SendRivals = Extract<ToRivals, { kind: "send" }>;

/** Starts it with the first request. */
export function startRivals(onMessage: (message: FromRivals) => void): Rivals {
  let worker: Worker | undefined;
  let id = 0;
  return {
    send(file, key, message) {
      if (worker === undefined) {
        worker = new Worker("/studio/rivals.js", { type: "module", name: "rivals" });
        worker.onmessage = ({ data }: MessageEvent<FromRivals>) => onMessage(data);
        worker.onerror = (event) => onMessage({ kind: "error", id, code: "internal", message: event.message });
      }
      const post = (data: ToRivals) => worker?.postMessage(data);
      post({ kind: "photo", file, key });
      post({ kind: "send", id: ++id, ...message });
      return id;
    },
  };
}
