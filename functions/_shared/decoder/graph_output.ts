import { SemcastError } from "../errors.ts";
import type { GraphName, GraphOutput, GraphTensor } from "./graph_runner.ts";

/** Side of a latent cell in pixels. */
const CELL = 16;

/** Shape of a network's output for its inputs. */
export function outputDims(graph: GraphName, feeds: Record<string, GraphTensor>): number[] {
  const [batch, , h, w] = feeds.y_hat.dims;
  return graph === "synthesis" ? [batch, 3, CELL * h, CELL * w] : feeds.x_t.dims;
}

/**
 * Checks shape and values. A runtime may be somebody else's server: nothing that comes back is taken on trust.
 *
 * @throws {SemcastError} `unavailable`
 */
export function checkOutput(output: GraphOutput, dims: readonly number[]): void {
  const expected = dims.reduce((a, b) => a * b);
  if (output.dims.join() !== dims.join() || output.data.length !== expected) {
    throw new SemcastError("unavailable", `Decoder gave a tensor [${output.dims.join()}], expected [${dims.join()}]`);
  }
  // A sum is finite only if every summand is; float64 can't overflow here.
  let sum = 0;
  for (const value of output.data) sum += value;
  if (!Number.isFinite(sum)) throw new SemcastError("unavailable", "Decoder gave values that are not finite");
}
