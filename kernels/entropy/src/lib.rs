//! Semcast kernel `entropy`: range coding of latents, key maps and text under integer models.
//!
//! Sender and receiver must compute the same probabilities to the last bit on any machine, so nothing here that a stream
//! depends on is floating point. [`coder`] wraps the range coder of `constriction`; [`logistic`] is the one distribution;
//! [`window`] and [`refinement`] make models of it; [`cells`] walks tensors; [`key_map`] and [`table`] code the rest;
//! [`choose`] decides
//! what is worth its bits; [`seen`] is what networks take of symbols; [`cost`] counts ideal bits through the same calls as the encoder.

pub mod cells;
pub mod choose;
pub mod coder;
pub mod cost;
pub mod error;
pub mod key_map;
pub mod logistic;
pub mod quantize;
pub mod refinement;
pub mod seen;
pub mod table;
pub mod window;

use cells::Shape;
use coder::Decoder;
use cost::Estimator;
use error::{Error, Result};
use wasm_bindgen::prelude::*;

type Js<T> = std::result::Result<T, JsError>;

fn js<T>(result: Result<T>) -> Js<T> {
    result.map_err(|error| JsError::new(&error.to_string()))
}

fn shape(h: u32, w: u32, channels: u32) -> Shape {
    Shape {
        h: h as usize,
        w: w as usize,
        channels: channels as usize,
    }
}

enum Kind {
    Encoder(coder::Encoder),
    Estimator(Estimator),
}

/// Takes symbols: writes a stream or counts ideal bits.
#[wasm_bindgen]
pub struct EntropySink {
    kind: Kind,
}

/// Runs one expression for either kind, so that inner loops are compiled for each.
macro_rules! each {
    ($self:ident, $sink:ident => $call:expr) => {
        js(match &mut $self.kind {
            Kind::Encoder($sink) => $call,
            Kind::Estimator($sink) => $call,
        })
    };
}

#[wasm_bindgen]
impl EntropySink {
    /// An empty stream.
    pub fn encoder() -> Self {
        Self {
            kind: Kind::Encoder(coder::Encoder::default()),
        }
    }

    /// A counter of ideal bits.
    pub fn estimator() -> Self {
        Self {
            kind: Kind::Estimator(Estimator::default()),
        }
    }

    /// The stream.
    ///
    /// # Errors
    /// `internal` on a counter.
    pub fn finish(self) -> Js<Vec<u8>> {
        js(match self.kind {
            Kind::Encoder(encoder) => Ok(encoder.finish()),
            Kind::Estimator(_) => Err(Error::Internal("A counter of bits has no stream".into())),
        })
    }

    /// Ideal bits so far, in 1/256 bit.
    ///
    /// # Errors
    /// `internal` on an encoder.
    pub fn bits_256(&self) -> Js<f64> {
        js(match &self.kind {
            // Below 2^53: 2^24 values of at most a few hundred bits.
            Kind::Estimator(estimator) => Ok(estimator.bits_256() as f64),
            Kind::Encoder(_) => Err(Error::Internal("A stream does not count ideal bits".into())),
        })
    }

    /// See [`cells::encode_channels`].
    pub fn channels(&mut self, z: &[i16], mu: &[i16], scale: &[u8]) -> Js<()> {
        each!(self, sink => cells::encode_channels(sink, z, mu, scale))
    }

    /// See [`cells::encode_base`].
    pub fn base(
        &mut self,
        k0: &[i16],
        params: &[i16],
        h: u32,
        w: u32,
        channels: u32,
        parity: u32,
    ) -> Js<()> {
        each!(self, sink => cells::encode_base(sink, k0, params, shape(h, w, channels), parity as usize))
    }

    /// See [`cells::encode_refinement`].
    #[allow(clippy::too_many_arguments)] // flat over the boundary; wasm.ts names them
    pub fn refinement(
        &mut self,
        k0: &[i16],
        r: &[i8],
        params: &[i16],
        h: u32,
        w: u32,
        channels: u32,
        mask: &[u8],
    ) -> Js<()> {
        each!(self, sink => cells::encode_refinement(sink, k0, r, params, shape(h, w, channels), mask))
    }

    /// Chooses base symbols as [`choose::choose_base`] does and codes those of the parity.
    #[allow(clippy::too_many_arguments)] // flat over the boundary; wasm.ts names them
    pub fn chosen_base(
        &mut self,
        y: &[i16],
        steps: &[u16],
        weights: &[f32],
        params: &[i16],
        h: u32,
        w: u32,
        channels: u32,
        parity: u32,
        mask: &[u8],
        k0: &mut [i16],
    ) -> Js<()> {
        let source = choose::Source { y, steps, weights };
        let (shape, parity) = (shape(h, w, channels), parity as usize);
        js(choose::choose_base(source, params, shape, parity, mask, k0))?;
        each!(self, sink => cells::encode_base(sink, k0, params, shape, parity))
    }

    /// Chooses refinements as [`choose::choose_refinement`] does and codes them.
    #[allow(clippy::too_many_arguments)] // flat over the boundary; wasm.ts names them
    pub fn chosen_refinement(
        &mut self,
        y: &[i16],
        steps: &[u16],
        weights: &[f32],
        k0: &[i16],
        params: &[i16],
        h: u32,
        w: u32,
        channels: u32,
        mask: &[u8],
    ) -> Js<()> {
        let source = choose::Source { y, steps, weights };
        let shape = shape(h, w, channels);
        let mut r = vec![0; k0.len()];
        js(choose::choose_refinement(
            source, k0, params, shape, mask, &mut r,
        ))?;
        each!(self, sink => cells::encode_refinement(sink, k0, &r, params, shape, mask))
    }

    /// See [`key_map::encode`].
    pub fn key_map(&mut self, map: &[u8], w: u32, h: u32) -> Js<()> {
        each!(self, sink => key_map::encode(sink, map, w as usize, h as usize))
    }

    /// See [`table::encode`].
    pub fn table(&mut self, symbol: u32, frequencies: &[u16]) -> Js<()> {
        each!(self, sink => table::encode(sink, symbol as usize, frequencies))
    }
}

/// Reads a stream.
#[wasm_bindgen]
pub struct EntropySource {
    decoder: Decoder,
}

#[wasm_bindgen]
impl EntropySource {
    /// Begins at the first symbol.
    ///
    /// # Errors
    /// `internal` only.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Js<EntropySource> {
        let decoder = js(Decoder::new(bytes))?;
        Ok(Self { decoder })
    }

    /// See [`cells::decode_channels`].
    pub fn channels(&mut self, cells: u32, mu: &[i16], scale: &[u8]) -> Js<Vec<i16>> {
        js(cells::decode_channels(
            &mut self.decoder,
            cells as usize,
            mu,
            scale,
        ))
    }

    /// See [`cells::decode_base`].
    pub fn base(
        &mut self,
        params: &[i16],
        h: u32,
        w: u32,
        channels: u32,
        parity: u32,
        k0: &mut [i16],
    ) -> Js<()> {
        js(cells::decode_base(
            &mut self.decoder,
            params,
            shape(h, w, channels),
            parity as usize,
            k0,
        ))
    }

    /// See [`cells::decode_refinement`].
    #[allow(clippy::too_many_arguments)] // flat over the boundary; wasm.ts names them
    pub fn refinement(
        &mut self,
        k0: &[i16],
        params: &[i16],
        h: u32,
        w: u32,
        channels: u32,
        mask: &[u8],
        r: &mut [i8],
    ) -> Js<()> {
        js(cells::decode_refinement(
            &mut self.decoder,
            k0,
            params,
            shape(h, w, channels),
            mask,
            r,
        ))
    }

    /// See [`key_map::decode`].
    pub fn key_map(&mut self, w: u32, h: u32) -> Js<Vec<u8>> {
        js(key_map::decode(&mut self.decoder, w as usize, h as usize))
    }

    /// See [`table::decode`].
    pub fn table(&mut self, frequencies: &[u16]) -> Js<u32> {
        js(table::decode(&mut self.decoder, frequencies).map(|symbol| symbol as u32))
    }
}

/// See [`quantize::quantize`].
#[wasm_bindgen]
pub fn quantize(
    y: &[i16],
    steps: &[u16],
    refined: &[u8],
    shifts: &[i16],
    channels: u32,
    k0: &mut [i16],
    r: &mut [i8],
) -> Js<()> {
    let channels = channels as usize;
    js(quantize::quantize(
        y, steps, refined, shifts, channels, k0, r,
    ))
}

/// See [`seen::magnitudes`].
#[wasm_bindgen]
pub fn magnitudes(k0: &[i16]) -> Vec<u8> {
    seen::magnitudes(k0)
}

/// See [`seen::context`].
#[wasm_bindgen]
pub fn context(k0: &[i16], h: u32, w: u32, channels: u32, parity: Option<u32>) -> Js<Vec<u8>> {
    let parity = parity.map(|parity| parity as usize);
    js(seen::context(k0, shape(h, w, channels), parity))
}
