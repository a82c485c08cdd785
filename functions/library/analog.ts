/** Amplitudes of an analog frame as the equalizer left them: what `decode` takes beside the packet. */
export interface Amplitudes {
  /** Interleaved I, Q. */
  symbols: Float32Array;
  /** N0 that each is left with. */
  noise: Float32Array;
  /** Noise variance of a real dimension that the energies were made for. */
  planned: number;
  /** Real over expected energy. */
  excess: number;
}
