//! Phase congruency (Kovesi 1999) as `piq.fsim` 0.8 has it.

use std::f32::consts::PI;

use crate::filters::{Filters, ORIENTATIONS, SCALES};
use crate::fourier::{ungrouped, Fourier};
use crate::lanes::{C4, F4, LANES};
use crate::plane::Plane;

/// Standard deviations over the mean noise energy where the threshold lies.
const K: f32 = 2.0;
/// Kovesi's correction of the threshold.
const RESCALE: f32 = 1.7;
/// Bits of a float that do not tell histogram bins apart.
const BIN_SHIFT: u32 = 19;

/// Congruency of planes of one size, 0 to 1.
pub fn congruency<const N: usize>(planes: [&Plane; N]) -> [Vec<f32>; N] {
    let (width, height) = (planes[0].width, planes[0].height);
    let filters = Filters::new(width, height);
    let mut fourier = Fourier::new(width, height);
    let len = fourier.picture_len();
    let mut responses: [Vec<C4>; SCALES] = std::array::from_fn(|_| vec![C4::zero(); len]);
    let scale = F4::splat(1.0 / (width * height) as f32);
    planes.map(|plane| {
        let spectrum = fourier.spectrum(&plane.data, None);
        let mut energy = vec![F4::splat(f32::EPSILON); len];
        let mut amplitude = energy.clone();
        for orientation in 0..ORIENTATIONS {
            let angular = &filters.angular[orientation];
            for (radial, response) in filters.radial.iter().zip(&mut responses) {
                fourier.response(&spectrum, |i| angular[i] * radial[i] * scale, response);
            }
            let median = median(&responses[0], width, height);
            let threshold = F4::splat(threshold(median, filters.gain[orientation]));
            accumulate(&responses, threshold, &mut energy, &mut amplitude);
        }
        for (e, a) in energy.iter_mut().zip(&amplitude) {
            *e = *e / *a;
        }
        ungrouped(&energy, width, height)
    })
}

/// Lower median of the squared absolute values: the histogram of their floats' first bits finds the bin, sorting the rest.
fn median(response: &[C4], width: usize, height: usize) -> f32 {
    let wide = |i: usize| LANES.min(width - i / height * LANES);
    let mut counts = [0u32; 1 << (31 - BIN_SHIFT)];
    let bin = |value: f32| (value.to_bits() >> BIN_SHIFT) as usize;
    let squares: Vec<_> = response.iter().map(|v| v.squared().array()).collect();
    for (i, lanes) in squares.iter().enumerate() {
        lanes[..wide(i)].iter().for_each(|&v| counts[bin(v)] += 1);
    }
    let (mut rank, mut middle) = ((width * height - 1) / 2, 0);
    while rank >= counts[middle] as usize {
        rank -= counts[middle] as usize;
        middle += 1;
    }
    let valid = squares
        .iter()
        .enumerate()
        .flat_map(|(i, lanes)| &lanes[..wide(i)]);
    let mut inside: Vec<f32> = valid.copied().filter(|&v| bin(v) == middle).collect();
    *inside.select_nth_unstable_by(rank, f32::total_cmp).1
}

/// Energy under which noise alone would be, from the median response of the smallest scale.
fn threshold(median: f32, gain: f64) -> f32 {
    let mean = f64::from(median) / std::f64::consts::LN_2;
    let tau = (mean * gain / 2.0).sqrt() as f32;
    tau * ((PI / 2.0).sqrt() + K * (2.0 - PI / 2.0).sqrt()) / RESCALE
}

fn accumulate(
    responses: &[Vec<C4>; SCALES],
    threshold: F4,
    energy: &mut [F4],
    amplitude: &mut [F4],
) {
    let (tiny, zero) = (F4::splat(f32::EPSILON), F4::splat(0.0));
    let responses = responses.each_ref().map(|r| &r[..energy.len()]);
    for (i, (energy, amplitude)) in energy.iter_mut().zip(amplitude).enumerate() {
        let at = responses.map(|r| r[i]);
        let sum = at.iter().fold(C4::zero(), |sum, &r| sum + r);
        let length = sum.squared().sqrt() + tiny;
        let (e, o) = (sum.re / length, sum.im / length);
        let (mut total, mut lengths) = (zero, zero);
        for r in at {
            total = total + (r.re * e + r.im * o - (r.re * o - r.im * e).abs());
            lengths = lengths + r.squared().sqrt();
        }
        *energy = *energy + (total - threshold).max(zero);
        *amplitude = *amplitude + lengths;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_that_of_a_sorted_list_without_the_padding() {
        let (width, height) = (6, 7);
        let values: Vec<f32> = (0..width * height)
            .map(|i| ((i * 29 % 43) as f32).powi(3))
            .collect();
        let mut fourier = Fourier::new(width, height);
        let spectrum = fourier.spectrum(&values, None);
        let mut picture = vec![C4::zero(); fourier.picture_len()];
        fourier.response(&spectrum, |_| F4::splat(1.0 / 42.0), &mut picture);
        let mut sorted = values;
        sorted.sort_by(f32::total_cmp);
        let found = median(&picture, width, height).sqrt();
        assert!(
            (found / sorted[20] - 1.0).abs() < 1e-3,
            "{found}, not {}",
            sorted[20]
        );
    }
}
