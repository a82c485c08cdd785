//! What TypeScript sees.

use super::acquire::acquire;
use super::check::check_samples;
use super::demodulate::{demodulate, Demodulated};
use super::detect::detect;
use super::layout::Layout;
use super::preamble::PREAMBLE;
use super::pulse::Pulse;
use super::waveform::{waveform, Waveform, GUARD};
use wasm_bindgen::prelude::*;

fn js<T, E: std::fmt::Display>(result: std::result::Result<T, E>) -> Result<T, JsError> {
    result.map_err(|error| JsError::new(&error.to_string()))
}

/// A pulse, and all that is done with it.
#[wasm_bindgen]
pub struct Modem(Pulse);

#[wasm_bindgen]
impl Modem {
    /// See [`Pulse::new`].
    ///
    /// # Errors
    /// `invalid-argument`.
    #[wasm_bindgen(constructor)]
    pub fn new(sps: usize, roll_off: f64) -> Result<Modem, JsError> {
        js(Pulse::new(sps, roll_off)).map(Self)
    }

    /// See [`waveform`].
    ///
    /// # Errors
    /// `invalid-argument`.
    pub fn modulate(&self, symbols: &[f32], peak: f64) -> Result<FrameSamples, JsError> {
        js(waveform(symbols, &self.0, peak)).map(FrameSamples)
    }

    /// Preambles in the samples: for each its time in samples, carrier offset in cycles a symbol, amplitude and N0.
    ///
    /// # Errors
    /// `malformed`.
    pub fn find(&self, samples: &[f32]) -> Result<Vec<f64>, JsError> {
        js(check_samples(samples))?;
        let found = detect(samples, &self.0);
        Ok(found
            .into_iter()
            .map(|candidate| acquire(samples, &self.0, candidate))
            .flat_map(|start| [start.time, start.frequency, start.amplitude, start.noise])
            .collect())
    }

    /// See [`demodulate`].
    ///
    /// # Errors
    /// `malformed` for samples that are no numbers or end before the first symbol; `invalid-argument`.
    pub fn demodulate(
        &self,
        samples: &[f32],
        time: f64,
        frequency: f64,
        data: usize,
    ) -> Result<FrameSymbols, JsError> {
        js(check_samples(samples))?;
        if !(time.abs() <= 1e9 && frequency.abs() <= 0.5) || data == 0 {
            return Err(JsError::new(&format!(
                "invalid-argument: Frame of {data} symbols at sample {time}, carrier offset {frequency}"
            )));
        }
        demodulate(samples, &self.0, time, frequency, data)
            .map(FrameSymbols)
            .ok_or_else(|| JsError::new("malformed: Samples end before the first symbol"))
    }
}

/// See [`Waveform`].
#[wasm_bindgen]
pub struct FrameSamples(Waveform);

#[wasm_bindgen]
impl FrameSamples {
    /// What a symbol of unit energy was multiplied by.
    #[wasm_bindgen(getter)]
    pub fn amplitude(&self) -> f64 {
        self.0.amplitude
    }

    /// Interleaved I, Q, taken out.
    pub fn samples(&mut self) -> Vec<f32> {
        std::mem::take(&mut self.0.samples)
    }
}

/// See [`Demodulated`].
#[wasm_bindgen]
pub struct FrameSymbols(Demodulated);

#[wasm_bindgen]
impl FrameSymbols {
    /// Interleaved I, Q, taken out.
    pub fn symbols(&mut self) -> Vec<f32> {
        std::mem::take(&mut self.0.symbols)
    }

    /// N0 of each symbol in units of Es, taken out.
    pub fn noise(&mut self) -> Vec<f32> {
        std::mem::take(&mut self.0.noise)
    }

    /// Mean carrier offset in cycles a symbol.
    #[wasm_bindgen(getter)]
    pub fn frequency(&self) -> f64 {
        self.0.frequency
    }

    /// How much slower than the receiver's the sender's clock is.
    #[wasm_bindgen(getter)]
    pub fn clock(&self) -> f64 {
        self.0.clock
    }

    /// Mean amplitude of a symbol of unit energy.
    #[wasm_bindgen(getter)]
    pub fn amplitude(&self) -> f64 {
        self.0.amplitude
    }

    /// Mean Es/N0, linear.
    #[wasm_bindgen(getter)]
    pub fn snr(&self) -> f64 {
        self.0.snr
    }
}

/// All symbols of a frame of so many data symbols, with preamble and pilots.
#[wasm_bindgen]
pub fn frame_symbols(data: usize) -> usize {
    Layout { data }.total()
}

/// Symbols of the preamble.
#[wasm_bindgen]
pub fn preamble_symbols() -> usize {
    PREAMBLE
}

/// Symbols of silence on each side of a frame.
#[wasm_bindgen]
pub fn guard_symbols() -> usize {
    GUARD
}
