/**
 * Loads onnxruntime under Deno, in the flavour that a runtime needs.
 *
 * @module
 */
import type * as Ort from "onnxruntime-web/wasm";

/** What the flavours of onnxruntime have in common. */
export type OrtApi = Pick<typeof Ort, "InferenceSession" | "Tensor" | "env">;

/** Where sessions run: WebAssembly, Deno's WebGPU, onnxruntime-node on the processor or with CUDA. */
export type OrtProvider = "wasm" | "webgpu" | "native" | "native-cuda";

// Not in deno.json: 290 MB that only those who ask for it install, at their first use.
const NATIVE = "npm:onnxruntime-node@1.30.0";

const loaded = new Map<OrtProvider, Promise<OrtApi>>();

/**
 * The package for a provider, once in a thread: the number of threads is that of the first call.
 *
 * @param threads threads of a WebAssembly session, the caller's included
 */
export function loadOrt(provider: OrtProvider, threads: number): Promise<OrtApi> {
  let ort = loaded.get(provider);
  if (ort === undefined) {
    ort = provider === "wasm" || provider === "webgpu" ? loadWeb(provider, threads) : loadNative();
    loaded.set(provider, ort);
    ort.catch(() => loaded.delete(provider));
  }
  return ort;
}

async function loadNative(): Promise<OrtApi> {
  const native: OrtApi & { default?: OrtApi } = await import(NATIVE);
  return native.default ?? native;
}

/**
 * onnxruntime-web with Deno's own Workers and fetch. Imported from node_modules the package takes Deno for Node: it puts
 * `worker_threads`' class in the place of the global Worker, after which Workers that anyone starts never get a message,
 * and its threads cannot start. So its modules are read as text, without their test for Node, and imported from there.
 */
async function loadWeb(provider: "wasm" | "webgpu", threads: number): Promise<OrtApi> {
  const glue = provider === "wasm" ? "ort-wasm-simd-threaded" : "ort-wasm-simd-threaded.asyncify";
  let ort: OrtApi;
  try {
    if (!("Deno" in globalThis)) throw new Error("Only Deno needs another package than it is");
    const dist = new URL("./", import.meta.resolve("onnxruntime-web/wasm"));
    const [main, threaded, binary] = await Promise.all([
      moduleOf(new URL(`ort.${provider}.min.mjs`, dist)),
      moduleOf(new URL(`${glue}.mjs`, dist)),
      Deno.readFile(new URL(`${glue}.wasm`, dist)),
    ]);
    ort = await import(main);
    ort.env.wasm.wasmPaths = { mjs: threaded };
    ort.env.wasm.wasmBinary = binary;
    ort.env.wasm.numThreads = threads;
  } catch (error) {
    // Bundles, browsers and platforms that import no `blob:` take the package as it is.
    if (provider === "webgpu") throw error;
    ort = await import("onnxruntime-web/wasm");
    ort.env.wasm.numThreads = isIsolated() ? threads : 1;
  }
  ort.env.logLevel = "error";
  return ort;
}

/** Whether this is a page that shares memory with its workers; no other page can reach it then. */
function isIsolated(): boolean {
  return Reflect.get(globalThis, "crossOriginIsolated") === true; // not in Deno's types
}

/**
 * Address of a module of the package that does not know of Node. Threads import it again: it is never revoked.
 *
 * Its memory has 1 GB from the start, of which the system gives what is touched. Where a process has many memories, a
 * thread does not see in time that another one has made a shared memory grow, and fails with «memory access out of bounds».
 */
async function moduleOf(file: URL): Promise<string> {
  const text = (await Deno.readTextFile(file))
    .replaceAll("globalThis.process", "undefined")
    .replaceAll('workerData:"em-pthread",', "") // of Node; Deno warns of it
    .replaceAll("initial:256,maximum:65536", "initial:16384,maximum:65536"); // pages of 64 KiB
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}
