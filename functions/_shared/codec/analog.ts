/**
 * Analog mode: what the base layer left of the latents, sent as amplitudes of complex symbols.
 *
 * Optimal linear coding (Lee and Petersen, IEEE Trans. Commun. 24(12), 1976): a residual of deviation σ and worth w gets
 * the energy p = max(0, τ w σ − N), N the noise of a real dimension; the receiver takes the linear estimate of least mean
 * squared error. σ follows from the scale index of the entropy model and the base symbol, which both ends have, so nothing
 * of the allocation is sent. Only +, ×, ÷ and √ of doubles are used on it: both ends agree on which latents are sent.
 *
 * @module
 */
import { Random } from "../random.ts";
import type { Latents } from "./analyze.ts";
import { type Codec, ONE } from "./codec.ts";
import { decodeBaseModel } from "./decode_layers.ts";
import type { Decoded } from "./decoded.ts";
import { cellSteps, type Quantization } from "./steps.ts";

/** Base symbols 0, ±1 and others have rows of their own in the table of deviations. */
const CLASSES = 3;
/** How much more an error in a key cell counts, in amplitude. */
const KEY_WORTH = 2;
/** log2 of the step that stands for a base that was not sent. */
const NO_BASE_STEP = 7;
const PERMUTATION_SEED = 0xa7a106;

/** What both ends know before the amplitudes. */
export interface AnalogModel {
  h: number;
  w: number;
  channels: number;
  /** What the base stands for, [h, w, channels], real units. */
  start: Float64Array;
  /** Deviation of what it left, [h, w, channels], real units. */
  deviation: Float64Array;
  /** log2 of the base's step, [h, w]. */
  coarse: Float32Array;
  key: Uint8Array;
}

/**
 * The model of what the base left; without a base that of the latents themselves.
 *
 * @returns undefined where the base is no stream
 */
export function analogModel(
  codec: Codec,
  setting: Quantization,
  base: Uint8Array | undefined,
): AnalogModel | undefined {
  const { h, w, key } = setting;
  const { M, lost_scale, residual_deviation } = codec.description;
  const start = new Float64Array(h * w * M), deviation = new Float64Array(h * w * M);
  const coarse = new Float32Array(h * w);
  if (base === undefined) {
    // lost_scale is four times the deviation of the latents.
    for (let i = 0; i < deviation.length; i++) deviation[i] = lost_scale[i % M] / 4;
    return { h, w, channels: M, start, deviation, coarse: coarse.fill(NO_BASE_STEP), key };
  }
  const decoded = decodeBaseModel(codec, setting, base);
  if (decoded === undefined) return undefined;
  const { step } = cellSteps(setting);
  for (let cell = 0, i = 0; cell < h * w; cell++) {
    const unit = 3 * step[cell] / ONE;
    coarse[cell] = Math.log2(unit);
    for (const end = i + M; i < end; i++) {
      const k = decoded.k0[i];
      start[i] = unit * k;
      deviation[i] = unit * residual_deviation[Math.min(CLASSES - 1, Math.abs(k))][decoded.scale[i]];
    }
  }
  return { h, w, channels: M, start, deviation, coarse, key };
}

/** Energy of the latents that are sent. */
export interface Allocation {
  /** Indices of the sent latents in the order of their slots, at most `slots`. */
  sent: Uint32Array;
  /** Energy of each of them; `slots` / 2 together. */
  energy: Float64Array;
}

/**
 * Which latents go into `slots` real dimensions, and with what energy: half a unit a dimension on average, so that complex
 * symbols have unit mean energy.
 *
 * @param noise noise variance of a real dimension that the energies are made for
 */
export function allocate({ deviation, channels, key }: AnalogModel, slots: number, noise: number): Allocation {
  const worth = Float64Array.from(deviation, (d, i) => key[Math.floor(i / channels)] === 1 ? KEY_WORTH * d : d);
  const order = Uint32Array.from(worth, (_, i) => i).sort((a, b) => worth[b] - worth[a] || a - b);
  const most = Math.min(slots, order.length);
  let count = 0, sum = 0, scale = 0;
  // As long as the next one would still get energy, it is worth sending.
  while (count < most) {
    const next = worth[order[count]];
    const tau = (slots / 2 + (count + 1) * noise) / (sum + next);
    if (!(tau * next > noise)) break;
    sum += next;
    scale = tau;
    count++;
  }
  const sent = order.slice(0, count);
  return { sent, energy: Float64Array.from(sent, (i) => scale * worth[i] - noise) };
}

/** Slot of each sent latent: a fixed permutation spreads neighbours over the frame. */
function slotsOf(count: number, slots: number): Uint32Array {
  const random = new Random(PERMUTATION_SEED);
  const places = Uint32Array.from({ length: slots }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + random.below(slots - i);
    [places[i], places[j]] = [places[j], places[i]];
  }
  return places.subarray(0, count);
}

/** Amplitudes, and by what all of them were multiplied so that their real energy is the wanted one. */
export interface Amplitudes {
  /** Interleaved I, Q, unit mean energy a complex symbol. */
  symbols: Float32Array;
  /** Real over expected energy. */
  excess: number;
}

/** Puts latents on `count` complex symbols; `quantized` makes of the excess what the receiver is told. */
export function toAmplitudes(
  latents: Latents,
  model: AnalogModel,
  { sent, energy }: Allocation,
  count: number,
  quantized: (excess: number) => number,
): Amplitudes {
  const raw = Float64Array.from(sent, (i, at) => {
    return Math.sqrt(energy[at]) / model.deviation[i] * (latents.y[i] / ONE - model.start[i]);
  });
  const excess = quantized(raw.reduce((sum, value) => sum + value * value, 0) / count);
  const symbols = new Float32Array(2 * count);
  slotsOf(sent.length, 2 * count).forEach((slot, at) => symbols[slot] = raw[at] / Math.sqrt(excess));
  return { symbols, excess };
}

/** Sum of squared errors that is expected at the receiver over white noise of this variance a real dimension. */
export function expectedError(
  latents: Latents,
  model: AnalogModel,
  { sent, energy }: Allocation,
  noise: number,
): number {
  const { key, channels, start, deviation } = model;
  const worth = (i: number) => key[Math.floor(i / channels)] === 1 ? KEY_WORTH * KEY_WORTH : 1;
  const squared = (i: number) => (latents.y[i] / ONE - start[i]) ** 2;
  let sum = 0, real = 0, expected = 0;
  for (let i = 0; i < start.length; i++) sum += worth(i) * squared(i);
  sent.forEach((i, at) => {
    real += energy[at] * squared(i) / deviation[i] ** 2;
    expected += energy[at];
  });
  const excess = sent.length === 0 ? 1 : real / expected;
  sent.forEach((i, at) => {
    const total = energy[at] + noise;
    const bias = (noise / total) ** 2 * squared(i);
    const variance = energy[at] * excess * deviation[i] ** 2 * noise / total ** 2;
    sum += worth(i) * (bias + variance - squared(i));
  });
  return sum;
}

/**
 * Received amplitudes to latents.
 *
 * @param symbols interleaved I, Q after the equalizer
 * @param noise N0 that each complex symbol is left with
 */
export function fromAmplitudes(
  model: AnalogModel,
  { sent, energy }: Allocation,
  symbols: Float32Array,
  noise: Float32Array,
  excess: number,
): Decoded {
  const { h, w, channels, start, deviation } = model;
  const cells = h * w;
  const value = Float64Array.from(start);
  const all = new Float64Array(cells), left = new Float64Array(cells);
  const open = new Float64Array(cells), count = new Uint32Array(cells);
  // The excess says how much larger than expected the residuals are, all together.
  for (let i = 0; i < deviation.length; i++) all[Math.floor(i / channels)] += excess * deviation[i] ** 2;
  left.set(all);
  slotsOf(sent.length, symbols.length).forEach((slot, at) => {
    const i = sent[at], cell = Math.floor(i / channels);
    const variance = excess * deviation[i] ** 2, n = noise[slot >> 1] / 2;
    const remaining = variance * n / (energy[at] + n);
    value[i] += symbols[slot] * Math.sqrt(energy[at] * variance) / (energy[at] + n);
    left[cell] += remaining - variance;
    open[cell] += remaining;
    count[cell]++;
  });
  const yHat = new Float32Array(channels * cells);
  for (let cell = 0, i = 0; cell < cells; cell++) {
    for (let c = 0; c < channels; c++, i++) yHat[c * cells + cell] = value[i];
  }
  const step = Float32Array.from(
    count,
    (sentHere, cell) =>
      sentHere === 0
        ? model.coarse[cell]
        : Math.min(model.coarse[cell], 0.5 * Math.log2(12 * Math.max(1e-6, open[cell] / sentHere))),
  );
  const reliability = Float32Array.from(all, (variance, cell) => 1 - left[cell] / Math.max(1e-12, variance));
  return { h, w, yHat, reliability, step, refined: new Uint8Array(cells) };
}
