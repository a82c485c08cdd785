//! Semcast kernel `phy`: the 5G NR shared channel (TS 38.211, 38.212) from payload bytes to complex symbols and back.
//!
//! ```text
//! bytes ─► segmentation + CRC ─► ldpc_encode ─► rate_match ─► scramble ─► modulation ─► channel ─┐
//! bytes ◄─ join + CRC ◄────────── ldpc_decode ◄─ rate_match ◄─ descramble ◄─ soft demapper ◄──────┘
//! ```

pub mod base_graph;
pub mod chain;
mod chain_wasm;
pub mod channel;
pub mod crc;
pub mod error;
mod lanes;
pub mod ldpc_decode;
pub mod ldpc_encode;
pub mod modulation;
pub mod random;
pub mod rate_match;
pub mod scramble;
pub mod segmentation;
pub mod sync;
mod vectors;
mod workspace;

use error::Result;
use wasm_bindgen::prelude::*;

fn js<T>(result: Result<T>) -> std::result::Result<T, JsError> {
    result.map_err(|error| JsError::new(&error.to_string()))
}

/// Symbols after the channel and the equalizer.
#[wasm_bindgen]
pub struct Air(channel::Received);

#[wasm_bindgen]
impl Air {
    /// Interleaved I, Q, taken out.
    pub fn symbols(&mut self) -> Vec<f32> {
        std::mem::take(&mut self.0.symbols)
    }

    /// N0 of each symbol after equalization, taken out.
    pub fn noise(&mut self) -> Vec<f32> {
        std::mem::take(&mut self.0.noise)
    }
}

/// See [`channel::send`]. `fading_block` 0 is no fading; `k` is the Rician factor, 0 for Rayleigh.
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn send(
    symbols: &[f32],
    snr_db: f64,
    fading_block: usize,
    k: f64,
    seed: u64,
) -> std::result::Result<Air, JsError> {
    let fading = if fading_block == 0 {
        channel::Fading::None
    } else {
        channel::Fading::Block {
            k,
            block: fading_block,
        }
    };
    js(channel::send(symbols, snr_db, fading, seed)).map(Air)
}
