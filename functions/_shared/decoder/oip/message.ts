/**
 * Requests and answers of the Open Inference Protocol, version 2, with tensors as JSON or binary (its binary tensor data
 * extension): little-endian, row-major, one after the other behind the JSON, whose length is in a header.
 *
 * @module
 */
import { joinBytes } from "../../bytes.ts";
import { z } from "zod";
import { SemcastError } from "../../errors.ts";
import type { GraphOutput, GraphTensor } from "../graph_runner.ts";

const JSON_LENGTH = "inference-header-content-length";

/** What goes over HTTP. */
export interface OipMessage {
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
}

/**
 * An inference request.
 *
 * @param id comes back in the answer
 * @param binary whether the server takes and gives binary tensors
 */
export function encodeRequest(feeds: Record<string, GraphTensor>, id: string, binary: boolean): OipMessage {
  const tensors = Object.entries(feeds).map(([name, { dims, data }]) => ({
    name,
    // With the batch as its first axis, as servers that batch want it.
    shape: dims.length === 1 ? [dims[0], 1] : dims,
    datatype: data instanceof BigInt64Array ? "INT64" : "FP32",
    ...(binary
      ? { parameters: { binary_data_size: data.byteLength } }
      : { data: data instanceof BigInt64Array ? Array.from(data, Number) : Array.from(data) }),
  }));
  const request = { id, inputs: tensors, ...(binary ? { parameters: { binary_data_output: true } } : {}) };
  const json = new TextEncoder().encode(JSON.stringify(request));
  if (!binary) return { headers: { "content-type": "application/json" }, body: json };
  const body = joinBytes([json, ...Object.values(feeds).map(({ data }) => littleEndian(data))]);
  return { headers: { "content-type": "application/octet-stream", [JSON_LENGTH]: String(json.length) }, body };
}

/** Bytes of a tensor. Every platform that Deno runs on is little-endian. */
function littleEndian(data: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

const answerSchema = z.object({
  id: z.string().optional(),
  outputs: z.array(z.object({
    datatype: z.string(),
    shape: z.array(z.int().min(0)).max(8),
    data: z.array(z.unknown()).optional(),
    parameters: z.object({ binary_data_size: z.int().min(0).optional() }).nullish(),
  })).length(1),
});

/**
 * The only output of an answer.
 *
 * @throws {SemcastError} `unavailable` for anything but one FP32 tensor in answer to `id`
 */
export function decodeResponse(headers: Headers, body: Uint8Array, id: string): GraphOutput {
  const declared = headers.get(JSON_LENGTH);
  const length = declared === null ? body.length : Number(declared);
  if (!Number.isInteger(length) || length < 0 || length > body.length) throw bad(`JSON of ${declared} bytes`);
  const parsed = answerSchema.safeParse(jsonOf(body.subarray(0, length)));
  if (!parsed.success) throw bad(parsed.error.issues[0].message);
  if (parsed.data.id !== undefined && parsed.data.id !== id) throw bad("the id of another request");
  const [{ datatype, shape, data, parameters }] = parsed.data.outputs;
  if (datatype !== "FP32") throw bad(`${datatype.slice(0, 20)}, not FP32`);
  const size = parameters?.binary_data_size;
  if (size === undefined) return { dims: shape, data: numbersOf(data) };
  if (size % 4 !== 0 || length + size !== body.length) throw bad(`${body.length - length} binary bytes, not ${size}`);
  // The JSON's length need not be a multiple of 4: floats can't be looked at where they lie.
  return { dims: shape, data: new Float32Array(body.slice(length).buffer) };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw bad("no JSON");
  }
}

function numbersOf(data: unknown[] | undefined): Float32Array {
  const numbers = (data ?? []).flat(8);
  if (!numbers.every((value) => typeof value === "number")) throw bad("values that are no numbers");
  return Float32Array.from(numbers);
}

function bad(what: string): SemcastError {
  return new SemcastError("unavailable", `Inference server gave ${what}`);
}

/**
 * What an error answer says: servers give `{"error": …}`, `{"detail": …}` or plain text, and their status does not tell a
 * fault of the request from one of theirs.
 */
export function errorText(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, 2000));
  try {
    const { error, detail } = JSON.parse(text);
    const said = error ?? detail;
    if (said !== undefined) return (typeof said === "string" ? said : JSON.stringify(said)).slice(0, 200);
  } catch {
    // Plain text.
  }
  return text.slice(0, 200).trim();
}
