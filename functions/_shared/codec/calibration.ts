/** Below this distance in ln two points say little about a slope. */
const MIN_DISTANCE = 0.02;
const MIN_SLOPE = 0.3, MAX_SLOPE = 1.7;

/**
 * Learns real sizes from guessed ones, beginning with a prior: log size as a line in the prior's logarithm through the two
 * known points that are nearest, parallel to the prior while one is known.
 */
export class Calibration {
  readonly #prior: (guess: number) => number;
  readonly #points: { prior: number; size: number }[] = [];

  /** @param prior expected size of a guess before anything is known, rising and above 0 */
  constructor(prior: (guess: number) => number) {
    this.#prior = prior;
  }

  /** Notes a real size; nothing is learned from one of 0. */
  learn(guess: number, size: number): void {
    const prior = this.#prior(guess);
    if (prior > 0 && size > 0) this.#points.push({ prior: Math.log(prior), size: Math.log(size) });
  }

  /** Size that a guess stands for. */
  predict(guess: number): number {
    const prior = this.#prior(guess);
    if (!(prior > 0)) return 0;
    if (this.#points.length === 0) return prior;
    const at = Math.log(prior);
    const [near, other] = [...this.#points].sort((a, b) => Math.abs(a.prior - at) - Math.abs(b.prior - at));
    let slope = 1;
    if (other !== undefined && Math.abs(near.prior - other.prior) > MIN_DISTANCE) {
      slope = Math.min(MAX_SLOPE, Math.max(MIN_SLOPE, (near.size - other.size) / (near.prior - other.prior)));
    }
    return Math.exp(near.size + slope * (at - near.prior));
  }
}
