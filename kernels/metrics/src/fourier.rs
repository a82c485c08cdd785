//! Two-dimensional Fourier transforms. Spectra lie transposed, column after column, which spares every other transposition.

use std::sync::Arc;

pub use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlanner};

/// Side of the squares that a transposition takes at a time, so that both ends stay in cache.
const TILE: usize = 16;

/// Plans for one size.
pub struct Fourier {
    width: usize,
    height: usize,
    forward: [Arc<dyn Fft<f32>>; 2],
    inverse: [Arc<dyn Fft<f32>>; 2],
    scratch: Vec<Complex32>,
}

impl Fourier {
    /// Plans transforms of `width` × `height` values.
    pub fn new(width: usize, height: usize) -> Self {
        let mut planner = FftPlanner::new();
        let forward = [
            planner.plan_fft_forward(width),
            planner.plan_fft_forward(height),
        ];
        let inverse = [
            planner.plan_fft_inverse(width),
            planner.plan_fft_inverse(height),
        ];
        let longest = forward
            .iter()
            .chain(&inverse)
            .map(|f| f.get_inplace_scratch_len())
            .max();
        Self {
            width,
            height,
            forward,
            inverse,
            scratch: vec![Complex32::default(); longest.unwrap_or(0)],
        }
    }

    /// Rows to a transposed spectrum.
    pub fn forward(&mut self, values: &mut [Complex32]) -> Vec<Complex32> {
        self.forward[0].process_with_scratch(values, &mut self.scratch);
        let mut spectrum = vec![Complex32::default(); values.len()];
        transpose(values, self.width, &mut spectrum);
        self.forward[1].process_with_scratch(&mut spectrum, &mut self.scratch);
        spectrum
    }

    /// A transposed spectrum, which is destroyed, to rows in `out`; not divided by the number of values.
    pub fn inverse(&mut self, spectrum: &mut [Complex32], out: &mut [Complex32]) {
        self.inverse[1].process_with_scratch(spectrum, &mut self.scratch);
        transpose(spectrum, self.height, out);
        self.inverse[0].process_with_scratch(out, &mut self.scratch);
    }
}

/// Frequency of index `i` of `n`, in cycles a value, as `piq` has it: odd sizes are divided by n − 1.
pub fn frequency(i: usize, n: usize) -> f32 {
    let signed = if i < n.div_ceil(2) {
        i as f32
    } else {
        i as f32 - n as f32
    };
    signed / (n - n % 2).max(1) as f32
}

fn transpose(from: &[Complex32], width: usize, to: &mut [Complex32]) {
    let height = from.len() / width;
    for top in (0..height).step_by(TILE) {
        for left in (0..width).step_by(TILE) {
            for y in top..(top + TILE).min(height) {
                for x in left..(left + TILE).min(width) {
                    to[x * height + y] = from[y * width + x];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_at_odd_sizes() {
        let values: Vec<_> = (0..35)
            .map(|i| Complex32::new((i * i % 17) as f32, i as f32))
            .collect();
        let mut fourier = Fourier::new(7, 5);
        let mut spectrum = fourier.forward(&mut values.clone());
        let mut back = vec![Complex32::default(); 35];
        fourier.inverse(&mut spectrum, &mut back);
        assert!(values
            .iter()
            .zip(&back)
            .all(|(v, b)| (v - b / 35.0).norm() < 1e-4));
    }

    #[test]
    fn frequencies_are_those_of_the_shifted_grid() {
        assert_eq!(
            [0, 1, 2, 3].map(|i| frequency(i, 4)),
            [0.0, 0.25, -0.5, -0.25]
        );
        assert_eq!(
            [0, 1, 2, 3, 4].map(|i| frequency(i, 5)),
            [0.0, 0.25, 0.5, -0.5, -0.25]
        );
    }
}
