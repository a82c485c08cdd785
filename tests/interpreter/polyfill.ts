/**
 * Puts an engine that runs WebAssembly as JavaScript, without SIMD, in the place of the platform's. To be imported first.
 *
 * @module
 */
import { WebAssembly } from "polywasm";

// Its own `validate` looks at the header only, and would find relaxed SIMD valid.
Object.assign(globalThis, { WebAssembly: { ...WebAssembly, validate: () => false } });
