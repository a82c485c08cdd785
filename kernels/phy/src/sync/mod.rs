//! A frame that a radio can carry, and how a receiver finds it: sampled complex baseband to symbols and back.
//!
//! ```text
//! symbols ─► layout (preamble, pilots) ─► pulse (root raised cosine) ─► samples ─► radio ─┐
//! symbols, N0 ◄─ demodulate ◄─ track (phase, clock) ◄─ acquire ◄─ detect ◄─ samples ◄──────┘
//! ```
//!
//! Symbols have unit mean energy, samples are interleaved I, Q. Times are in samples, carrier offsets in cycles a symbol.
//! The channel is taken to be one complex gain: no equalizer for multipath, no DC or I/Q imbalance correction.

pub mod acquire;
pub mod check;
pub mod demodulate;
pub mod detect;
pub mod kalman;
pub mod layout;
pub mod preamble;
pub mod pulse;
pub mod track;
mod wasm;
pub mod waveform;

#[cfg(test)]
mod tests;
