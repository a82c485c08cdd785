/**
 * Seeded random chains of all operators, of bytes and of 16-bit values, for tests that compare builds.
 *
 * @module
 */
import { RandomGraph, type Value } from "./writer.ts";

/** A network with an input that fits it. */
export interface OperatorNetwork {
  file: Uint8Array;
  /** Height, width and channels of the input x; a photo has 3 channels. */
  shape: [number, number, number];
  photo: boolean;
  /** Names of its operators, in order. */
  kinds: string[];
}

interface Step {
  value: Value;
  height: number;
  width: number;
}

/** Largest side and channel count, so that thousands of networks take seconds. */
const MOST_SIDE = 40, MOST_CHANNELS = 64;

/** The network of a seed. */
export function operatorNetwork(seed: number): OperatorNetwork {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const below = (count: number) => {
    // xorshift32 (Marsaglia 2003)
    state = (state ^ state << 13) >>> 0;
    state = (state ^ state >>> 17) >>> 0;
    state = (state ^ state << 5) >>> 0;
    return state % count;
  };
  const pick = <T>(from: readonly T[]): T => from[below(from.length)];
  const graph = new RandomGraph("net", seed);
  const photo = below(3) === 0;
  const shape: [number, number, number] = [
    1 + below(16),
    1 + below(24),
    photo ? 3 : pick([1, 2, 3, 4, 5, 8, 12, 16, 17, 24, 31, 48]),
  ];
  let at: Step = { value: graph.input("x", shape[2], photo), height: shape[0], width: shape[1] };
  const seen: Step[] = [at];
  const kinds: string[] = [];

  /** The operators that take `at`, as functions that give the next step. */
  const options: Record<string, (at: Step) => Step | undefined> = {
    conv: (at) => {
      const kernel = pick([1, 1, 2, 3, 5]), stride = pick([1, 1, 2, 3]), pad = below(kernel + 1);
      const depthwise = below(3) === 0;
      const channels = depthwise ? at.value.channels : pick([1, 3, 4, 7, 8, 12, 16, 20, 28, 48]);
      const [height, width] = [at.height, at.width].map((side) => Math.floor((side + 2 * pad - kernel) / stride) + 1);
      if (Math.min(at.height, at.width) + 2 * pad < kernel) return undefined;
      const size = (other: Step) =>
        other.height === height && other.width === width && other.value.channels === channels;
      const skip = below(2) === 0 ? seen.find((other) => size(other) && !other.value.wide)?.value : undefined;
      const out = below(3) === 0 ? "i16" : "u7";
      return {
        value: graph.conv(at.value, channels, {
          kernel,
          stride,
          pad,
          depthwise,
          out,
          clamp: pick([255, 1000, 8000]),
          skip,
        }),
        height,
        width,
      };
    },
    table: (at) => {
      const [lo, hi] = at.value.range;
      return hi - lo > 4095 ? undefined : { ...at, value: graph.table(at.value, pick([0, 0, 256, 1000])) };
    },
    max_pool: (at) => pooled(at, (options) => graph.maxPool(at.value, options)),
    average_pool: (at) =>
      pooled(at, (options) => graph.averagePool(at.value, { ...options, countPadding: below(2) === 0 })),
    mean: (at) => ({ value: graph.averagePool(at.value, {}), height: 1, width: 1 }),
    channels: (at) => ({ ...at, value: graph.channels(at.value, 1 + below(24)) }),
    pad: (at) => {
      const mode = below(3);
      const least = Math.min(at.height, at.width);
      const pads = [0, 0, 0, 0].map(() => below(4) - (least > 4 ? 1 : 0));
      if (mode === 2 && Math.max(...pads) >= least) return undefined;
      const value = graph.pad(at.value, mode, pads, below(100));
      return { value, height: at.height + pads[0] + pads[2], width: at.width + pads[1] + pads[3] };
    },
    bilinear2: (at) => ({ value: graph.bilinear2(at.value), height: 2 * at.height, width: 2 * at.width }),
    upsample: (at) => {
      const factor = pick([0, 2, 3]);
      const times = factor || 2;
      return {
        value: graph.simple("upsample", [at.value], at.value.channels, factor),
        height: times * at.height,
        width: times * at.width,
      };
    },
    pixel_shuffle: (at) => {
      const factor = pick([2, 3]);
      if (at.value.channels % (factor * factor) !== 0) return undefined;
      return {
        value: graph.simple("pixelShuffle", [at.value], at.value.channels / factor ** 2, factor),
        height: factor * at.height,
        width: factor * at.width,
      };
    },
    pixel_unshuffle: (at) => {
      const factor = pick([2, 3]);
      if (at.height % factor !== 0 || at.width % factor !== 0) return undefined;
      return {
        value: graph.simple("pixelUnshuffle", [at.value], at.value.channels * factor ** 2, factor),
        height: at.height / factor,
        width: at.width / factor,
      };
    },
    binary: (at) => {
      const alike = seen.filter(({ value, height, width }) => {
        const sides = (height === at.height && width === at.width) || (height === 1 && width === 1);
        return value.channels === at.value.channels && sides;
      });
      return { ...at, value: graph.binary(pick(["add", "mul"]), at.value, pick(alike).value) };
    },
    concat: (at) => {
      // Values of one kind; a photo's zero point is another than that of the rest.
      const alike = seen.filter(({ value, height, width }) =>
        value.wide === at.value.wide && height === at.height && width === at.width && (value.index > 0 || !photo)
      );
      return photo && at.value.index === 0 ? undefined : { ...at, value: joined(at.value, pick(alike).value) };
    },
  };

  function joined(a: Value, b: Value): Value {
    return graph.simple("concat", [a, b], a.channels + b.channels);
  }

  function pooled(
    at: Step,
    make: (options: NonNullable<Parameters<RandomGraph["maxPool"]>[1]>) => Value,
  ): Step | undefined {
    const kernel: [number, number] = [1 + below(4), 1 + below(4)],
      stride: [number, number] = [1 + below(3), 1 + below(3)];
    const pad: [number, number, number, number] = [0, 1, 2, 3].map((i) => below(kernel[i % 2])) as typeof pad; // four sides
    const ceil = below(2) === 0;
    const sides = [at.height, at.width].map((side, i) => {
      const room = side + pad[i] + pad[i + 2] - kernel[i];
      if (room < 0) return 0;
      if (!ceil) return Math.floor(room / stride[i]) + 1;
      const count = Math.ceil(room / stride[i]) + 1;
      return (count - 1) * stride[i] >= pad[i] + side ? count - 1 : count;
    });
    if (sides[0] === 0 || sides[1] === 0) return undefined;
    return { value: make({ kernel, stride, pad, ceil }), height: sides[0], width: sides[1] };
  }

  // Those that seldom fit get more chances.
  const names = [...Object.keys(options), "pixel_shuffle", "pixel_unshuffle", "pixel_shuffle", "pixel_unshuffle"];
  const length = 2 + below(6);
  while (kinds.length < length) {
    // Convolutions more often than each of the others.
    const kind = below(3) === 0 ? "conv" : pick(names);
    const { height, width, value } = at;
    const grows = kind === "bilinear2" || kind === "upsample" || kind === "pixel_shuffle";
    if (grows && 3 * Math.max(height, width) > MOST_SIDE) continue;
    if (
      (kind === "pixel_unshuffle" ? 9 : 2) * value.channels > MOST_CHANNELS &&
      (kind === "pixel_unshuffle" || kind === "concat")
    ) {
      continue;
    }
    const next = options[kind](at);
    if (next === undefined) continue;
    at = next;
    seen.push(at);
    kinds.push(at.value.wide ? `${kind} i16` : kind);
  }
  graph.output("y", at.value);
  graph.output("middle", seen[1 + below(seen.length - 1)].value);
  return { file: graph.file(), shape, photo, kinds };
}
