/**
 * Seeded random networks: every operator that only moves elements, convolutions of all shapes, photos and activations, sizes
 * that are no multiples of anything.
 *
 * @module
 */
import type { Photo, Tensor } from "../../kernels/nn/wasm.ts";
import { RandomGraph, type Value } from "./writer.ts";

/** A network and what it is run on. */
export interface RandomNetwork {
  graph: RandomGraph;
  inputs: Record<string, Tensor | Photo>;
}

/** The network of a seed; its name holds the seed. */
export function randomNetwork(seed: number): RandomNetwork {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state >>> 8) / 2 ** 24 * below);
  };
  const pick = <T>(from: readonly T[]): T => from[random(from.length)];
  const channels = () => pick([1, 3, 4, 7, 8, 12, 16, 20, 24, 33, 40]);

  const graph = new RandomGraph(`net${seed}`, seed);
  const photo = random(3) === 0;
  // A multiple of 4, since networks may begin with a pixel_unshuffle.
  const [h, w] = [4 * (2 + random(9)), 4 * (1 + random(9))];
  const from = photo ? 3 : channels();
  let x = graph.input("x", from, photo);
  if (from < 8 && random(3) === 0) {
    const factor = pick([2, 4]);
    x = graph.simple("pixelUnshuffle", [x], x.channels * factor * factor, factor);
  }
  const conv = (value: Value): Value => {
    const depthwise = random(4) === 0;
    const kernel: [number, number] = [1 + random(5), 1 + random(5)];
    const pad: [number, number, number, number] = [random(3), random(3), kernel[0] - 1, kernel[1] - 1];
    const stride: [number, number] = random(3) === 0 ? [1 + random(3), 1 + random(3)] : [1, 1];
    return graph.conv(value, depthwise ? value.channels : channels(), { kernel, pad, stride, depthwise });
  };
  const residual = (value: Value): Value => {
    const inner = graph.conv(value, value.channels, { kernel: 3, pad: 1, depthwise: random(2) === 0 });
    return graph.conv(inner, value.channels, { kernel: [3, 1], pad: [1, 0, 1, 0], skip: value });
  };
  const blocks = 1 + random(3);
  for (let i = 0; i < blocks; i++) {
    const before = conv(x);
    const middle = graph.conv(before, before.channels, { kernel: 3, pad: 1, depthwise: random(3) === 0 });
    x = graph.conv(middle, before.channels, { kernel: 3, pad: 1, skip: before });
    // Only the first block may enlarge: networks stay small.
    switch (i === 0 ? random(5) : random(5) % 3 * 3) {
      case 0:
        x = graph.simple("concat", [x, before], 2 * x.channels);
        break;
      case 1:
        x = graph.simple("upsample", [x], x.channels, 2);
        break;
      case 2: {
        const wide = graph.conv(x, 4 * pick([1, 3, 8, 12]));
        const shuffled = graph.simple("pixelShuffle", [wide], wide.channels / 4, 2);
        x = graph.simple("cropLike", [shuffled, x], shuffled.channels);
        break;
      }
      case 3:
        x = residual(x);
    }
  }
  graph.output("u7", x);
  const [a, b] = [0, 1].map(() => graph.conv(x, 12, { kernel: 3, pad: 1, out: "i16" }));
  graph.output("sum", graph.simple("addI16", [a, b], 12));
  if (random(4) === 0) {
    graph.output("mean", graph.conv(graph.simple("average", [x], x.channels), 5, { out: "i16" }));
  }
  const data = Uint8Array.from({ length: h * w * from }, () => random(photo ? 256 : 128));
  return { graph, inputs: { x: photo ? { height: h, width: w, data } : { shape: [h, w, from], data } } };
}
