/** A simulated radio for tests: what happens to samples between sender and receiver. */
import { Random } from "../../functions/_shared/random.ts";

/** What the air does. */
export interface Air {
  /** Es/N0 in dB; no noise without it. */
  snrDb?: number;
  /** Cycles a symbol. */
  frequency?: number;
  /** Radians. */
  phase?: number;
  /** Samples before the file begins, with a fraction. */
  delay?: number;
  /** Samples behind its end. */
  tail?: number;
  gain?: number;
  /** How much slower than the receiver's the sender's clock is: 1e-5 is 10 parts in a million. */
  clock?: number;
  /** Standard deviation of the carrier's random walk in rad over 128 symbols. */
  phaseNoise?: number;
  seed?: number;
}

/**
 * Samples after the air.
 *
 * @param amplitude of a symbol of unit energy in `samples`
 */
export function throughAir(samples: Float32Array, amplitude: number, air: Air, samplesPerSymbol = 4): Float32Array {
  const { snrDb, frequency = 0, phase = 0, delay = 0, tail = 0, gain = 1, clock = 0, phaseNoise = 0, seed = 1 } = air;
  const count = Math.ceil(samples.length / 2 * (1 + clock) + delay) + tail;
  const sigma = snrDb === undefined ? 0 : amplitude * Math.sqrt(10 ** (-snrDb / 10) / 2);
  const step = phaseNoise / Math.sqrt(128 * samplesPerSymbol);
  const random = new Random(seed);
  const out = new Float32Array(2 * count);
  let walk = phase;
  for (let n = 0; n < count; n++) {
    const [i, q] = between(samples, (n - delay) / (1 + clock));
    if (step > 0) walk += step * random.gaussian();
    const angle = walk + 2 * Math.PI * frequency * n / samplesPerSymbol;
    const cos = Math.cos(angle), sin = Math.sin(angle);
    out[2 * n] = gain * (i * cos - q * sin + sigma * random.gaussian());
    out[2 * n + 1] = gain * (i * sin + q * cos + sigma * random.gaussian());
  }
  return out;
}

/** The value at a time between samples: a Hann-windowed sinc of 32 taps, flat far beyond the signal's band. */
function between(samples: Float32Array, time: number): [number, number] {
  const whole = Math.floor(time), fraction = time - whole;
  if (whole < -16 || whole > samples.length / 2 + 16) return [0, 0];
  if (fraction === 0) return [samples[2 * whole] ?? 0, samples[2 * whole + 1] ?? 0];
  let i = 0, q = 0;
  // sin(π (k − fraction)) alternates in sign: one sine serves all taps.
  const sine = Math.sin(Math.PI * fraction) / Math.PI;
  for (let k = -15; k <= 16; k++) {
    const at = whole + k, x = fraction - k;
    if (at < 0 || 2 * at >= samples.length) continue;
    const tap = (k % 2 === 0 ? sine : -sine) / x * Math.cos(Math.PI * x / 34) ** 2;
    i += tap * samples[2 * at];
    q += tap * samples[2 * at + 1];
  }
  return [i, q];
}
