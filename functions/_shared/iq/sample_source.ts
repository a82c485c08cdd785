/** Samples that are read piece by piece. */
export interface SampleSource {
  /** How many there are. */
  readonly count: number;
  /** Interleaved I, Q of `count` samples from `from` on; all of them exist. */
  read(from: number, count: number): Promise<Float32Array>;
}

/** Samples that are in memory already, interleaved I, Q. */
export function memorySource(samples: Float32Array): SampleSource {
  return {
    count: samples.length >> 1,
    read: (from, count) => Promise.resolve(samples.subarray(2 * from, 2 * (from + count))),
  };
}
