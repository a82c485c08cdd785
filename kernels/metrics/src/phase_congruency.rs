//! Phase congruency (Kovesi 1999) by log-Gabor filters of four scales and four orientations, as `piq.fsim` 0.8 has it.

use std::f32::consts::PI;

use crate::fourier::{frequency, Complex32, Fourier};
use crate::plane::Plane;

const SCALES: usize = 4;
const ORIENTATIONS: usize = 4;
const MIN_WAVELENGTH: f32 = 6.0;
const SIGMA_F: f32 = 0.55;
const DELTA_THETA: f32 = 1.2;
/// Standard deviations over the mean noise energy where the threshold lies.
const K: f32 = 2.0;
/// Kovesi's correction of the threshold.
const RESCALE: f32 = 1.7;

/// Filters of one size; spectra are transposed.
pub struct Filters {
    width: usize,
    height: usize,
    radial: [Vec<f32>; SCALES],
    angular: [Vec<f32>; ORIENTATIONS],
}

impl Filters {
    /// Filters for `width` × `height` values.
    pub fn new(width: usize, height: usize) -> Self {
        let len = width * height;
        let mut radial: [Vec<f32>; SCALES] = std::array::from_fn(|_| Vec::with_capacity(len));
        let mut angular: [Vec<f32>; ORIENTATIONS] =
            std::array::from_fn(|_| Vec::with_capacity(len));
        let theta_sigma = PI / (ORIENTATIONS as f32 * DELTA_THETA);
        let log_sigma = 2.0 * SIGMA_F.ln().powi(2);
        for x in 0..width {
            // piq's first axis, which it calls x, runs down the picture.
            let across = frequency(x, width);
            for y in 0..height {
                let down = frequency(y, height);
                let radius = (across * across + down * down).sqrt();
                let low_pass = 1.0 / (1.0 + (radius / 0.45).powi(30));
                let at = if x == 0 && y == 0 { 1.0 } else { radius };
                let log = at.ln();
                for (s, filter) in radial.iter_mut().enumerate() {
                    let log_omega = -(MIN_WAVELENGTH * (1 << s) as f32).ln();
                    let value = (-(log - log_omega).powi(2) / log_sigma).exp() * low_pass;
                    filter.push(if x == 0 && y == 0 { 0.0 } else { value });
                }
                let theta = (-across).atan2(down);
                for (o, filter) in angular.iter_mut().enumerate() {
                    let turned = (theta - o as f32 * PI / ORIENTATIONS as f32).abs();
                    let apart = turned.min(2.0 * PI - turned);
                    filter.push((-apart * apart / (2.0 * theta_sigma * theta_sigma)).exp());
                }
            }
        }
        Self {
            width,
            height,
            radial,
            angular,
        }
    }

    fn filter(&self, orientation: usize, scale: usize) -> Vec<f32> {
        let pairs = self.angular[orientation].iter().zip(&self.radial[scale]);
        pairs.map(|(a, r)| a * r).collect()
    }

    /// Σ over the frequencies of each pair of the filters' even parts: by Parseval what their real impulse responses, scaled by
    /// the square root of the number of values, have in common.
    fn noise_gain(&self, orientation: usize) -> f64 {
        let filters: [Vec<f32>; SCALES] = std::array::from_fn(|s| self.filter(orientation, s));
        let (mut squares, mut products) = (0f64, 0f64);
        for x in 0..self.width {
            let mirrored_x = (self.width - x) % self.width * self.height;
            for y in 0..self.height {
                let i = x * self.height + y;
                let j = mirrored_x + (self.height - y) % self.height;
                let even: [f32; SCALES] =
                    std::array::from_fn(|s| (filters[s][i] + filters[s][j]) / 2.0);
                let sum: f32 = even.iter().sum();
                let own: f32 = even.iter().map(|e| e * e).sum();
                squares += f64::from(own);
                products += f64::from((sum * sum - own) / 2.0);
            }
        }
        2.0 * squares + 4.0 * products
    }

    /// Congruency of each plane, 0 to 1.
    pub fn congruency<const N: usize>(&self, planes: [&Plane; N]) -> [Vec<f32>; N] {
        let len = self.width * self.height;
        let mut fourier = Fourier::new(self.width, self.height);
        let spectra = planes.map(|plane| {
            let mut values: Vec<_> = plane.data.iter().map(|&v| Complex32::new(v, 0.0)).collect();
            fourier.forward(&mut values)
        });
        let mut energy: [Vec<f32>; N] = std::array::from_fn(|_| vec![f32::EPSILON; len]);
        let mut amplitude = energy.clone();
        let mut product = vec![Complex32::default(); len];
        let mut responses: [Vec<Complex32>; SCALES] = std::array::from_fn(|_| product.clone());
        for orientation in 0..ORIENTATIONS {
            let filters: [Vec<f32>; SCALES] = std::array::from_fn(|s| self.filter(orientation, s));
            let gain = self.noise_gain(orientation);
            let em: f64 = filters[0].iter().map(|f| f64::from(f * f)).sum();
            for image in 0..N {
                for (filter, response) in filters.iter().zip(&mut responses) {
                    for ((p, s), f) in product.iter_mut().zip(&spectra[image]).zip(filter) {
                        *p = s * (f / len as f32);
                    }
                    fourier.inverse(&mut product, response);
                }
                let threshold = threshold(&responses[0], gain / em);
                accumulate(
                    &responses,
                    threshold,
                    &mut energy[image],
                    &mut amplitude[image],
                );
            }
        }
        for (e, a) in energy.iter_mut().zip(&amplitude) {
            e.iter_mut().zip(a).for_each(|(e, a)| *e /= a);
        }
        energy
    }
}

/// Energy under which noise alone would be, from the median response of the smallest scale.
fn threshold(smallest: &[Complex32], gain: f64) -> f32 {
    let mut squares: Vec<f32> = smallest.iter().map(Complex32::norm_sqr).collect();
    let middle = (squares.len() - 1) / 2;
    let median = *squares.select_nth_unstable_by(middle, f32::total_cmp).1;
    let mean = f64::from(median) / std::f64::consts::LN_2;
    let tau = (mean * gain / 2.0).sqrt() as f32;
    tau * ((PI / 2.0).sqrt() + K * (2.0 - PI / 2.0).sqrt()) / RESCALE
}

fn accumulate(
    responses: &[Vec<Complex32>; SCALES],
    threshold: f32,
    energy: &mut [f32],
    amplitude: &mut [f32],
) {
    for i in 0..energy.len() {
        let at: [Complex32; SCALES] = std::array::from_fn(|s| responses[s][i]);
        let sum = at.iter().fold(Complex32::default(), |sum, r| sum + r);
        let length = (sum.re * sum.re + sum.im * sum.im).sqrt() + f32::EPSILON;
        let (e, o) = (sum.re / length, sum.im / length);
        let total: f32 = at
            .iter()
            .map(|r| r.re * e + r.im * o - (r.re * o - r.im * e).abs())
            .sum();
        energy[i] += (total - threshold).max(0.0);
        amplitude[i] += at
            .iter()
            .map(|r| (r.re * r.re + r.im * r.im).sqrt())
            .sum::<f32>();
    }
}
