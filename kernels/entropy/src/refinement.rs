//! The refinement r in {-1, 0, 1} given its base symbol: three bins of the fine model, normalized.
//!
//! The bins are those of n = 3 k0 + r under a logistic model in fine steps. Each mass gets 4 units of 2^-24 on top, as in
//! training, so that the far tails end in equal thirds instead of a division by nothing.

use crate::coder::{Decoder, Sink, ONE};
use crate::error::Result;
use crate::logistic::{Logistic, SCALES};
use std::sync::OnceLock;

/// Added to each mass: 2^-22.
const FLOOR: u32 = 4;
/// Offsets mu - 48 k0 that have a precomputed row: within ±8 fine steps.
const NEAR: i32 = 128;

/// The borders between r = -1, 0 and 1.
type Borders = [u32; 2];

/// Borders for all scales and near offsets.
pub struct Refinements {
    near: Vec<Borders>,
}

impl Refinements {
    /// The borders, made on first use.
    pub fn get() -> &'static Self {
        static REFINEMENTS: OnceLock<Refinements> = OnceLock::new();
        REFINEMENTS.get_or_init(|| Self {
            near: (0..SCALES as i32 * 2 * NEAR)
                .map(|i| borders((i / (2 * NEAR)) as usize, i % (2 * NEAR) - NEAR))
                .collect(),
        })
    }

    #[inline]
    fn borders(&self, k0: i16, mu: i16, scale: usize) -> Borders {
        let offset = i32::from(mu) - 48 * i32::from(k0);
        if (-NEAR..NEAR).contains(&offset) {
            self.near[scale * 2 * NEAR as usize + (offset + NEAR) as usize]
        } else {
            borders(scale, offset)
        }
    }

    /// Codes r (-1, 0 or 1) of base symbol `k0` under location `mu` (1/16 fine step) and `scale` 0…63.
    #[inline]
    pub fn encode<S: Sink>(
        &self,
        sink: &mut S,
        r: i8,
        k0: i16,
        mu: i16,
        scale: usize,
    ) -> Result<()> {
        let [low, high] = self.borders(k0, mu, scale);
        match r {
            0 => sink.put(low, high - low),
            1.. => sink.put(high, ONE - high),
            _ => sink.put(0, low),
        }
    }

    /// Mirrors [`Self::encode`].
    #[inline]
    pub fn decode(&self, decoder: &mut Decoder, k0: i16, mu: i16, scale: usize) -> Result<i8> {
        let [low, high] = self.borders(k0, mu, scale);
        decoder.take(|quantile| {
            if quantile < low {
                (-1, 0, low)
            } else if quantile < high {
                (0, low, high - low)
            } else {
                (1, high, ONE - high)
            }
        })
    }
}

fn borders(scale: usize, offset: i32) -> Borders {
    let table = Logistic::get();
    let edge = |i: i32| table.cdf(scale, 16 * i - 8 - offset);
    let mass = |i: i32| u64::from(edge(i + 1) - edge(i) + FLOOR);
    let (a, b, c) = (mass(-1), mass(0), mass(1));
    // At least one unit each: 3 are set aside, the rest is shared by mass.
    let shared = u64::from(ONE) - 3;
    let part = |sum: u64| (sum * shared / (a + b + c)) as u32;
    [1 + part(a), 2 + part(a + b)]
}
