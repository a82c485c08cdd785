/** An empty Hono app: what a cold start is compared with. */
import { Hono } from "hono";

const app = new Hono().get("/", (c) => c.json({ status: "ok" }));
Deno.serve({
  port: Number(Deno.env.get("PORT")),
  hostname: "127.0.0.1",
  onListen: ({ hostname, port }) => console.error(`empty app listens on http://${hostname}:${port}`),
}, app.fetch);
