import type { Latents } from "./latents.ts";

/** What the model of latents needs to know. */
type Coded = Omit<Latents, "z" | "zMu" | "zScale">;

/** Mass of the unit bin around `n` under a logistic at `mu` with `width`, taken in the lower tail: exact there. */
export function logisticMass(n: number, mu: number, width: number): number {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const d = -Math.abs(n - mu);
  return sigmoid((d + 0.5) / width) - sigmoid((d - 0.5) / width);
}

function model(x: Coded, i: number): { mu: number; width: number } {
  const p = 2 * x.channels * Math.floor(i / x.channels) + i % x.channels;
  return { mu: x.params[p] / 16, width: 2 ** (Math.min(63, Math.max(0, x.params[p + x.channels])) / 8 - 5) };
}

/** Ideal bits of all base symbols, in floats and straight from the definition, without any window. */
export function bitsOfBase(x: Coded): number {
  let bits = 0;
  for (let i = 0; i < x.k0.length; i++) {
    const { mu, width } = model(x, i);
    bits -= Math.log2(Math.max(2 ** -24, logisticMass(x.k0[i], mu, width)));
  }
  return bits;
}

/** Ideal bits of the refinements of the masked cells, with the 2^-22 that training adds to each mass. */
export function bitsOfRefinement(x: Coded): number {
  let bits = 0;
  for (let i = 0; i < x.r.length; i++) {
    if (x.mask[Math.floor(i / x.channels)] === 0) continue;
    const { mu, width } = model(x, i);
    const masses = [-1, 0, 1].map((r) => logisticMass(3 * x.k0[i] + r, mu, width) + 2 ** -22);
    bits -= Math.log2(masses[x.r[i] + 1] / (masses[0] + masses[1] + masses[2]));
  }
  return bits;
}
