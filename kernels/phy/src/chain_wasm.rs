//! The chain for JavaScript.

use crate::chain::{self, ReceiveOptions, Transport};
use crate::js;
use crate::modulation::Demapper;
use wasm_bindgen::prelude::*;

/// See [`chain::Transport`].
#[wasm_bindgen]
#[derive(Debug, Clone, Copy)]
pub struct Block(Transport);

#[wasm_bindgen]
impl Block {
    /// Takes the fields of [`chain::Transport`]; `limit` 0 is none.
    #[wasm_bindgen(constructor)]
    pub fn new(
        bytes: usize,
        symbols: usize,
        order: usize,
        version: u32,
        c_init: u32,
        limit: usize,
    ) -> Self {
        Self(Transport {
            bytes,
            symbols,
            order,
            version,
            c_init,
            limit: (limit > 0).then_some(limit),
        })
    }

    /// See [`chain::transmit`].
    ///
    /// # Errors
    /// `invalid-argument`.
    pub fn transmit(&self, payload: &[u8]) -> Result<Vec<f32>, JsError> {
        js(chain::transmit(self.0, payload))
    }

    /// See [`chain::receive`].
    ///
    /// # Errors
    /// `invalid-argument`.
    pub fn receive(
        &self,
        symbols: &[f32],
        noise: &[f32],
        iterations: u32,
        log_map: bool,
    ) -> Result<Reception, JsError> {
        js(chain::receive(
            self.0,
            symbols,
            noise,
            None,
            options(iterations, log_map),
        ))
        .map(Reception)
    }

    /// See [`chain::receive`], with a soft buffer.
    ///
    /// # Errors
    /// `invalid-argument`.
    pub fn combine(
        &self,
        symbols: &[f32],
        noise: &[f32],
        buffer: &mut SoftBuffer,
        iterations: u32,
        log_map: bool,
    ) -> Result<Reception, JsError> {
        js(chain::receive(
            self.0,
            symbols,
            noise,
            Some(&mut buffer.0),
            options(iterations, log_map),
        ))
        .map(Reception)
    }

    /// See [`chain::soft_buffer`].
    ///
    /// # Errors
    /// `invalid-argument`.
    pub fn soft_buffer(&self) -> Result<SoftBuffer, JsError> {
        js(chain::soft_buffer(self.0)).map(SoftBuffer)
    }
}

fn options(iterations: u32, log_map: bool) -> ReceiveOptions {
    ReceiveOptions {
        iterations,
        demapper: if log_map {
            Demapper::LogMap
        } else {
            Demapper::MaxLog
        },
    }
}

/// See [`chain::SoftBuffer`].
#[wasm_bindgen]
pub struct SoftBuffer(chain::SoftBuffer);

#[wasm_bindgen]
impl SoftBuffer {
    /// Bytes that it holds.
    pub fn memory(&self) -> usize {
        self.0.memory()
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
