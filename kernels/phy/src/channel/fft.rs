//! The discrete Fourier transform of a power of two (Cooley and Tukey 1965), unitary.

use std::f64::consts::TAU;

/// A complex number: real and imaginary part.
pub type Complex = (f64, f64);

/// a · b.
pub fn product(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// a · conj(b).
pub fn product_conjugate(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 + a.1 * b.1, a.1 * b.0 - a.0 * b.1)
}

/// e^(j angle).
pub fn unit(angle: f64) -> Complex {
    (angle.cos(), angle.sin())
}

/// Transforms of one length.
pub struct Fft {
    roots: Vec<Complex>,
}

impl Fft {
    /// For `size` values, a power of two.
    pub fn new(size: usize) -> Self {
        debug_assert!(size.is_power_of_two());
        Self {
            roots: (0..size / 2)
                .map(|i| unit(-TAU * i as f64 / size as f64))
                .collect(),
        }
    }

    /// To the frequencies, in place; energy is kept.
    pub fn forward(&self, data: &mut [Complex]) {
        self.transform(data, 1.0);
    }

    /// Back to the time.
    pub fn inverse(&self, data: &mut [Complex]) {
        self.transform(data, -1.0);
    }

    fn transform(&self, data: &mut [Complex], sign: f64) {
        let size = data.len();
        let shift = usize::BITS - size.trailing_zeros();
        for i in 0..size {
            let j = i.reverse_bits() >> shift;
            if i < j {
                data.swap(i, j);
            }
        }
        let mut half = 1;
        while half < size {
            let stride = size / (2 * half);
            for block in data.chunks_exact_mut(2 * half) {
                let (low, high) = block.split_at_mut(half);
                for (k, (a, b)) in low.iter_mut().zip(high).enumerate() {
                    let root = self.roots[k * stride];
                    let turned = product(*b, (root.0, sign * root.1));
                    *b = (a.0 - turned.0, a.1 - turned.1);
                    *a = (a.0 + turned.0, a.1 + turned.1);
                }
            }
            half *= 2;
        }
        let scale = 1.0 / (size as f64).sqrt();
        for value in data {
            *value = (value.0 * scale, value.1 * scale);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn transform_is_the_sum_of_its_definition_and_its_own_inverse() {
        let mut random = Random::new(2);
        let data: Vec<Complex> = (0..16)
            .map(|_| (random.gaussian(), random.gaussian()))
            .collect();
        let fft = Fft::new(16);
        let mut got = data.clone();
        fft.forward(&mut got);
        for (k, value) in got.iter().enumerate() {
            let sum = data
                .iter()
                .enumerate()
                .fold((0.0, 0.0), |acc: Complex, (n, &x)| {
                    let term = product(x, unit(-TAU * (k * n) as f64 / 16.0));
                    (acc.0 + term.0 / 4.0, acc.1 + term.1 / 4.0)
                });
            assert!((value.0 - sum.0).abs() < 1e-12 && (value.1 - sum.1).abs() < 1e-12);
        }
        fft.inverse(&mut got);
        for (a, b) in data.iter().zip(&got) {
            assert!((a.0 - b.0).abs() < 1e-12 && (a.1 - b.1).abs() < 1e-12);
        }
    }
}
