//! Linear minimum mean square error interpolation (Wiener filters) of a channel between pilots: over the frequency for an
//! even power-delay profile, over time for the Jakes spectrum (Edfors et al., IEEE Trans. Commun. 46(7), 1998; separable:
//! Hoeher, Kaiser and Robertson 1997).

use super::fft::{product, product_conjugate, unit, Complex};
use super::jakes::bessel_j0;
use std::f64::consts::{PI, TAU};

/// Pilots that one estimate over the frequency is made of.
pub const WINDOW: usize = 16;
/// Subcarriers from pilot to pilot.
pub const SPACING: usize = 2;

/// A filter over the frequency: weights of [`WINDOW`] pilots for each subcarrier that they span.
pub struct FrequencyFilter {
    weights: Vec<[Complex; WINDOW]>,
    /// Mean square error of an estimate, for a channel of unit power.
    pub error: f64,
}

impl FrequencyFilter {
    /// For delays spread evenly over `spread`, in periods a subcarrier, and pilots of noise variance `n0`.
    pub fn new(spread: f64, n0: f64) -> Self {
        let correlation = |subcarriers: f64| -> Complex {
            let x = PI * subcarriers * spread;
            let envelope = if x.abs() < 1e-9 { 1.0 } else { x.sin() / x };
            let (re, im) = unit(-x);
            (envelope * re, envelope * im)
        };
        let spacing = SPACING as f64;
        // w R = r, solved as R^T w = r.
        let mut matrix: Vec<Vec<Complex>> = (0..WINDOW)
            .map(|i| {
                (0..WINDOW)
                    .map(|j| {
                        let (re, im) = correlation(spacing * (j as f64 - i as f64));
                        (if i == j { re + n0.max(1e-6) } else { re }, im)
                    })
                    .collect()
            })
            .collect();
        let wanted: Vec<[Complex; WINDOW]> = (0..SPACING * WINDOW)
            .map(|at| std::array::from_fn(|i| correlation(at as f64 - spacing * i as f64)))
            .collect();
        for (i, row) in matrix.iter_mut().enumerate() {
            row.extend(wanted.iter().map(|r| r[i]));
        }
        solve(&mut matrix);
        let weights: Vec<[Complex; WINDOW]> = (0..wanted.len())
            .map(|at| std::array::from_fn(|i| matrix[i][WINDOW + at]))
            .collect();
        let error = |(w, r): (&[Complex; WINDOW], &[Complex; WINDOW])| {
            1.0 - w
                .iter()
                .zip(r)
                .map(|(&w, &r)| product_conjugate(w, r).0)
                .sum::<f64>()
        };
        let middle = SPACING * WINDOW / 2;
        let error = error((&weights[middle], &wanted[middle])).max(0.0);
        Self { weights, error }
    }

    /// The channel at every subcarrier; pilots stand at 0, [`SPACING`], … and are [`WINDOW`] at least.
    pub fn apply(&self, pilots: &[Complex], out: &mut [Complex]) {
        for (at, value) in out.iter_mut().enumerate() {
            let first = (at / SPACING)
                .saturating_sub(WINDOW / 2)
                .min(pilots.len() - WINDOW);
            let weights = &self.weights[at - SPACING * first];
            *value = weights
                .iter()
                .zip(&pilots[first..])
                .fold((0.0, 0.0), |acc, (&w, &p)| {
                    let term = product(w, p);
                    (acc.0 + term.0, acc.1 + term.1)
                });
        }
    }
}

/// Weights of estimates made at the times `at` for the time `now`, and the mean square error of their sum. `doppler` is the
/// greatest shift in periods a unit of time, `error` that of each estimate.
pub fn time_weights(at: &[f64], now: f64, doppler: f64, error: f64) -> (Vec<f64>, f64) {
    let correlation = |time: f64| bessel_j0(TAU * doppler * time);
    let mut matrix: Vec<Vec<Complex>> = at
        .iter()
        .enumerate()
        .map(|(i, &a)| {
            let mut row: Vec<Complex> = at
                .iter()
                .enumerate()
                .map(|(j, &b)| {
                    let noise = if i == j { error.max(1e-6) } else { 0.0 };
                    (correlation(a - b) + noise, 0.0)
                })
                .collect();
            row.push((correlation(now - a), 0.0));
            row
        })
        .collect();
    solve(&mut matrix);
    let weights: Vec<f64> = matrix.iter().map(|row| row[at.len()].0).collect();
    let kept: f64 = weights
        .iter()
        .zip(at)
        .map(|(w, &a)| w * correlation(now - a))
        .sum();
    (weights, (1.0 - kept).max(0.0))
}

/// Gauss and Jordan: turns the square part of `rows` into the identity and what follows into the solutions.
fn solve(rows: &mut [Vec<Complex>]) {
    let count = rows.len();
    let power = |z: Complex| z.0 * z.0 + z.1 * z.1;
    for column in 0..count {
        let pivot = (column..count)
            .max_by(|&a, &b| power(rows[a][column]).total_cmp(&power(rows[b][column])))
            .unwrap_or(column);
        rows.swap(column, pivot);
        let scale = power(rows[column][column]).max(1e-30);
        let inverse = (
            rows[column][column].0 / scale,
            -rows[column][column].1 / scale,
        );
        for value in &mut rows[column] {
            *value = product(*value, inverse);
        }
        let unit_row = std::mem::take(&mut rows[column]);
        for (index, row) in rows.iter_mut().enumerate() {
            if index != column {
                let factor = row[column];
                for (value, &base) in row.iter_mut().zip(&unit_row) {
                    let part = product(factor, base);
                    *value = (value.0 - part.0, value.1 - part.1);
                }
            }
        }
        rows[column] = unit_row;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn linear_systems_are_solved() {
        let mut random = Random::new(4);
        let n = 6;
        let mut value = || (random.gaussian(), random.gaussian());
        let matrix: Vec<Vec<Complex>> = (0..n).map(|_| (0..n).map(|_| value()).collect()).collect();
        let wanted: Vec<Complex> = (0..n).map(|_| value()).collect();
        let mut rows = matrix.clone();
        for (row, &w) in rows.iter_mut().zip(&wanted) {
            row.push(w);
        }
        solve(&mut rows);
        for (row, &w) in matrix.iter().zip(&wanted) {
            let sum = row
                .iter()
                .zip(&rows)
                .fold((0.0, 0.0), |acc: Complex, (&a, x)| {
                    let term = product(a, x[n]);
                    (acc.0 + term.0, acc.1 + term.1)
                });
            assert!((sum.0 - w.0).abs() < 1e-9 && (sum.1 - w.1).abs() < 1e-9);
        }
    }

    #[test]
    fn a_filter_errs_as_much_as_it_says() {
        // Channels of twelve paths whose delays are drawn evenly over the assumed spread.
        let (spread, n0) = (40.0 / 512.0, 0.2);
        let filter = FrequencyFilter::new(spread, n0);
        let mut random = Random::new(6);
        let (mut error, mut count) = (0.0, 0);
        for _ in 0..400 {
            let paths: Vec<(f64, Complex)> = (0..12)
                .map(|_| {
                    let gain = (
                        random.gaussian() / 24f64.sqrt(),
                        random.gaussian() / 24f64.sqrt(),
                    );
                    (spread * random.uniform(), gain)
                })
                .collect();
            let channel = |k: usize| {
                paths
                    .iter()
                    .fold((0.0, 0.0), |acc: Complex, &(delay, gain)| {
                        let term = product(gain, unit(-TAU * delay * k as f64));
                        (acc.0 + term.0, acc.1 + term.1)
                    })
            };
            let sigma = (n0 / 2.0).sqrt();
            let pilots: Vec<Complex> = (0..32)
                .map(|i| {
                    let h = channel(SPACING * i);
                    (
                        h.0 + sigma * random.gaussian(),
                        h.1 + sigma * random.gaussian(),
                    )
                })
                .collect();
            let mut out = vec![(0.0, 0.0); 64];
            filter.apply(&pilots, &mut out);
            for (k, estimate) in out.iter().enumerate().skip(16).take(32) {
                let h = channel(k);
                error += (estimate.0 - h.0).powi(2) + (estimate.1 - h.1).powi(2);
                count += 1;
            }
        }
        let measured = error / f64::from(count);
        assert!(
            (measured / filter.error - 1.0).abs() < 0.15,
            "{measured}, {}",
            filter.error
        );
        assert!(filter.error < 0.4 * n0, "{} of {n0}", filter.error);
    }
}
