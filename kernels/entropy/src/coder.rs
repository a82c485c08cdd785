//! The range coder: `constriction`'s queue with 32-bit words, a 64-bit state and 24-bit probabilities, cut to bytes.
//!
//! A stream is the shortest byte string that, followed by zeros without end, lies in the final interval; trailing zero
//! bytes are dropped as well and the decoder reads them back in. So a stream is at most two bytes longer than the
//! information in it, one on average, and knows nothing of its own length: the packet does.
//!
//! Splitting the range costs 1.3 · 10^-4 bits a symbol, 38 bits for the latents of 768 × 512 pixels, because the range may
//! have 32 bits and is cut in 2^24 parts. A state of 128 bits would save them, at four times the time for decoding.

use crate::error::{Error, Result};
use constriction::backends::Cursor;
use constriction::stream::model::{DecoderModel, EncoderModel, EntropyModel};
use constriction::stream::queue::{EncoderSituation, RangeDecoder, RangeEncoder};
use constriction::stream::{Decode, Encode};
use std::num::NonZeroU32;

/// Bits of a probability.
pub const PRECISION: usize = 24;
/// The certain event.
pub const ONE: u32 = 1 << PRECISION;

/// Takes symbols as intervals of the unit range, in units of 2^-24.
pub trait Sink {
    /// Adds a symbol of probability `size`, above 0, whose predecessors in the alphabet sum to `left`.
    fn put(&mut self, left: u32, size: u32) -> Result<()>;

    /// Adds `count` equally likely bits, at most 24; `value` is below 2^count.
    fn put_bits(&mut self, value: u32, count: u32) -> Result<()> {
        let size = ONE >> count;
        self.put(value * size, size)
    }
}

struct Interval {
    left: u32,
    size: NonZeroU32,
}

impl EntropyModel<PRECISION> for Interval {
    type Symbol = ();
    type Probability = u32;
}

impl EncoderModel<PRECISION> for Interval {
    #[inline]
    fn left_cumulative_and_probability(
        &self,
        _symbol: impl std::borrow::Borrow<()>,
    ) -> Option<(u32, NonZeroU32)> {
        Some((self.left, self.size))
    }
}

/// Writes a stream.
#[derive(Default)]
pub struct Encoder {
    inner: RangeEncoder<u32, u64>,
}

impl Sink for Encoder {
    #[inline]
    fn put(&mut self, left: u32, size: u32) -> Result<()> {
        let size = NonZeroU32::new(size).ok_or_else(impossible)?;
        let model = Interval { left, size };
        self.inner
            .encode_symbol((), model)
            .map_err(|_| impossible())
    }
}

impl Encoder {
    /// The whole stream.
    pub fn finish(self) -> Vec<u8> {
        let (words, state, situation) = self.inner.into_raw_parts();
        let (lower, range) = (state.lower(), state.range().get());
        // Four bytes always suffice, since the range never stays below 2^32.
        let (count, point) = (0..4)
            .map(|n| (n, round_up(lower, n)))
            .find(|&(_, point)| point.wrapping_sub(lower) < range)
            .unwrap_or((4, round_up(lower, 4)));
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        if let EncoderSituation::Inverted(held, first) = situation {
            // Words held back until the carry is known: it is, now.
            let carry = point < lower;
            let (first, others) = if carry {
                (first.wrapping_add(1), 0)
            } else {
                (first, u32::MAX)
            };
            bytes.extend(first.to_be_bytes());
            for _ in 1..held.get() {
                bytes.extend(others.to_be_bytes());
            }
        }
        bytes.extend(&point.to_be_bytes()[..count]);
        bytes.truncate(
            bytes
                .iter()
                .rposition(|&byte| byte != 0)
                .map_or(0, |last| last + 1),
        );
        bytes
    }
}

/// The next number that is 0 behind its first `bytes` bytes; 0 where that is 2^64.
fn round_up(value: u64, bytes: usize) -> u64 {
    let mask = u64::MAX.checked_shr(8 * bytes as u32).unwrap_or(0);
    value.wrapping_add(mask) & !mask
}

fn impossible() -> Error {
    Error::Internal("Encoding a symbol of probability 0".into())
}

/// Finds the symbol at a quantile: (symbol, left, size).
struct Search<F>(F);

impl<T, F: Fn(u32) -> (T, u32, u32)> EntropyModel<PRECISION> for Search<F> {
    type Symbol = T;
    type Probability = u32;
}

impl<T, F: Fn(u32) -> (T, u32, u32)> DecoderModel<PRECISION> for Search<F> {
    #[inline]
    fn quantile_function(&self, quantile: u32) -> (T, u32, NonZeroU32) {
        let (symbol, left, size) = (self.0)(quantile);
        // Models never answer 0; if one did, the stream would turn to garbage here, not to a trap.
        (
            symbol,
            left,
            NonZeroU32::new(size).unwrap_or(NonZeroU32::MIN),
        )
    }
}

/// Reads a stream; behind its end there are zeros.
pub struct Decoder {
    inner: RangeDecoder<u32, u64, Cursor<u32, Vec<u32>>>,
}

impl Decoder {
    /// Begins at the first symbol.
    pub fn new(bytes: &[u8]) -> Result<Self> {
        let words = bytes.chunks(4).map(|chunk| {
            let mut word = [0; 4];
            word[..chunk.len()].copy_from_slice(chunk);
            u32::from_be_bytes(word)
        });
        RangeDecoder::from_compressed(words.collect::<Vec<u32>>())
            .map(|inner| Self { inner })
            .map_err(|_| Error::Internal("Reading from memory failed".into()))
    }

    /// The next symbol. `find` takes a quantile in [0, 2^24) and answers the symbol whose interval [left, left + size)
    /// holds it, as (symbol, left, size).
    #[inline]
    pub fn take<T>(&mut self, find: impl Fn(u32) -> (T, u32, u32)) -> Result<T> {
        self.inner
            .decode_symbol(Search(find))
            .map_err(|_| Error::Malformed("Stream leaves the coder's range".into()))
    }

    /// The next `count` equally likely bits, at most 24.
    pub fn take_bits(&mut self, count: u32) -> Result<u32> {
        let shift = PRECISION as u32 - count;
        self.take(|quantile| (quantile >> shift, quantile >> shift << shift, 1 << shift))
    }
}
