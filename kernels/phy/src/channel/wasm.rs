//! The channels for JavaScript.

use super::erasures::{lost, GilbertElliott};
use super::flat::{self, Fading};
use super::ofdm::{self, TdlOptions};
use super::Received;
use crate::js;
use wasm_bindgen::prelude::*;

/// See [`Received`].
#[wasm_bindgen]
pub struct Air(Received);

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

    /// Symbols before equalization, interleaved I, Q, taken out.
    pub fn observed(&mut self) -> Vec<f32> {
        std::mem::take(&mut self.0.observed)
    }

    /// N0 before equalization, known or estimated.
    pub fn n0(&self) -> f64 {
        self.0.n0
    }
}

/// See [`flat::send`]. `block` 0 and `doppler` 0 together are no fading; `k` is the Rician factor, 0 for Rayleigh.
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn send_flat(
    symbols: &[f32],
    snr_db: f64,
    block: usize,
    doppler: f64,
    k: f64,
    seed: u64,
) -> Result<Air, JsError> {
    let fading = match (block, doppler > 0.0) {
        (0, false) => Fading::None,
        (_, true) => Fading::Fast { k, doppler },
        (block, false) => Fading::Block { k, block },
    };
    js(flat::send(symbols, snr_db, fading, seed)).map(Air)
}

/// See [`ofdm::send`].
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn send_tdl(
    symbols: &[f32],
    snr_db: f64,
    profile: &str,
    delay_spread: f64,
    doppler: f64,
    pilots: bool,
    seed: u64,
) -> Result<Air, JsError> {
    let options = TdlOptions {
        profile: profile.to_string(),
        delay_spread,
        doppler,
        pilots,
    };
    js(ofdm::send(symbols, snr_db, &options, seed)).map(Air)
}

/// See [`ofdm::uses`].
#[wasm_bindgen]
pub fn ofdm_uses(data: usize) -> usize {
    ofdm::uses(data)
}

/// See [`lost`].
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn gilbert_elliott(
    count: usize,
    to_bad: f64,
    to_good: f64,
    loss_good: f64,
    loss_bad: f64,
    seed: u64,
) -> Result<Vec<u8>, JsError> {
    let chain = GilbertElliott {
        to_bad,
        to_good,
        loss_good,
        loss_bad,
    };
    js(lost(chain, count, seed))
}
