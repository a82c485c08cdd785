/** What the transmitter is compared with: the same app, guards and limits, whose only work makes a WebP of a JPEG by jSquash. */
import * as jpeg from "@jsquash/jpeg";
import * as webp from "@jsquash/webp";
import { addRoute, createApp } from "../../functions/_shared/http/app.ts";
import { readBody } from "../../functions/_shared/http/body.ts";
import { loadConfig } from "../../functions/_shared/http/config.ts";
import { bodyLimits } from "../../functions/_shared/http/limits/body_limits.ts";
import { gate } from "../../functions/_shared/http/limits/gate.ts";
import { serve } from "../../functions/_shared/http/serve.ts";

const config = loadConfig(Deno.env.get);
const limited = gate(config.MAX_CONCURRENT, config.MAX_WAITING);
const limits = bodyLimits(config);
const app = createApp({
  title: "WebP",
  description: "Transcodes a photo",
  ready: () => Promise.resolve(),
  config,
});
addRoute(app, {
  method: "post",
  path: "/v1/transmit",
  summary: "A JPEG becomes a WebP",
  responses: { 200: { description: "The WebP" } },
}, (c) =>
  limited.after(() => readBody(c.req.raw, limits), async (body) => {
    const file = await webp.encode(await jpeg.decode(body.buffer));
    return new Response(file, { headers: { "content-type": "image/webp" } });
  }));
serve("webp", app.fetch, config);
