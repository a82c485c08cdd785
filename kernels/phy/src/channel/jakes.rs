//! Rayleigh fading with the spectrum of Clarke and Jakes, as a sum of sinusoids with random phases and directions (Zheng and
//! Xiao, IEEE Commun. Lett. 6(6), 2002).

use crate::random::Random;
use std::f64::consts::{FRAC_PI_4, TAU};

/// Sinusoids of a gain.
const WAVES: usize = 24;

/// A complex gain of unit mean power over time.
pub struct Jakes {
    phasors: [(f64, f64); WAVES],
    steps: [(f64, f64); WAVES],
}

impl Jakes {
    /// `doppler`: greatest shift in periods a step.
    pub fn new(doppler: f64, random: &mut Random) -> Self {
        let turn = random.uniform();
        let unit = |angle: f64| (angle.cos(), angle.sin());
        let amplitude = (1.0 / WAVES as f64).sqrt();
        let phasors = std::array::from_fn(|_| {
            let (i, q) = unit(TAU * random.uniform());
            (amplitude * i, amplitude * q)
        });
        let steps = std::array::from_fn(|wave| {
            let direction = TAU * (wave as f64 + turn) / WAVES as f64;
            unit(TAU * doppler * direction.cos())
        });
        Self { phasors, steps }
    }

    /// The gain now; the next call gives it one step later.
    pub fn step(&mut self) -> (f64, f64) {
        let mut sum = (0.0, 0.0);
        for (phasor, step) in self.phasors.iter_mut().zip(&self.steps) {
            sum = (sum.0 + phasor.0, sum.1 + phasor.1);
            *phasor = (
                phasor.0 * step.0 - phasor.1 * step.1,
                phasor.0 * step.1 + phasor.1 * step.0,
            );
        }
        sum
    }
}

/// Bessel function of the first kind and order 0 (Abramowitz and Stegun 9.4.1 and 9.4.3, error below 1e-7).
pub fn bessel_j0(x: f64) -> f64 {
    let polynomial = |at: f64, c: [f64; 7]| c.iter().rev().fold(0.0, |acc, c| acc * at + c);
    let x = x.abs();
    if x <= 3.0 {
        let square = (x / 3.0) * (x / 3.0);
        return polynomial(
            square,
            [
                1.0, -2.2499997, 1.2656208, -0.3163866, 0.0444479, -0.0039444, 0.00021,
            ],
        );
    }
    let inverse = 3.0 / x;
    let amplitude = polynomial(
        inverse,
        [
            0.79788456,
            -0.00000077,
            -0.0055274,
            -0.00009512,
            0.00137237,
            -0.00072805,
            0.00014476,
        ],
    );
    let phase = polynomial(
        inverse,
        [
            -FRAC_PI_4,
            -0.04166397,
            -0.00003954,
            0.00262573,
            -0.00054125,
            -0.00029333,
            0.00013558,
        ],
    );
    amplitude / x.sqrt() * (x + phase).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn autocorrelation_is_the_bessel_function() {
        let mut random = Random::new(8);
        let (doppler, runs) = (0.01, 4000);
        for lag in [0usize, 5, 12, 25, 38, 60] {
            let (mut real, mut imaginary) = (0.0, 0.0);
            for _ in 0..runs {
                let mut jakes = Jakes::new(doppler, &mut random);
                let first = jakes.step();
                let mut last = first;
                for _ in 0..lag {
                    last = jakes.step();
                }
                real += first.0 * last.0 + first.1 * last.1;
                imaginary += first.0 * last.1 - first.1 * last.0;
            }
            let (real, imaginary) = (real / runs as f64, imaginary / runs as f64);
            let expected = bessel_j0(TAU * doppler * lag as f64);
            assert!(
                (real - expected).abs() < 0.05,
                "lag {lag}: {real}, {expected}"
            );
            assert!(imaginary.abs() < 0.05, "lag {lag}: {imaginary}");
        }
    }

    #[test]
    fn power_has_the_exponential_distribution_of_rayleigh_fading() {
        let mut random = Random::new(9);
        let count = 20_000;
        let mut powers: Vec<f64> = (0..count)
            .map(|_| {
                let (i, q) = Jakes::new(0.1, &mut random).step();
                i * i + q * q
            })
            .collect();
        powers.sort_by(f64::total_cmp);
        // Kolmogorov and Smirnov; 24 waves leave a little of their own.
        let distance = powers
            .iter()
            .enumerate()
            .map(|(i, p)| ((i as f64 + 0.5) / count as f64 - (1.0 - (-p).exp())).abs())
            .fold(0.0, f64::max);
        assert!(distance < 0.02, "{distance}");
    }

    #[test]
    fn bessel_function_has_its_known_values_and_first_zero() {
        for (x, value) in [
            (0.0, 1.0),
            (1.0, 0.765_197_7),
            (2.404_826, 0.0),
            (5.0, -0.177_596_8),
        ] {
            assert!((bessel_j0(x) - value).abs() < 1e-6, "J0({x})");
        }
    }
}
