/**
 * The builds of the kernel in Deno, which imports WebAssembly as a module.
 *
 * @module
 */
import { BACKEND, type Backend } from "./backend.ts";

/** What a build exports. */
export type Kernel = typeof import("../pkg/nn/nn.js");

/** A build by its name. */
export async function buildOf(name: Backend): Promise<Kernel> {
  return name === "relaxed" ? await import("../pkg/nn-relaxed/nn.js") : await import("../pkg/nn/nn.js");
}

/** The build for this engine. */
export const nn: Kernel = await buildOf(BACKEND);
