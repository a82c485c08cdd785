//! Ideal code length: -log2 of the probabilities, in integers, so that rate decisions are the same everywhere.

use crate::coder::{Sink, PRECISION};
use crate::error::Result;
use std::sync::OnceLock;

/// Fractional bits of a length.
const FRACTION: u32 = 26;
/// log2 of the table's intervals; between its points the logarithm is taken as straight, 10^-8 bit off at most.
const TABLE_BITS: u32 = 12;

/// log2(1 + i / 4096) for i = 0…4096.
fn logarithms() -> &'static [u32] {
    static TABLE: OnceLock<Vec<u32>> = OnceLock::new();
    TABLE.get_or_init(|| (0..=1 << TABLE_BITS).map(logarithm).collect())
}

/// By squaring: each doubling of the exponent that carries the mantissa over 2 is one more binary digit.
fn logarithm(i: u64) -> u32 {
    let mut mantissa = (1 << 31) + (i << (31 - TABLE_BITS));
    let mut result = 0;
    if mantissa >> 32 != 0 {
        return 1 << FRACTION;
    }
    // Two digits more than are kept, for rounding.
    for _ in 0..FRACTION + 2 {
        mantissa = (mantissa * mantissa) >> 31;
        result <<= 1;
        if mantissa >> 32 != 0 {
            mantissa >>= 1;
            result |= 1;
        }
    }
    (result + 2) >> 2
}

/// Counts the bits that an ideal coder would take.
pub struct Estimator {
    table: &'static [u32],
    total: u64,
}

impl Default for Estimator {
    fn default() -> Self {
        Self {
            table: logarithms(),
            total: 0,
        }
    }
}

impl Sink for Estimator {
    #[inline]
    fn put(&mut self, _left: u32, size: u32) -> Result<()> {
        // size = 2^exponent · (1 + m), m in units of 2^-24.
        let exponent = size.ilog2();
        let m = (size << (PRECISION as u32 - exponent)) & ((1 << PRECISION) - 1);
        let below = PRECISION as u32 - TABLE_BITS;
        let (index, part) = ((m >> below) as usize, m & ((1 << below) - 1));
        let (a, b) = (self.table[index], self.table[index + 1]);
        let log2 = a + (((b - a) * part) >> below);
        self.total += u64::from(((PRECISION as u32 - exponent) << FRACTION) - log2);
        Ok(())
    }
}

impl Estimator {
    /// Bits so far in units of 1/256 bit, rounded.
    pub fn bits_256(&self) -> u64 {
        (self.total + (1 << (FRACTION - 9))) >> (FRACTION - 8)
    }
}
