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
  seed?: number;
}

/**
 * Samples after the air.
 *
 * @param amplitude of a symbol of unit energy in `samples`
 */
export function throughAir(samples: Float32Array, amplitude: number, air: Air, samplesPerSymbol = 4): Float32Array {
  const { snrDb, frequency = 0, phase = 0, delay = 0, tail = 0, gain = 1, seed = 1 } = air;
  const whole = Math.floor(delay);
  const shifted = fractional(samples, delay - whole);
  const count = samples.length / 2 + whole + tail;
  const sigma = snrDb === undefined ? 0 : amplitude * Math.sqrt(10 ** (-snrDb / 10) / 2);
  const random = new Random(seed);
  const out = new Float32Array(2 * count);
  for (let n = 0; n < count; n++) {
    const at = 2 * (n - whole);
    const [i, q] = at >= 0 && at < shifted.length ? [shifted[at], shifted[at + 1]] : [0, 0];
    const angle = phase + 2 * Math.PI * frequency * n / samplesPerSymbol;
    const cos = Math.cos(angle), sin = Math.sin(angle);
    out[2 * n] = gain * (i * cos - q * sin + sigma * random.gaussian());
    out[2 * n + 1] = gain * (i * sin + q * cos + sigma * random.gaussian());
  }
  return out;
}

/** Delays by a fraction of a sample: a Hann-windowed sinc of 32 taps, flat far beyond the signal's band. */
function fractional(samples: Float32Array, delay: number): Float32Array {
  if (delay === 0) return samples;
  const taps = Array.from({ length: 32 }, (_, k) => {
    const x = k - 15 - delay;
    return Math.sin(Math.PI * x) / (Math.PI * x) * Math.cos(Math.PI * x / 34) ** 2;
  });
  const out = new Float32Array(samples.length);
  for (let n = 0; n < samples.length; n++) {
    let sum = 0;
    for (let k = 0; k < 32; k++) {
      const at = n - 2 * (k - 15);
      if (at >= 0 && at < samples.length) sum += taps[k] * samples[at];
    }
    out[n] = sum;
  }
  return out;
}
