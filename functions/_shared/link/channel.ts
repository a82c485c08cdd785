import { type ChannelOptions, channelUses, passChannel, type Reception } from "../../../kernels/phy/wasm.ts";
import { SemcastError } from "../errors.ts";
import type { ChannelKind } from "../choices.ts";

/** Symbols that share a gain on the flat fading channels, where nothing moves. */
export const FADING_BLOCK = 24;

/** A channel to simulate. */
export interface ChannelSettings extends Pick<ChannelOptions, "doppler" | "knowledge"> {
  kind: ChannelKind;
  /** Es/N0 in dB, mean over the fading. */
  snrDb: number;
  seed: number | bigint;
  /** Root mean square delay spread in ns, of the tapped delay lines; default 300. */
  spread?: number;
}

/**
 * Sends symbols over a simulated channel and equalizes them. `awgn`: white noise. `rayleigh`, `rician`: flat fading,
 * independent for each run of {@linkcode FADING_BLOCK} symbols or moving with a Doppler shift, known to the receiver.
 * `tdl-*`: tapped delay lines over OFDM, estimated from pilots. `none` is refused: nothing is modulated there.
 *
 * @throws {SemcastError} `invalid-argument` for an SNR outside −40…80 dB
 */
export function channel({ kind, spread, ...settings }: ChannelSettings, symbols: Float32Array): Reception {
  if (kind === "none") throw new SemcastError("invalid-argument", "Channel none carries bytes, not symbols");
  return passChannel(symbols, { kind, block: FADING_BLOCK, delaySpread: spread, ...settings });
}

/** Complex symbols that the channel takes for so many of the packet: pilots come on top where it needs them. */
export function usesOf(kind: ChannelKind, symbols: number): number {
  return kind === "none" ? symbols : channelUses(kind, symbols);
}
