import { SemcastError } from "../errors.ts";

interface Job {
  start: () => Promise<void>;
}

/**
 * Runs jobs one after the other, first come first served. A job whose signal is aborted while it waits never starts; one
 * that has started is left to finish, since a network cannot be stopped halfway, and its result is dropped.
 */
export class JobQueue {
  readonly #waiting: Job[] = [];
  readonly #limit: number;
  #busy = false;

  /** @param limit most jobs that wait; one more is refused with `unavailable` */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Jobs that wait for their turn. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Queues a job; settles as it does, or rejects with the signal's reason as soon as that is aborted. */
  add<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#waiting.length >= this.#limit) {
      return Promise.reject(new SemcastError("unavailable", `Decoder is busy: ${this.#limit} jobs wait already`));
    }
    return new Promise<T>((resolve, reject) => {
      const job: Job = {
        start: async () => {
          try {
            resolve(await work());
          } catch (error) {
            reject(error);
          } finally {
            signal?.removeEventListener("abort", cancel);
          }
        },
      };
      const cancel = () => {
        const place = this.#waiting.indexOf(job);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", cancel, { once: true });
      this.#waiting.push(job);
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) await job.start();
    this.#busy = false;
  }
}
