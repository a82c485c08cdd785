/**
 * The runtimes that a reception can ask for, each made at its first use.
 *
 * @module
 */
import {
  coreCount,
  type DecoderModels,
  type DecoderRuntime,
  type EmbeddedOptions,
  embeddedRuntime,
  graphRuntime,
  remoteRunner,
} from "../_shared/decoder/index.ts";
import type { DecoderChoice } from "../_shared/runtime_choice.ts";

/** The runtimes of one profile. */
export interface Decoders {
  /** The embedded one, which takes over where another fails. It keeps a worker, and so the process, until it is closed. */
  runtime: DecoderRuntime;
  /** The runtime that was chosen; the embedded one where nothing was. */
  choose(choice?: DecoderChoice): DecoderRuntime;
  /** Ends all of them. */
  close(): void;
}

/** Runtimes over the same two networks; inference servers hold their own copies. */
export function decoders(models: DecoderModels, options: EmbeddedOptions = {}): Decoders {
  const embedded = embeddedRuntime(models, options);
  const made = new Map<string, DecoderRuntime>([["wasm", embedded]]);
  const make = (choice: DecoderChoice): DecoderRuntime => {
    if (typeof choice !== "string") return graphRuntime(remoteRunner(choice));
    if (choice === "wasm-threads") return embeddedRuntime(models, { ...options, threads: coreCount() });
    return embeddedRuntime(models, { ...options, provider: choice });
  };
  return {
    runtime: embedded,
    choose(choice = "wasm") {
      const name = String(choice);
      const runtime = made.get(name) ?? make(choice);
      made.set(name, runtime);
      return runtime;
    },
    close() {
      for (const runtime of made.values()) runtime.close();
    },
  };
}
