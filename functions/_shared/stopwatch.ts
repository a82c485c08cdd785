/** What a stage's code needs of a {@linkcode Stopwatch}. */
export interface StageTimer<Stage extends string> {
  /** Tells that a stage begins whose time is added later. */
  begin(stage: Stage): void;
  /** Runs a piece of a stage's work; several pieces of one stage add up. */
  time<T>(stage: Stage, work: () => T): T;
  /** Adds milliseconds that were measured elsewhere. */
  add(stage: Stage, ms: number): void;
}

/** Milliseconds by stage, in the order of their first use. */
export class Stopwatch<Stage extends string> implements StageTimer<Stage> {
  readonly #begin = performance.now();
  readonly #ms = new Map<Stage, number>();
  readonly #onStage: ((stage: Stage) => void) | undefined;

  #stage: Stage | undefined;

  /** @param onStage Called when another stage begins, for progress */
  constructor(onStage?: (stage: Stage) => void) {
    this.#onStage = onStage;
  }

  begin(stage: Stage): void {
    if (stage !== this.#stage) this.#onStage?.(stage);
    this.#stage = stage;
  }

  time<T>(stage: Stage, work: () => T): T {
    this.begin(stage);
    const begin = performance.now();
    try {
      return work();
    } finally {
      this.add(stage, performance.now() - begin);
    }
  }

  add(stage: Stage, ms: number): void {
    this.#ms.set(stage, (this.#ms.get(stage) ?? 0) + ms);
  }

  /** What was measured, with the time since construction as `total`. */
  read(): Record<Stage | "total", number> {
    return { ...Object.fromEntries(this.#ms), total: performance.now() - this.#begin } as Record<
      Stage | "total",
      number
    >;
  }
}
