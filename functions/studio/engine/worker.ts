/** Entry point of the page's engine: transmitter, link and receiver, one job at a time. */

import { loadKernels } from "../../../kernels/load.ts";
import { decodeImage } from "../../../kernels/pixels/wasm.ts";
import { SemcastError } from "../../_shared/errors.ts";
import { encodePrompt } from "../../_shared/semantics/index.ts";
import { type Journey, journeyOf, loadEngine, run, walk } from "./engine.ts";
import { type KeptRun, recording, reportFile } from "./exports.ts";
import type { FromEngine, ToEngine } from "./messages.ts";
import { pictureOf } from "./picture.ts";
import { workerScope } from "./scope.ts";

const scope = workerScope<ToEngine, FromEngine>();

let photo: Journey | undefined;
/** The last run, for files that are wanted of it. */
let kept: KeptRun | undefined;
let control = new AbortController();
/** Jobs follow one another: a later one ends the one before it. */
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
  if (data.kind === "count") return count(data);
  if (data.kind === "export") return exportFiles(data);
  control.abort(new DOMException("Something else is wanted", "AbortError"));
  control = new AbortController();
  const { signal } = control;
  last = last.then(() => work(data, signal));
};

async function work(
  message: Extract<ToEngine, { kind: "photo" | "run" | "walk" }>,
  signal: AbortSignal,
): Promise<void> {
  const id = message.kind === "photo" ? 0 : message.id;
  if (message.kind !== "photo" && signal.aborted) return scope.postMessage({ kind: "done", id });
  try {
    await loadKernels();
    if (message.kind === "photo") {
      const { width, height, data } = decodeImage(message.file);
      photo = journeyOf(message.file, { width, height });
      const picture = pictureOf({ width, height, data });
      return scope.postMessage({ kind: "photo", picture }, [picture.rgba.buffer]);
    }
    if (photo === undefined) return scope.postMessage({ kind: "done", id });
    if (message.kind === "run") {
      const { result, kept: done } = await run(photo, message.input, message.quick, {
        signal,
        onStage: (stage) => scope.postMessage({ kind: "stage", id, stage }),
        onPreview: (step, steps, picture) =>
          scope.postMessage({ kind: "preview", id, step, steps, picture }, [picture.rgba.buffer]),
      });
      kept = done;
      scope.postMessage({ kind: "result", id, quick: message.quick, result }, [result.received.rgba.buffer]);
    } else {
      for (const mode of ["digital", "analog"] as const) {
        const { settings, ...input } = message.input;
        if (mode === "analog" && settings.channel === "none") continue;
        for await (const point of walk(photo, { ...input, settings: { ...settings, mode } }, message.snrs)) {
          if (signal.aborted) break;
          scope.postMessage({ kind: "walked", id, point }, [point.picture.rgba.buffer]);
        }
      }
    }
    scope.postMessage({ kind: "done", id });
  } catch (error) {
    if (signal.aborted) return scope.postMessage({ kind: "done", id });
    scope.postMessage({ kind: "error", id, ...described(error) });
  }
}

async function exportFiles({ id, what }: Extract<ToEngine, { kind: "export" }>): Promise<void> {
  if (kept === undefined) {
    return scope.postMessage({ kind: "error", id, code: "internal", message: "Nothing was sent yet" });
  }
  try {
    const files = what === "report" ? reportFile(kept) : await recording(kept);
    scope.postMessage({ kind: "exported", id, files });
  } catch (error) {
    scope.postMessage({ kind: "error", id, ...described(error) });
  }
}

function described(error: unknown): { code: string; message: string } {
  if (error instanceof SemcastError) return { code: error.code, message: error.message };
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}

async function count({ id, prompt }: Extract<ToEngine, { kind: "count" }>): Promise<void> {
  await loadKernels();
  try {
    scope.postMessage({ kind: "counted", id, bytes: encodePrompt(prompt).length });
  } catch (error) {
    scope.postMessage({ kind: "counted", id, bytes: null, message: described(error).message });
  }
}

loadKernels().then(loadEngine).then(
  () => scope.postMessage({ kind: "ready" }),
  (error) => scope.postMessage({ kind: "error", id: 0, ...described(error) }),
);
