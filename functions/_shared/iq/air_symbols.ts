import { frameSymbols, guardSymbols, preambleSymbols } from "../../../kernels/phy/wasm.ts";

/** What a frame adds to the link's symbols. */
export interface FrameOverhead {
  preamble: number;
  pilots: number;
  /** Silence on both sides together; nothing is sent there, so it counts nowhere. */
  guard: number;
}

/** Symbols on the air for so many of the link's: with preamble and pilots. */
export function airSymbols(symbols: number): number {
  return frameSymbols(symbols);
}

/** The same by its parts. */
export function frameOverhead(symbols: number): FrameOverhead {
  return {
    preamble: preambleSymbols(),
    pilots: frameSymbols(symbols) - symbols - preambleSymbols(),
    guard: 2 * guardSymbols(),
  };
}
