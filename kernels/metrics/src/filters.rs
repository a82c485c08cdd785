//! Log-Gabor filters of four scales and four orientations (Kovesi 1999), with `piq.fsim`'s constants. They are the same in
//! all quadrants of the spectrum but for the angle, so that one quadrant is worked out.

use std::f32::consts::{LN_2, PI};

use crate::fast::{exp, log2};
use crate::fourier::frequency;
use crate::lanes::{F4, LANES};

/// Filters from fine to coarse.
pub const SCALES: usize = 4;
/// Filters around the circle's half.
pub const ORIENTATIONS: usize = 4;
const MIN_WAVELENGTH: f32 = 6.0;
const SIGMA_F: f32 = 0.55;
const DELTA_THETA: f32 = 1.2;
const TURNS: usize = 2 * ORIENTATIONS;

/// Filters of one size; their order is that of spectra (`fourier`).
pub struct Filters {
    /// By scale.
    pub radial: [Vec<F4>; SCALES],
    /// By orientation.
    pub angular: [Vec<F4>; ORIENTATIONS],
    /// By orientation: Σ over the frequencies of each pair of the filters' even parts (by Parseval what their real impulse
    /// responses, scaled by the root of the number of values, have in common), over the energy of the finest filter.
    pub gain: [f64; ORIENTATIONS],
}

/// What one frequency without signs lets through.
#[derive(Clone, Copy)]
struct Cell {
    radial: [f32; SCALES],
    /// Around the whole circle, in steps of π / 4.
    angular: [f32; TURNS],
}

impl Filters {
    /// Filters for `width` × `height` values.
    pub fn new(width: usize, height: usize) -> Self {
        let (columns, rows) = (width / 2 + 1, height / 2 + 1);
        let quadrant: Vec<Cell> = (0..rows * columns)
            .map(|i| {
                cell(
                    frequency(i % columns, width).abs(),
                    frequency(i / columns, height).abs(),
                )
            })
            .collect();
        let len = height.div_ceil(LANES) * width;
        let mut radial: [Vec<F4>; SCALES] = std::array::from_fn(|_| Vec::with_capacity(len));
        let mut angular: [Vec<F4>; ORIENTATIONS] = std::array::from_fn(|_| Vec::with_capacity(len));
        let (mut pairs, mut finest) = ([0f64; ORIENTATIONS], [0f64; ORIENTATIONS]);
        for top in (0..height).step_by(LANES) {
            for x in 0..width {
                let (column, left) = folded(x, width);
                // Lanes below the last row repeat it; nothing reads them.
                let lanes: [(&Cell, [usize; 2]); LANES] = std::array::from_fn(|i| {
                    let (row, up) = folded((top + i).min(height - 1), height);
                    (
                        &quadrant[row * columns + column],
                        [usize::from(left), usize::from(up)],
                    )
                });
                for (s, filter) in radial.iter_mut().enumerate() {
                    filter.push(F4::new(lanes.map(|(cell, _)| cell.radial[s])));
                }
                for (o, filter) in angular.iter_mut().enumerate() {
                    let values = lanes.map(|(cell, signs)| cell.angular[turn(o, signs)]);
                    filter.push(F4::new(values));
                    for (i, (cell, [left, up])) in lanes.iter().enumerate().take(height - top) {
                        let mirrored = [mirror(*left, x, width), mirror(*up, top + i, height)];
                        let even = (values[i] + cell.angular[turn(o, mirrored)]) / 2.0;
                        let all: f32 = cell.radial.iter().sum();
                        pairs[o] += f64::from(even * all).powi(2);
                        finest[o] += f64::from(values[i] * cell.radial[0]).powi(2);
                    }
                }
            }
        }
        Self {
            radial,
            angular,
            gain: std::array::from_fn(|o| 2.0 * pairs[o] / finest[o]),
        }
    }
}

fn cell(across: f32, down: f32) -> Cell {
    let radius = (across * across + down * down).sqrt();
    if radius == 0.0 {
        return Cell {
            radial: [0.0; SCALES],
            angular: std::array::from_fn(|k| spread(0.0, k)),
        };
    }
    let low_pass = 1.0 / (1.0 + (radius / 0.45).powi(30));
    let log_sigma = 2.0 * SIGMA_F.ln().powi(2);
    let log = log2(radius * MIN_WAVELENGTH) * LN_2;
    let theta = across.atan2(down);
    Cell {
        radial: std::array::from_fn(|s| {
            exp(-(log + s as f32 * LN_2).powi(2) / log_sigma) * low_pass
        }),
        angular: std::array::from_fn(|k| spread(theta, k)),
    }
}

/// Share of a filter at k π / 4 that an angle of 0 to π / 2 has.
fn spread(theta: f32, k: usize) -> f32 {
    let sigma = PI / (ORIENTATIONS as f32 * DELTA_THETA);
    let turned = (theta - k as f32 * PI / ORIENTATIONS as f32).abs();
    let apart = turned.min(2.0 * PI - turned);
    exp(-apart * apart / (2.0 * sigma * sigma))
}

/// Index without sign, and whether the frequency is negative.
fn folded(i: usize, n: usize) -> (usize, bool) {
    if i < n.div_ceil(2) {
        (i, false)
    } else {
        (n - i, true)
    }
}

/// Sign of the frequency −i: 0 and the lowest of an even size are their own.
fn mirror(negative: usize, i: usize, n: usize) -> usize {
    if i == 0 || 2 * i == n {
        negative
    } else {
        1 - negative
    }
}

/// The angle is atan2(−across, down); distances to an orientation in other quadrants are those in the first to another turn.
fn turn(orientation: usize, [left, up]: [usize; 2]) -> usize {
    match (left, up) {
        (0, 0) => (TURNS - orientation) % TURNS,
        (1, 0) => orientation,
        (1, _) => ORIENTATIONS - orientation,
        _ => ORIENTATIONS + orientation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quadrants_agree_with_the_formula() {
        for (width, height) in [(8, 6), (7, 9), (12, 5)] {
            let filters = Filters::new(width, height);
            for i in 1..width * height {
                let (x, y) = (i % width, i / width);
                let (across, down) = (frequency(x, width), frequency(y, height));
                let theta = (-across).atan2(down);
                let at = y / LANES * width + x;
                for o in 0..ORIENTATIONS {
                    let turned = (theta - o as f32 * PI / 4.0).abs();
                    let apart = turned.min(2.0 * PI - turned);
                    let sigma = PI / (4.0 * DELTA_THETA);
                    let want = (-apart * apart / (2.0 * sigma * sigma)).exp();
                    assert!((filters.angular[o][at].array()[y % LANES] - want).abs() < 1e-5);
                }
            }
        }
    }
}
