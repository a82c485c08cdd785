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
