/**
 * Loads the kernels where WebAssembly cannot be imported as a module: in Node and browsers. There the glue that wasm-bindgen
 * made registers itself here instead of importing its `.wasm` (`functions/library/bundle/plugin.ts` sees to that); in Deno
 * nothing registers, and there is nothing to load.
 *
 * @module
 */
import { readAsset } from "#assets";
import { SemcastError } from "../functions/_shared/errors.ts";
import { BACKEND } from "./nn/backend.ts";

/** Names of the kernels; `nn-relaxed` is `nn` for engines with relaxed SIMD. */
export type KernelFile = "entropy" | "metrics" | "nn" | "nn-relaxed" | "phy" | "pixels";

/** A kernel's WebAssembly: compiled, as bytes, or where to read them. */
export type KernelBytes = WebAssembly.Module | BufferSource | URL;

/** Gives kernels by name instead of the files beside the script; undefined: take the file. */
export type KernelSource = (file: KernelFile) => KernelBytes | undefined | Promise<KernelBytes | undefined>;

/** wasm-bindgen's glue without its `.wasm`. */
export interface KernelGlue {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

interface Registered {
  glue: KernelGlue & WebAssembly.ModuleImports;
  /** File of this engine and where it lies. */
  file: KernelFile;
  url: URL;
  loaded?: Promise<void>;
}

const registered = new Map<string, Registered>();

/** Called by the glue of a kernel when it is imported; `files` are its builds. */
export function register(
  name: Exclude<KernelFile, "nn-relaxed">,
  glue: KernelGlue & WebAssembly.ModuleImports,
  files: Partial<Record<KernelFile, URL>>,
): void {
  const file = name === "nn" && BACKEND === "relaxed" ? "nn-relaxed" : name;
  const url = files[file];
  if (url === undefined) throw new SemcastError("internal", `Kernel ${name} has no build ${file}`);
  registered.set(name, { glue, file, url });
}

/**
 * Loads all kernels that are imported, each once; a failed one is tried again by the next call. What is given by `source`
 * counts only for kernels that are not loaded yet.
 *
 * @throws {SemcastError} `unavailable` or `internal` where the bytes cannot be had or are no kernel of this version
 */
export async function loadKernels(source: KernelSource = () => undefined): Promise<void> {
  // All are waited for, so that a call after a failure begins anew.
  const outcomes = await Promise.allSettled(
    [...registered.values()].map((kernel) =>
      kernel.loaded ??= load(kernel, source).catch((error) => {
        kernel.loaded = undefined;
        throw error;
      })
    ),
  );
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function load({ glue, file, url }: Registered, source: KernelSource): Promise<void> {
  const given = await source(file) ?? url;
  const bytes = given instanceof URL ? await readAsset(given) : given;
  // The name by which the module imports its glue, as wasm-bindgen wrote it.
  const imports = { [`./${file.replace("-relaxed", "")}_bg.js`]: glue };
  try {
    const module = bytes instanceof WebAssembly.Module ? bytes : await WebAssembly.compile(bytes);
    const { exports } = await WebAssembly.instantiate(module, imports);
    glue.__wbg_set_wasm(exports);
    const { __wbindgen_start: start } = exports;
    if (typeof start === "function") start();
  } catch (cause) {
    throw new SemcastError("internal", `Kernel ${file} is not of this version of Semcast`, { cause });
  }
}
