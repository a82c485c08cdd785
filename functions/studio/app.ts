/**
 * The Studio: a page on which a photo crosses the link, with both ends in the browser. Everything is a plain file of
 * out/studio, which `deno task studio` writes before the server starts.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { extname } from "node:path";
import { HttpProblem, problemResponse } from "../_shared/http/problem.ts";
import { packed, type Packing } from "./packed.ts";

const FOLDER = new URL("../../out/studio/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".onnx": "application/octet-stream",
  ".png": "image/png",
  ".scnn": "application/octet-stream",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".webmanifest": "application/manifest+json",
};

/** Nothing but files of this server; WebAssembly may be compiled. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Besides those that every answer has (`http/guard.ts`). */
const HEADERS = {
  "cache-control": "no-cache",
  // With the opener policy of every answer it isolates the page, which the decoder's threads need for their common memory.
  "cross-origin-embedder-policy": "require-corp",
  "content-security-policy": POLICY,
  "permissions-policy": "camera=(self), clipboard-write=(self)",
  vary: "Accept-Encoding",
};

interface Stored {
  url: URL;
  bytes: Uint8Array<ArrayBuffer>;
  etag: string;
  packed: Map<Packing, Promise<Uint8Array<ArrayBuffer>>>;
}

/** Adds `GET /` and the files below `/studio/`. */
export function addStudioRoutes(app: OpenAPIHono, folder: URL = FOLDER): void {
  const names = readNames(folder);
  const stored = new Map<string, Promise<Stored>>();
  const answer = async (c: Context, name: string) => {
    const digests = await names;
    const digest = digests !== undefined && Object.hasOwn(digests, name) ? digests[name] : undefined;
    if (digest === undefined) {
      const hint = digests === undefined ? "The Studio is not built: run «deno task studio»" : "No such file";
      return problemResponse(new HttpProblem("not-found", `${hint}: ${name.slice(0, 200)}`));
    }
    const file = stored.get(name) ?? read(new URL(name, folder), digest);
    stored.set(name, file);
    return await send(c, name, await file);
  };
  app.get("/", (c) => answer(c, "index.html"));
  app.get("/studio/:name{.+}", (c) => answer(c, c.req.param("name")));
}

/** Names of the files with their digests: nothing else is served. Undefined where the folder was not written. */
async function readNames(folder: URL): Promise<Record<string, string> | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(new URL("files.json", folder)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function read(url: URL, digest: string): Promise<Stored> {
  return { url, bytes: await Deno.readFile(url), etag: digest, packed: new Map() };
}

/** A file's packed bytes: as `deno task studio` left them beside it, or made now. */
async function pack({ url, bytes }: Stored, packing: Packing): Promise<Uint8Array<ArrayBuffer>> {
  if (packing !== "br") return await packed.pack(packing, bytes);
  try {
    return await Deno.readFile(new URL(`${url}.br`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return await packed.pack(packing, bytes);
    throw error;
  }
}

async function send(c: Context, name: string, file: Stored): Promise<Response> {
  const type = TYPES[extname(name)] ?? "application/octet-stream";
  const packing = packed.choose(c.req.header("accept-encoding") ?? "", type);
  const etag = `W/"${file.etag}"`;
  const headers: Record<string, string> = { ...HEADERS, etag, "content-type": type };
  // The service worker answers for the page at `/` too.
  if (name === "service_worker.js") headers["service-worker-allowed"] = "/";
  if (c.req.header("if-none-match") === etag) return new Response(null, { status: 304, headers });
  if (packing === undefined) return new Response(file.bytes, { headers });
  const body = file.packed.get(packing) ?? pack(file, packing);
  file.packed.set(packing, body);
  return new Response(await body, { headers: { ...headers, "content-encoding": packing } });
}
