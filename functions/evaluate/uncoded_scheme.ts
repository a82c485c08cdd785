/**
 * The simplest analog way: the pixels of a smaller photo as amplitudes, no code at all. Brightness at full and colour at half
 * size, each plane without its mean and with the energy that is best for it; the receiver weighs what it gets by the noise.
 * The header block is charged and has to arrive; means and energies of the planes are free, as if they were in it.
 *
 * @module
 */
import { decodeBlock } from "../../kernels/phy/wasm.ts";
import { resize, type Rgb } from "../../kernels/pixels/wasm.ts";
import { CONTROL_BLOCK, CONTROL_SYMBOLS } from "../_shared/link/control.ts";
import { channel, planLink, transmit, usesOf } from "../_shared/link/index.ts";
import { HEADER_BYTES } from "../_shared/packet/index.ts";
import { atSizeOf } from "./fitted_file.ts";
import { greyOf } from "./grey.ts";
import type { Arrived, Photo, Point, Scheme } from "./scheme.ts";

/** One plane as it is sent. */
interface SentPlane {
  width: number;
  height: number;
  mean: number;
  /** Standard deviation of the values. */
  deviation: number;
  values: Float32Array;
}

/** Rows of the JFIF colour transform. */
const YCC = [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]];

/** Uncoded transmission. */
export const UNCODED: Scheme = { open: (photo) => Promise.resolve((point) => Promise.resolve(sent(photo, point))) };

function sent({ image }: Photo, point: Point): Arrived {
  const began = performance.now();
  const planes = planesWithin(image, point);
  if (planes === undefined || point.channel === "none") {
    return { image: greyOf(image), identity: "grey", symbols: 0, bytes: 0, delivered: 0, ms: {} };
  }
  const amplitudes = amplitudesOf(planes);
  const header = transmit(
    [new Uint8Array(HEADER_BYTES), ...Array.from({ length: 3 }, () => new Uint8Array())],
    planLink({ snrDb: point.expect, channel: point.channel, bytes: [HEADER_BYTES, 0, 0, 0] }),
  );
  const frame = new Float32Array(header.length + amplitudes.symbols.length);
  frame.set(header);
  frame.set(amplitudes.symbols, header.length);
  const { symbols, noise } = channel({ kind: point.channel, snrDb: point.snr, seed: point.seed }, frame);
  const control = decodeBlock(CONTROL_BLOCK, {
    symbols: symbols.subarray(0, header.length),
    noise: noise.subarray(0, CONTROL_SYMBOLS),
  });
  const picture = control.ok
    ? pictureOf(planes, amplitudes.gains, symbols.subarray(header.length), noise.subarray(CONTROL_SYMBOLS))
    : greyOf(image);
  return {
    image: atSizeOf(image, picture),
    identity: `${point.channel} ${point.snr} ${point.cbr} ${point.seed}`,
    symbols: usesOf(point.channel, frame.length / 2),
    bytes: HEADER_BYTES,
    delivered: control.ok ? 1 : 0,
    ms: { total: performance.now() - began },
  };
}

/** The largest size whose values fit. */
function planesWithin(image: Rgb, { channel: kind, cbr }: Point): SentPlane[] | undefined {
  const limit = Math.floor(cbr * image.width * image.height * 3);
  const fits = (planes: readonly [number, number][]) => {
    const values = planes.reduce((sum, [w, h]) => sum + w * h, 0);
    return usesOf(kind, CONTROL_SYMBOLS + Math.ceil(values / 2)) <= limit;
  };
  for (let height = image.height; height > 0; height--) {
    const width = Math.max(1, Math.round(image.width * height / image.height));
    const half: [number, number] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    if (!fits([[width, height], half, half])) continue;
    return [planeOf(resize(image, width, height), 0), ...[1, 2].map((i) => planeOf(resize(image, ...half), i))];
  }
}

function planeOf({ width, height, data }: Rgb, row: number): SentPlane {
  const [r, g, b] = YCC[row];
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) values[i] = r * data[3 * i] + g * data[3 * i + 1] + b * data[3 * i + 2];
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { width, height, mean, deviation: Math.sqrt(square), values };
}

/** Values side by side, each plane's gain falling with the root of its deviation (least error), unit mean energy a symbol. */
function amplitudesOf(planes: readonly SentPlane[]): { symbols: Float32Array; gains: number[] } {
  const count = planes.reduce((sum, { values }) => sum + values.length, 0);
  const raw = planes.map(({ deviation }) => deviation > 0 ? 1 / Math.sqrt(deviation) : 0);
  const energy = planes.reduce((sum, { values, deviation }, i) => sum + values.length * (raw[i] * deviation) ** 2, 0);
  const symbols = new Float32Array(2 * Math.ceil(count / 2));
  const scale = energy > 0 ? Math.sqrt(symbols.length / 2 / energy) : 0;
  const gains = raw.map((gain) => gain * scale);
  let at = 0;
  planes.forEach(({ values, mean }, i) => values.forEach((value) => symbols[at++] = gains[i] * (value - mean)));
  return { symbols, gains };
}

function pictureOf(planes: readonly SentPlane[], gains: number[], symbols: Float32Array, noise: Float32Array): Rgb {
  let at = 0;
  const [y, cb, cr] = planes.map(({ values, mean, deviation }, i) =>
    values.map(() => {
      // Least mean square: N0 is on both dimensions of a symbol together.
      const weight = gains[i] * deviation ** 2 / ((gains[i] * deviation) ** 2 + noise[at >> 1] / 2 + Number.MIN_VALUE);
      return mean + weight * symbols[at++];
    })
  );
  const { width, height } = planes[0], half = planes[1].width;
  const data = new Uint8Array(3 * width * height);
  const byte = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  for (let i = 0; i < width * height; i++) {
    const place = Math.floor(i / width / 2) * half + (i % width >> 1);
    const [u, v] = [cb[place], cr[place]];
    data[3 * i] = byte(y[i] + 1.402 * v);
    data[3 * i + 1] = byte(y[i] - 0.344136 * u - 0.714136 * v);
    data[3 * i + 2] = byte(y[i] + 1.772 * u);
  }
  return { width, height, data };
}
