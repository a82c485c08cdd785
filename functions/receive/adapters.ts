/**
 * Adapters that a reception asks for: files of models/lora, or of the caller's own.
 *
 * @module
 */
import { readAsset } from "#assets";
import { type AdapterUse, type DecoderRuntime, readAdapter } from "../_shared/decoder/index.ts";
import { SemcastError } from "../_shared/errors.ts";
import { isLoraPath, type LoraChoice } from "../_shared/lora_choice.ts";
import { MODELS_ROOT } from "../_shared/models_root.ts";
import { OptionsError } from "../_shared/options.ts";

/**
 * A runtime with the adapters that were asked for.
 *
 * @throws {OptionsError} for an adapter that is not there or is none, and for a runtime that takes none
 */
export async function withAdapters(
  runtime: DecoderRuntime,
  choices: readonly LoraChoice[] = [],
): Promise<DecoderRuntime> {
  if (choices.length === 0) return runtime;
  const adapters = await Promise.all(choices.map(loadAdapter));
  if (runtime.adapted !== undefined) return runtime.adapted(adapters);
  throw refused(`Runtime ${runtime.name} takes no adapters; give its server networks from «models merge»`);
}

/** Reads an adapter and checks that it is one. */
export async function loadAdapter(choice: LoraChoice): Promise<AdapterUse> {
  const { name, weight } = choice;
  const url = isLoraPath(choice)
    ? new URL(encodeURI(name), "file:///")
    : new URL(`lora/${name}.safetensors`, MODELS_ROOT);
  let file: Uint8Array;
  try {
    file = await readAsset(url);
  } catch {
    throw refused(`There is no adapter ${name.slice(0, 200)}`);
  }
  try {
    readAdapter(file);
  } catch (error) {
    if (error instanceof SemcastError) throw refused(`${name.slice(0, 200)}: ${error.message}`);
    throw error;
  }
  return { name, weight, file };
}

function refused(message: string): OptionsError {
  return new OptionsError([{ field: "lora", message }]);
}
