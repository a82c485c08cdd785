//! Channels in complex baseband, seeded. Symbols have unit mean energy; N0 = 10^(−SNR/10) is the noise variance of both
//! axes together, half on each.

mod delay_line;
pub mod erasures;
pub mod estimate;
pub mod fft;
pub mod flat;
pub mod jakes;
pub mod ofdm;
mod receiver;
pub mod tdl;
mod wasm;

use crate::error::{invalid, Result};

/// Equalized symbols and the noise variance that each is left with.
pub struct Received {
    /// Interleaved I, Q.
    pub symbols: Vec<f32>,
    /// N0 after equalization, one a symbol.
    pub noise: Vec<f32>,
    /// The same symbols before equalization, interleaved I, Q.
    pub observed: Vec<f32>,
    /// N0 before it, as the receiver knows or estimates it.
    pub n0: f64,
}

/// Refuses what is no run of symbols, and SNRs that make no sense.
fn check(symbols: &[f32], snr_db: f64) -> Result<()> {
    if !symbols.len().is_multiple_of(2) {
        return invalid(format!("{} values are no I, Q pairs", symbols.len()));
    }
    if symbols.iter().any(|value| !value.is_finite()) {
        return invalid("A symbol is not a finite number".to_string());
    }
    if !(-40.0..=80.0).contains(&snr_db) {
        return invalid(format!("SNR of {snr_db} dB is outside -40…80"));
    }
    Ok(())
}
