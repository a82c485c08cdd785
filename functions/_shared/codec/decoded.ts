/** Received latents and what is known of them, planar, ready for the decoder's networks. */
export interface Decoded {
  /** Rows of latent cells. */
  h: number;
  /** Columns of latent cells. */
  w: number;
  /** Dequantized latents in real units, [192, h, w]; 0 where lost. */
  yHat: Float32Array;
  /** 1 where the cell was received, 0 where it was lost, [h, w]. */
  reliability: Float32Array;
  /** log2 of the effective step in real units, [h, w]: the fine step of a refined cell, three times that of others. */
  step: Float32Array;
  /** 1 where the refinement was received as well, [h, w]. */
  refined: Uint8Array;
}
