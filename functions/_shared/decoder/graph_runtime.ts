import type { Rgb } from "../../../kernels/pixels/wasm.ts";
import { SemcastError } from "../errors.ts";
import { checkOutput, outputDims } from "./graph_output.ts";
import type { GraphOutput, GraphRunner, GraphTensor } from "./graph_runner.ts";
import type { DecoderRuntime, DiffusionInput, SynthesisInput } from "./runtime.ts";
import { cutTile, planTiles, type Tile } from "./tiles.ts";

/** Side of a latent cell in pixels. */
const CELL = 16;
const CHANNELS = 192;

/**
 * Most cells in one run of a network. A 1920×1280 photo (9,600) stays whole; a run of this size takes some 250 MB in
 * onnxruntime-web.
 */
const MAX_CELLS = 10_240;
/** How far the synthesis sees: eight 3×3 convolutions on cells, the doubling, nine on half cells. */
const SYNTHESIS_MARGIN = 14;
/** How far the velocity sees: eight depthwise 5×5 convolutions. */
const DIFFUSION_MARGIN = 16;

/** Options of {@linkcode graphRuntime}. */
export interface GraphRuntimeOptions {
  /** Most latent cells in one run of a network; more are tiled. */
  maxCells?: number;
}

/** A decoder over anything that can run the two networks: tiles large pictures and checks what comes back. */
export function graphRuntime(runner: GraphRunner, options: GraphRuntimeOptions = {}): DecoderRuntime {
  const limit = options.maxCells ?? MAX_CELLS;
  return {
    name: runner.name,
    async synthesize(input, signal) {
      const picture: Rgb = { width: input.w * CELL, height: input.h * CELL, data: new Uint8Array(rgbBytes(input)) };
      for (const tile of planTiles(input.h, input.w, limit, SYNTHESIS_MARGIN)) {
        signal?.throwIfAborted();
        const feeds = receivedFeeds(input, tile);
        const output = await runner.run("synthesis", feeds, signal);
        checkOutput(output, outputDims("synthesis", feeds));
        paste(output.data, tile, picture);
      }
      return picture;
    },
    async diffuse(input, signal) {
      const tiles = planTiles(input.h, input.w, limit, DIFFUSION_MARGIN);
      let velocity = new Float32Array(0);
      for (const tile of tiles) {
        signal?.throwIfAborted();
        const feeds = diffusionFeeds(input, tile);
        const output = await runner.run("diffusion", feeds, signal);
        checkOutput(output, outputDims("diffusion", feeds));
        if (tiles.length === 1) return output.data;
        if (velocity.length === 0) velocity = new Float32Array(CHANNELS * input.h * input.w);
        merge(output.data, tile, velocity, input);
      }
      return velocity;
    },
    ...(runner.integrate === undefined ? {} : {
      integrate(input, { steps, estimate, onStep, signal }) {
        const [tile, ...others] = planTiles(input.h, input.w, limit, DIFFUSION_MARGIN);
        if (runner.integrate === undefined || others.length > 0) return undefined;
        const { t: _, ...feeds } = diffusionFeeds({ ...input, t: 0 }, tile);
        const checked = (output: GraphOutput) => {
          checkOutput(output, outputDims("diffusion", feeds));
          return output.data;
        };
        return runner.integrate(feeds, {
          steps,
          estimate,
          signal,
          onStep: (step, end) => onStep(step, end && checked(end)),
        }).then(checked);
      },
    }),
    ...(runner.adapted === undefined ? {} : {
      adapted: (adapters) => graphRuntime(runner.adapted?.(adapters) ?? runner, options),
    }),
    close: () => runner.close(),
  };
}

function rgbBytes(input: SynthesisInput): number {
  return input.w * input.h * CELL * CELL * 3;
}

function plane(data: Float32Array, channels: number, input: SynthesisInput, tile: Tile): GraphTensor {
  if (data.length !== channels * input.h * input.w) {
    throw new SemcastError(
      "invalid-argument",
      `A decoder input holds ${data.length} values, ${channels}×${input.h}×${input.w} are needed`,
    );
  }
  const dims = [1, channels, tile.bottom - tile.top, tile.right - tile.left];
  return { dims, data: cutTile(data, input.h, input.w, tile) };
}

function receivedFeeds(input: SynthesisInput, tile: Tile): Record<string, GraphTensor> {
  return {
    y_hat: plane(input.yHat, CHANNELS, input, tile),
    reliability: plane(input.reliability, 1, input, tile),
    step: plane(input.step, 1, input, tile),
  };
}

function diffusionFeeds(input: DiffusionInput, tile: Tile): Record<string, GraphTensor> {
  return {
    x_t: plane(input.x, CHANNELS, input, tile),
    t: { dims: [1], data: Float32Array.of(input.t) },
    ...receivedFeeds(input, tile),
    key_map: plane(input.key, 1, input, tile),
    prompt: { dims: [1, input.tokens.length], data: BigInt64Array.from(input.tokens, BigInt) },
  };
}

function paste(image: Float32Array, tile: Tile, picture: Rgb): void {
  const height = (tile.bottom - tile.top) * CELL, width = (tile.right - tile.left) * CELL;
  const area = height * width;
  const left = (tile.x0 - tile.left) * CELL, right = (tile.x1 - tile.left) * CELL;
  for (let y = tile.y0 * CELL; y < tile.y1 * CELL; y++) {
    let from = (y - tile.top * CELL) * width + left;
    let to = (y * picture.width + tile.x0 * CELL) * 3;
    for (let x = left; x < right; x++, from++, to += 3) {
      picture.data[to] = toByte(image[from]);
      picture.data[to + 1] = toByte(image[from + area]);
      picture.data[to + 2] = toByte(image[from + 2 * area]);
    }
  }
}

function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 1 ? 255 : (value * 255 + 0.5) | 0;
}

function merge(part: Float32Array, tile: Tile, whole: Float32Array, { h, w }: SynthesisInput): void {
  const height = tile.bottom - tile.top, width = tile.right - tile.left;
  for (let c = 0; c < CHANNELS; c++) {
    for (let y = tile.y0; y < tile.y1; y++) {
      const from = (c * height + y - tile.top) * width + tile.x0 - tile.left;
      whole.set(part.subarray(from, from + tile.x1 - tile.x0), (c * h + y) * w + tile.x0);
    }
  }
}
