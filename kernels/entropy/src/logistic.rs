//! The logistic distribution function as integers: F_s(t) = 2^24 / (1 + e^(-t / width)), t in 1/16 symbol.
//!
//! Scale index s = 0…63 means a width of 2^(s/8 - 5) symbols, 2^(s/8 - 1) sixteenths. With u_s = e^(-1/width) and
//! x_t = u_s^t the lower tail is F_s(-t) = 2^24 x_t / (1 + x_t), the upper one F_s(t) = 2^24 - F_s(-t), exactly. Eight
//! committed constants hold u_56…u_63; u_(s-8) = u_s^2, since halving the width squares u; x_(t+1) = x_t u_s. All
//! products are cut to 64 fractional bits, so every machine has the same table.

use crate::coder::{ONE, PRECISION};
use std::sync::OnceLock;

/// Number of scales.
pub const SCALES: usize = 64;

/// e^(-2^(1 - s/8)) for s = 56…63, in units of 2^-64.
const TOP_OCTAVE: [u64; 8] = [
    0xfc07f55ff77d2494,
    0xfc5baeda2a7bc436,
    0xfca88de21602cef6,
    0xfcef2036fc30db19,
    0xfd2fe8706985fa4a,
    0xfd6b5ed2ba19e36b,
    0xfda1f215cdff7511,
    0xfdd4081e7afd1016,
];

/// F_s for all scales.
pub struct Logistic {
    /// F_s(-t) for t = 0, 1, … until it is 0.
    tails: Vec<Vec<u32>>,
}

impl Logistic {
    /// The table, made on first use.
    pub fn get() -> &'static Self {
        static TABLE: OnceLock<Logistic> = OnceLock::new();
        TABLE.get_or_init(|| Self {
            tails: ratios().map(tail).to_vec(),
        })
    }

    /// F_s(t) in units of 2^-24, in [0, 2^24]; rises with t.
    #[inline]
    pub fn cdf(&self, scale: usize, t: i32) -> u32 {
        let tail = self.tails[scale]
            .get(t.unsigned_abs() as usize)
            .copied()
            .unwrap_or(0);
        if t > 0 {
            ONE - tail
        } else {
            tail
        }
    }
}

fn multiply(a: u64, b: u64) -> u64 {
    ((u128::from(a) * u128::from(b)) >> 64) as u64
}

fn ratios() -> [u64; SCALES] {
    let mut u = [0; SCALES];
    u[SCALES - 8..].copy_from_slice(&TOP_OCTAVE);
    for s in (0..SCALES - 8).rev() {
        u[s] = multiply(u[s + 8], u[s + 8]);
    }
    u
}

fn tail(ratio: u64) -> Vec<u32> {
    let mut values = vec![ONE / 2];
    let mut x = ratio;
    loop {
        let x32 = x >> 32;
        let denominator = (1u64 << 32) + x32;
        let value = ((x32 << PRECISION) + denominator / 2) / denominator;
        if value == 0 {
            return values;
        }
        values.push(value as u32);
        x = multiply(x, ratio);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(scale: usize, t: i32) -> f64 {
        let width = (scale as f64 / 8.0 - 1.0).exp2();
        1.0 / (1.0 + (-f64::from(t) / width).exp())
    }

    #[test]
    fn is_within_2_to_minus_24_of_the_float_reference() {
        for s in 0..SCALES {
            for t in -4000..=4000 {
                let error = f64::from(Logistic::get().cdf(s, t)) / f64::from(ONE) - reference(s, t);
                assert!(
                    error.abs() <= 1.0 / f64::from(ONE),
                    "scale {s}, t {t}: {error}"
                );
            }
        }
    }

    #[test]
    fn is_symmetric_and_rises() {
        for s in 0..SCALES {
            for t in 0..4000 {
                let table = Logistic::get();
                assert_eq!(table.cdf(s, t) + table.cdf(s, -t), ONE);
                assert!(table.cdf(s, t) <= table.cdf(s, t + 1));
            }
        }
    }
}
