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
/// Digits of a float's 31 bits without its sign: how far to the left they are, and how many bits each.
const DIGITS: [(u32, u32); 3] = [(20, 11), (10, 10), (0, 10)];

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

/// Lower median of the squared absolute values, a few bits of it at a time from the first on: a float that is not negative
/// is ordered as its bits are. The time does not depend on the values, of which a picture of one colour has few.
fn median(response: &[C4], width: usize, height: usize) -> f32 {
    let squares: Vec<_> = response.iter().map(|v| v.squared().array()).collect();
    let (mut known, mut rank) = (0, (width * height - 1) / 2);
    for (shift, bits) in DIGITS {
        let mut counts = [0u32; 1 << DIGITS[0].1];
        for (i, lanes) in squares.iter().enumerate() {
            for value in &lanes[..LANES.min(width - i / height * LANES)] {
                let value = value.to_bits() >> shift;
                if value >> bits == known {
                    counts[(value & ((1 << bits) - 1)) as usize] += 1;
                }
            }
        }
        let mut digit = 0;
        while rank >= counts[digit] as usize {
            rank -= counts[digit] as usize;
            digit += 1;
        }
        known = known << bits | digit as u32;
    }
    f32::from_bits(known)
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

    #[test]
    fn a_picture_of_one_colour_takes_no_longer() {
        let (width, height) = (512usize, 512);
        let still = vec![C4::zero(); width.div_ceil(LANES) * height];
        assert_eq!(median(&still, width, height), 0.0);
        let plane = Plane {
            width,
            height,
            data: vec![97.0; width * height],
        };
        let [found] = congruency([&plane]);
        assert!(found.iter().all(|v| (0.0..=1.0).contains(v)));
    }
}
