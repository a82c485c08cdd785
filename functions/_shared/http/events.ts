/**
 * Server-sent events (HTML Living Standard §9.2): progress of a request, then its result, in one answer.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Gate } from "./limits/gate.ts";
import { dataUrl } from "./media.ts";
import { problemResponse } from "./problem.ts";

/** The media type of a stream of events. */
export const EVENTS_TYPE = "text/event-stream";

/** The stream as OpenAPI describes it: an example of each kind of event. */
export const eventsSchema = z.string().openapi({
  example: [
    'event: stage\ndata: {"stage":"diffuse"}',
    'event: step\ndata: {"step":1,"steps":4}',
    'event: preview\ndata: {"step":1,"image":"data:image/png;base64,…"}',
    "event: result\ndata: {…}",
  ].join("\n\n"),
});

/** What a request's work tells while it goes on. */
export interface Progress {
  /** A stage begins. */
  onStage: (stage: string) => void;
  /** The decoder has taken a step. */
  onStep: (step: number, steps: number) => void;
  /** What the picture would be after a step, a PNG file. */
  onPreview: (step: number, png: Uint8Array) => void;
}

/** Work that answers with JSON, on what was received for it. It ends early when the signal is aborted. */
export type WorkWithProgress<R> = (progress: Progress & { signal: AbortSignal }, received: R) => Promise<unknown>;

/**
 * Answers with events `stage`, `step` and `preview` and in the end `result`, or `error` with problem details. Whoever closes
 * the connection stops the work.
 *
 * @param gate lets the work begin, which holds its place until the last event
 * @param receive gets what is worked on; where it fails, or the gate turns it away, the request fails like any other
 */
export function eventStream<R>(
  gate: Gate,
  receive: () => Promise<R>,
  work: WorkWithProgress<R>,
): Promise<Response> {
  const control = new AbortController();
  return new Promise((resolve, reject) => {
    gate.after(receive, async (received) => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, { highWaterMark: 64 });
      const writer = writable.getWriter();
      writer.closed.catch(() => control.abort(new DOMException("The client has gone", "AbortError")));
      const send = (event: string, data: unknown) => {
        const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
        writer.write(new TextEncoder().encode(text)).catch(() => {}); // closed: told above
      };
      resolve(
        new Response(readable, {
          headers: {
            "content-type": EVENTS_TYPE,
            "cache-control": "no-store",
            "x-accel-buffering": "no",
            vary: "Accept",
          },
        }),
      );
      try {
        const result = await work({
          signal: control.signal,
          onStage: (stage) => send("stage", { stage }),
          onStep: (step, steps) => send("step", { step, steps }),
          onPreview: (step, png) => send("preview", { step, image: dataUrl(png, "image/png") }),
        }, received);
        send("result", result);
      } catch (error) {
        if (!control.signal.aborted) send("error", await problemResponse(error).json());
      }
      await writer.close().catch(() => {});
    }).catch(reject);
  });
}

/** Does a request's work while its client waits; one that has gone gets an answer that nobody reads. */
export async function whileWanted(request: Request, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: 499 });
    throw error;
  }
}
