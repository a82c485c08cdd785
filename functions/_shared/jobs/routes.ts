/**
 * Routes that tell what became of jobs.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { addRoute, problem } from "../http/app.ts";
import { gate } from "../http/limits/gate.ts";
import { EVENTS_TYPE, eventsSchema, eventStream } from "../http/events.ts";
import { HttpProblem } from "../http/problem.ts";
import { type Entry, isOver, type Outbox } from "../outbox/index.ts";
import { answerWith } from "./durable.ts";
import type { Runner } from "./runner.ts";
import { jobOf, jobSchema } from "./status.ts";

const MAX_STREAMS = 256;
const LOOK_MS = 200;
const params = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/) });
const binary = z.string().openapi({ type: "string", format: "binary" });
const jobContent = { "application/json": { schema: jobSchema } };
const unknown = problem("No such job, or it was forgotten");

/** Adds `/v1/jobs/{id}`, its result and its events. */
export function addJobRoutes(app: OpenAPIHono, outbox: Outbox, runner: Runner): void {
  const limited = gate(MAX_STREAMS, 0);
  const find = async (c: Context): Promise<Entry> => {
    const entry = await outbox.get(c.req.param("id") ?? "");
    if (entry === undefined) throw new HttpProblem("not-found", "No such job, or it was forgotten");
    return entry;
  };
  const described = (entry: Entry) => Response.json(jobOf(entry), { headers: { "cache-control": "no-store" } });

  app.openAPIRegistry.registerPath({
    method: "delete",
    path: "/v1/jobs/{id}",
    summary: "Cancels a job that is not finished",
    request: { params },
    responses: { 200: { description: "The job afterwards", content: jobContent }, 404: unknown },
  });
  // Before the route of GET, which refuses other methods.
  app.delete("/v1/jobs/:id", async (c) => {
    const { id } = await find(c);
    return described(await runner.cancel(id) ?? await find(c));
  });
  addRoute(app, {
    method: "get",
    path: "/v1/jobs/{id}",
    summary: "How far a job has come",
    request: { params },
    responses: { 200: { description: "The job", content: jobContent }, 404: unknown },
  }, async (c) => described(await find(c)));

  addRoute(app, {
    method: "get",
    path: "/v1/jobs/{id}/result",
    summary: "A job's answer, as its route gave it",
    request: { params },
    responses: {
      200: {
        description: "The answer",
        content: { "image/png": { schema: binary }, "application/json": { schema: z.unknown() } },
      },
      404: unknown,
      409: problem("Not finished; try again after Retry-After"),
      410: problem("The job was cancelled"),
      "4XX": problem("What the route refused"),
      "5XX": problem("What the route failed with"),
    },
  }, async (c) => {
    const entry = await find(c);
    if (!isOver(entry)) throw new HttpProblem("in-progress", "The job is not finished", { "retry-after": "1" });
    const answer = await outbox.answer(entry);
    if (answer === undefined) throw new HttpProblem("gone", "The job was cancelled");
    return answerWith(answer, {});
  });

  addRoute(app, {
    method: "get",
    path: "/v1/jobs/{id}/events",
    summary: "A job's progress: events job, stage and step, in the end result",
    request: { params },
    responses: {
      200: { description: "The events", content: { [EVENTS_TYPE]: { schema: eventsSchema } } },
      404: unknown,
    },
  }, async (c) => {
    return await eventStream(limited, () => find(c), async ({ signal, onStage, onStep }, { id }) => {
      let leave = () => {};
      for (let last: Entry["state"] | undefined;;) {
        const entry = await outbox.get(id);
        if (entry === undefined) throw new HttpProblem("not-found", "The job was forgotten");
        if (isOver(entry)) {
          leave();
          return jobOf(entry);
        }
        signal.throwIfAborted();
        if (entry.state !== last) {
          leave();
          onStage(entry.state === "running" ? "running" : "queued");
          leave = runner.listen(id, { onStage, onStep });
          last = entry.state;
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    });
  });
}
