import { passChannel, type Reception } from "../../../kernels/phy/wasm.ts";
import { SemcastError } from "../errors.ts";
import type { ChannelKind } from "../options.ts";

/** Symbols that share a gain on the Rayleigh channel. */
export const FADING_BLOCK = 24;

/** A channel to simulate. */
export interface ChannelSettings {
  kind: ChannelKind;
  /** Es/N0 in dB, mean over the fading. */
  snrDb: number;
  seed: number | bigint;
}

/**
 * Sends symbols over a simulated channel, equalized with perfect channel knowledge. `awgn`: white noise. `rayleigh`:
 * independent flat fading for each run of {@linkcode FADING_BLOCK} symbols. `none` is refused: nothing is modulated there.
 *
 * @throws {SemcastError} `invalid-argument` for an SNR outside −40…80 dB
 */
export function channel({ kind, snrDb, seed }: ChannelSettings, symbols: Float32Array): Reception {
  if (kind === "none") throw new SemcastError("invalid-argument", "Channel none carries bytes, not symbols");
  return passChannel(symbols, { snrDb, seed, fading: kind === "rayleigh" ? { block: FADING_BLOCK } : undefined });
}
