//! Semcast kernel `phy`: the 5G NR shared channel (TS 38.211, 38.212) from payload bytes to complex symbols and back.
//!
//! ```text
//! bytes ─► segmentation + CRC ─► ldpc_encode ─► rate_match ─► scramble ─► modulation ─► channel ─┐
//! bytes ◄─ join + CRC ◄────────── ldpc_decode ◄─ rate_match ◄─ descramble ◄─ soft demapper ◄──────┘
//! ```

pub mod base_graph;
pub mod chain;
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

use chain::Transport;
use error::Result;
use wasm_bindgen::prelude::*;

fn js<T>(result: Result<T>) -> std::result::Result<T, JsError> {
    result.map_err(|error| JsError::new(&error.to_string()))
}

/// See [`chain::Transport`].
#[wasm_bindgen]
#[derive(Debug, Clone, Copy)]
pub struct Block(Transport);

#[wasm_bindgen]
impl Block {
    /// Takes the fields of [`chain::Transport`].
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: usize, symbols: usize, order: usize, version: u32, c_init: u32) -> Self {
        Self(Transport {
            bytes,
            symbols,
            order,
            version,
            c_init,
        })
    }

    /// See [`chain::transmit`].
    ///
    /// # Errors
    /// `invalid-argument`.
    pub fn transmit(&self, payload: &[u8]) -> std::result::Result<Vec<f32>, JsError> {
        js(chain::transmit(self.0, payload))
    }

    /// See [`chain::receive`], from an empty soft buffer.
    ///
    /// # Errors
    /// `invalid-argument`.
    pub fn receive(
        &self,
        symbols: &[f32],
        noise: &[f32],
        iterations: u32,
    ) -> std::result::Result<Reception, JsError> {
        let decoded = chain::soft_buffer(self.0)
            .and_then(|mut buffer| chain::receive(self.0, symbols, noise, &mut buffer, iterations));
        js(decoded).map(Reception)
    }
}

/// See [`chain::Decoded`].
#[wasm_bindgen]
pub struct Reception(chain::Decoded);

#[wasm_bindgen]
impl Reception {
    /// Whether the payload is whole.
    #[wasm_bindgen(getter)]
    pub fn ok(&self) -> bool {
        self.0.ok
    }

    /// Code blocks.
    #[wasm_bindgen(getter)]
    pub fn blocks(&self) -> usize {
        self.0.blocks
    }

    /// Code blocks that failed.
    #[wasm_bindgen(getter)]
    pub fn failed(&self) -> usize {
        self.0.failed
    }

    /// Mean decoder iterations.
    #[wasm_bindgen(getter)]
    pub fn iterations(&self) -> f64 {
        self.0.iterations
    }

    /// The payload, taken out: a second call gives none.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0.bytes)
    }
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
