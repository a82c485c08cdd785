import { z } from "@hono/zod-openapi";

/** Runtimes of the decoder that work in this process. */
export const LOCAL_DECODERS = ["wasm", "wasm-threads", "webgpu", "native", "native-cuda"] as const;
/** A runtime of the decoder: one within this process, or addresses of inference servers. */
export type DecoderChoice = typeof LOCAL_DECODERS[number] | string[];

const serverUrl = z.url({ protocol: /^https?$/ });

/** A {@linkcode DecoderChoice} as text. */
export const decoderChoice = z.string().transform((text, context): DecoderChoice => {
  const local = LOCAL_DECODERS.find((name) => name === text);
  if (local !== undefined) return local;
  const urls = text.split(",");
  if (urls.length <= 16 && urls.every((url) => serverUrl.safeParse(url).success)) return urls;
  context.addIssue(`Expected ${LOCAL_DECODERS.join(", ")} or addresses of inference servers`);
  return z.NEVER;
}).openapi({
  type: "string",
  description:
    "Runtime of the decoder networks: wasm, wasm-threads, webgpu, native, native-cuda, or URLs of servers that speak the Open " +
    "Inference Protocol, with commas between",
});
