import type { Decoded } from "../codec/decoded.ts";

/** Standard deviation of the flow's target in units of the correction: x(1) · 0.25 = u (see models/train). */
const CORRECTION_SCALE = 0.25;

/**
 * Bounds of a quantization bin around its reconstruction point, in effective steps, for a symbol that is not 0: towards
 * zero and away from it. The quantizer rounds |y|/Δ + 0.4 down, so bins reach from −0.4 to 0.6; a coarse bin that was
 * made of three fine ones, whose refinement got lost, reaches from −1.4/3.
 */
const INWARD_FINE = 0.4, INWARD_COARSE = 1.4 / 3, OUTWARD = 0.6;

/** What {@linkcode applyCorrection} needs besides the received latents. */
export interface CorrectionOptions {
  /** 1 key, 0 rest, [h, w]. */
  key: Uint8Array;
  /** Unit of the correction of lost cells per channel, from codec.json. */
  lostScale: readonly number[];
  /** What lost latents are expected to be, [192, h, w] in real units; 0 by default. */
  prior?: Float32Array;
  /** 1 leaves everything as received, 0 takes the whole correction. */
  fidelity: number;
}

/** Whether the decoder may change a cell: everything but key cells that arrived. */
export function isOpen(decoded: Decoded, key: Uint8Array, cell: number): boolean {
  return !(decoded.reliability[cell] === 1 && key[cell] === 1);
}

/**
 * Applies a drawn correction to the received latents and keeps them consistent with what was received:
 *
 * - a key cell that arrived stays as it is, to the last bit, also where its refinement was lost or never sent;
 * - any other received latent stays inside its quantization bin, and moves by (1 − fidelity) of the correction;
 * - a lost latent takes the drawn value, around its prior, faded out only when fidelity is above ½.
 *
 * @param x1 the flow's result at t = 1, [192, h, w]
 * @returns new latents [192, h, w] in real units
 */
export function applyCorrection(decoded: Decoded, x1: Float32Array, options: CorrectionOptions): Float32Array {
  const { key, lostScale, fidelity, prior } = options;
  const cells = decoded.h * decoded.w;
  const gate = 1 - fidelity;
  const lostGate = Math.min(1, 2 * gate);
  const out = decoded.yHat.slice();
  for (let cell = 0; cell < cells; cell++) {
    if (!isOpen(decoded, key, cell)) continue;
    const lost = decoded.reliability[cell] === 0;
    const unit = 2 ** decoded.step[cell];
    const inward = decoded.refined[cell] === 1 ? INWARD_FINE : INWARD_COARSE;
    for (let c = 0; c < lostScale.length; c++) {
      const at = c * cells + cell;
      const u = CORRECTION_SCALE * x1[at];
      if (lost) {
        out[at] = (prior?.[at] ?? 0) + lostGate * u * lostScale[c];
        continue;
      }
      const y = decoded.yHat[at];
      const low = y > 0 ? -inward : -OUTWARD, high = y < 0 ? inward : OUTWARD;
      out[at] = y + gate * Math.min(high, Math.max(low, u)) * unit;
    }
  }
  return out;
}
