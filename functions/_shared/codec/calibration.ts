/** Below this distance in ln two points say little about a slope. */
const MIN_DISTANCE = 0.02;
const MIN_SLOPE = 0.1, MAX_SLOPE = 1.5;

/**
 * Learns real sizes from guessed ones: log size as a line in log guess through the two known points that are nearest,
 * proportional while one is known.
 */
export class Calibration {
  readonly #first: number;
  readonly #points: { guess: number; size: number }[] = [];

  /** @param first size over guess before anything is known */
  constructor(first: number) {
    this.#first = first;
  }

  /** Notes a real size; both have to be above 0 to count. */
  learn(guess: number, size: number): void {
    if (guess > 0 && size > 0) this.#points.push({ guess: Math.log(guess), size: Math.log(size) });
  }

  /** Size that a guess stands for. */
  predict(guess: number): number {
    if (!(guess > 0)) return 0;
    const at = Math.log(guess);
    if (this.#points.length === 0) return this.#first * guess;
    const [near, other] = [...this.#points].sort((a, b) => Math.abs(a.guess - at) - Math.abs(b.guess - at));
    let slope = 1;
    if (other !== undefined && Math.abs(near.guess - other.guess) > MIN_DISTANCE) {
      slope = Math.min(MAX_SLOPE, Math.max(MIN_SLOPE, (near.size - other.size) / (near.guess - other.guess)));
    }
    return Math.exp(near.size + slope * (at - near.guess));
  }
}
