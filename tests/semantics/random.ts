import { Random } from "../../functions/_shared/random.ts";

/** Uniform numbers in [0, 1) as a function, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  const generator = new Random(seed);
  return () => generator.uniform();
}
