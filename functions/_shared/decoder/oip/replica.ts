import { joinBytes } from "../../bytes.ts";
import { SemcastError } from "../../errors.ts";
import { checkOutput, outputDims } from "../graph_output.ts";
import type { GraphName, GraphOutput, GraphTensor } from "../graph_runner.ts";
import { decodeResponse, encodeRequest, errorText } from "./message.ts";

/** One inference server. */
export interface Replica {
  readonly url: string;
  /**
   * Runs a network there.
   *
   * @throws {SemcastError} `unavailable` for anything but a good answer; the signal's reason where that is aborted
   */
  infer(graph: GraphName, feeds: Record<string, GraphTensor>, signal: AbortSignal): Promise<GraphOutput>;
}

// JSON takes up to some 14 bytes for a float of 4, and as much again is for the rest.
const JSON_FACTOR = 8;

/** A server at an address below which the protocol's paths are (`/v2/models/…`). */
export function replicaAt(url: string): Replica {
  const base = url.replace(/\/+$/, "");
  let binary: Promise<boolean> | undefined;
  return {
    url: base,
    async infer(graph, feeds, signal) {
      try {
        binary ??= takesBinary(base, signal);
        const id = crypto.randomUUID();
        const { headers, body } = encodeRequest(feeds, id, await binary);
        const response = await fetch(`${base}/v2/models/${graph}/infer`, { method: "POST", headers, body, signal });
        const dims = outputDims(graph, feeds);
        const answer = await readLimited(response, 4 * JSON_FACTOR * dims.reduce((a, b) => a * b) + 65_536);
        if (!response.ok) throw failure(`status ${response.status}: ${errorText(answer)}`);
        const output = decodeResponse(response.headers, answer, id);
        checkOutput(output, dims);
        return output;
      } catch (error) {
        // Another server may answer at this address the next time.
        binary = undefined;
        signal.throwIfAborted();
        const text = error instanceof Error ? error.message : String(error);
        throw new SemcastError("unavailable", `${base}: ${text}`, { cause: error });
      }
    },
  };
}

/** What the server says of itself: Triton announces the extension, KServe has it unannounced, MLServer has it not. */
async function takesBinary(base: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${base}/v2`, { signal });
  const bytes = await readLimited(response, 65_536);
  if (!response.ok) throw failure(`status ${response.status}: ${errorText(bytes)}`);
  const { name, extensions } = JSON.parse(new TextDecoder().decode(bytes));
  return name === "kserve" || (Array.isArray(extensions) && extensions.includes("binary_tensor_data"));
}

async function readLimited(response: Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the rest.
    if (length > limit) throw failure(`an answer of more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return joinBytes(chunks);
}

function failure(text: string): SemcastError {
  return new SemcastError("unavailable", text);
}
