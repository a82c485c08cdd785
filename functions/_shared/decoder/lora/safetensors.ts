import { z } from "zod";
import { SemcastError } from "../../errors.ts";

/** A tensor of floats, row-major. */
export interface FloatTensor {
  dims: number[];
  data: Float32Array;
}

/** What a safetensors file holds. */
export interface Safetensors {
  tensors: Map<string, FloatTensor>;
  /** Text by name, from `__metadata__`. */
  metadata: Record<string, string>;
}

// As the format's own reader has it; a header is a few kB.
const MAX_HEADER = 100_000_000;

const entrySchema = z.object({
  dtype: z.literal("F32", "only F32 is read"),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

/**
 * Reads a file of tensors (https://github.com/huggingface/safetensors): eight bytes with the length of a JSON header, the
 * header, the data.
 *
 * @throws {SemcastError} `malformed`
 */
export function readSafetensors(file: Uint8Array): Safetensors {
  if (file.length < 8) throw bad(`${file.length} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0 || length > MAX_HEADER || 8 + length > file.length) throw bad("a header too long");
  const header = jsonOf(file.subarray(8, 8 + length));
  const data = file.subarray(8 + length);
  const tensors = new Map<string, FloatTensor>();
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const entry = entrySchema.safeParse(value);
    if (!entry.success) throw bad(`${name.slice(0, 80)}: ${entry.error.issues[0].message}`);
    const { shape, data_offsets: [from, to] } = entry.data;
    const count = shape.reduce((product, size) => product * size, 1);
    if (to > data.length || to - from !== 4 * count) {
      throw bad(`${name.slice(0, 80)}: ${to - from} bytes of ${4 * count}`);
    }
    // Offsets need not be multiples of 4 from where the file lies.
    tensors.set(name, { dims: shape, data: new Float32Array(data.slice(from, to).buffer) });
  }
  const metadata = z.record(z.string(), z.string()).safeParse(header.__metadata__ ?? {});
  if (!metadata.success) throw bad("metadata that is no text");
  return { tensors, metadata: metadata.data };
}

function jsonOf(bytes: Uint8Array): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    throw bad("no JSON header");
  }
}

function bad(what: string): SemcastError {
  return new SemcastError("malformed", `Safetensors file has ${what}`);
}
