//! Fourier transforms of one dimension, four at a time: Stockham's passes of radix 4, 2, 3 and 5, which need no bit
//! reversal; Bluestein's convolution where the length has another prime factor.

use std::f64::consts::PI;

use crate::lanes::{C4, F4};

/// A plan for one length.
pub struct Fft {
    /// exp(−2πi k / n).
    roots: Vec<[f32; 2]>,
    radices: Vec<usize>,
    bluestein: Option<Box<Bluestein>>,
}

/// A transform as a convolution with a chirp (Bluestein 1970).
struct Bluestein {
    /// exp(−πi k² / n).
    chirp: Vec<[f32; 2]>,
    /// Transform of the conjugate chirp, divided by its length.
    spectrum: Vec<[f32; 2]>,
    inner: Fft,
}

impl Fft {
    /// Plans transforms of `n` values.
    pub fn new(n: usize) -> Self {
        let radices = radices(n);
        let bluestein = radices.is_none().then(|| Box::new(Bluestein::new(n)));
        let roots = (0..n).map(|k| unit(-2.0 * PI * k as f64 / n as f64));
        Self {
            roots: roots.collect(),
            radices: radices.unwrap_or_default(),
            bluestein,
        }
    }

    /// Transforms four sequences in place: X(k) = Σ x(t) exp(−2πi kt / n). `scratch` grows to what is needed.
    pub fn process(&self, values: &mut [C4], scratch: &mut Vec<C4>) {
        if let Some(bluestein) = &self.bluestein {
            return bluestein.process(values, scratch);
        }
        scratch.resize(values.len().max(scratch.len()), C4::zero());
        let (mut from, mut to) = (&mut *values, &mut scratch[..self.roots.len()]);
        let mut stride = 1;
        for &radix in &self.radices {
            match radix {
                4 => pass(from, to, stride, &self.roots, radix_4),
                2 => pass(from, to, stride, &self.roots, |[a, b]| [a + b, a - b]),
                3 => pass(from, to, stride, &self.roots, radix_3),
                _ => pass(from, to, stride, &self.roots, radix_5),
            }
            stride *= radix;
            std::mem::swap(&mut from, &mut to);
        }
        if self.radices.len() % 2 == 1 {
            to.copy_from_slice(from);
        }
    }
}

impl Bluestein {
    fn new(n: usize) -> Self {
        let padded = (2 * n - 1..).find(|&m| radices(m).is_some());
        // Every power of two has radices.
        let padded = padded.unwrap_or_else(|| unreachable!());
        let inner = Fft::new(padded);
        let chirp: Vec<_> = (0..n)
            .map(|k| unit(-PI * (k * k % (2 * n)) as f64 / n as f64))
            .collect();
        let mut values = vec![C4::zero(); padded];
        for (k, &root) in chirp.iter().enumerate() {
            let [re, im] = root.map(|v| F4::splat(v / padded as f32));
            values[k] = C4 { re, im }.conjugate();
            values[(padded - k) % padded] = values[k];
        }
        inner.process(&mut values, &mut Vec::new());
        let spectrum = values.iter().map(|v| [v.re.array()[0], v.im.array()[0]]);
        Self {
            chirp,
            spectrum: spectrum.collect(),
            inner,
        }
    }

    fn process(&self, values: &mut [C4], scratch: &mut Vec<C4>) {
        let mut padded = vec![C4::zero(); self.spectrum.len()];
        for ((p, v), &root) in padded.iter_mut().zip(&*values).zip(&self.chirp) {
            *p = v.turned(root);
        }
        self.inner.process(&mut padded, scratch);
        for (p, &root) in padded.iter_mut().zip(&self.spectrum) {
            *p = p.turned(root).conjugate();
        }
        self.inner.process(&mut padded, scratch);
        for ((v, p), &root) in values.iter_mut().zip(&padded).zip(&self.chirp) {
            *v = p.conjugate().turned(root);
        }
    }
}

/// Radices whose product is `n`; none where there is another prime factor.
fn radices(n: usize) -> Option<Vec<usize>> {
    let (mut rest, mut out) = (n, Vec::new());
    for radix in [4, 2, 3, 5] {
        while rest % radix == 0 {
            out.push(radix);
            rest /= radix;
        }
    }
    (rest == 1).then_some(out)
}

fn unit(angle: f64) -> [f32; 2] {
    [angle.cos() as f32, angle.sin() as f32]
}

/// One pass: butterflies over values that lie n / R apart, results turned and laid `stride` apart.
#[inline(always)]
fn pass<const R: usize>(
    from: &[C4],
    to: &mut [C4],
    stride: usize,
    roots: &[[f32; 2]],
    butterfly: impl Fn([C4; R]) -> [C4; R],
) {
    let apart = from.len() / R;
    for (p, out) in to.chunks_exact_mut(stride * R).enumerate() {
        let at = p * stride;
        let inputs: [&[C4]; R] = std::array::from_fn(|k| &from[k * apart + at..][..stride]);
        let turns: [[f32; 2]; R] = std::array::from_fn(|j| roots[j * at]);
        for q in 0..stride {
            let results = butterfly(std::array::from_fn(|k| inputs[k][q]));
            out[q] = results[0];
            for j in 1..R {
                out[j * stride + q] = if p == 0 {
                    results[j]
                } else {
                    results[j].turned(turns[j])
                };
            }
        }
    }
}

#[inline(always)]
fn radix_4([a, b, c, d]: [C4; 4]) -> [C4; 4] {
    let (even, odd) = (a + c, b + d);
    let (across, turned) = (a - c, (b - d).minus_i());
    [even + odd, across + turned, even - odd, across - turned]
}

#[inline(always)]
fn radix_3([a, b, c]: [C4; 3]) -> [C4; 3] {
    let sum = b + c;
    let middle = a - sum.scaled(F4::splat(0.5));
    let side = (b - c).scaled(F4::splat(0.866_025_4)).minus_i();
    [a + sum, middle + side, middle - side]
}

#[inline(always)]
fn radix_5([a, b, c, d, e]: [C4; 5]) -> [C4; 5] {
    // Cosines and sines of 2π/5 and 4π/5.
    const COS: [f32; 2] = [0.309_017, -0.809_017];
    const SIN: [f32; 2] = [0.951_056_5, 0.587_785_24];
    let (be, cd) = (b + e, c + d);
    let (b_e, c_d) = ((b - e).minus_i(), (c - d).minus_i());
    let mix = |x: C4, y: C4, [s, t]: [f32; 2]| x.scaled(F4::splat(s)) + y.scaled(F4::splat(t));
    let (near, far) = (a + mix(be, cd, COS), a + mix(be, cd, [COS[1], COS[0]]));
    let (steep, flat) = (mix(b_e, c_d, SIN), mix(b_e, c_d, [SIN[1], -SIN[0]]));
    [
        a + be + cd,
        near + steep,
        far + flat,
        far - flat,
        near - steep,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_agrees_with_the_sum_that_defines_it() {
        for n in (1..=64).chain([67, 97, 100, 121, 125, 150, 243, 383]) {
            let value = |t: usize, lane: usize| {
                let seeded = (t * 7919 + lane * 104_729 + 13) % 1009;
                [
                    seeded as f32 / 500.0 - 1.0,
                    (seeded * seeded % 499) as f32 / 250.0 - 1.0,
                ]
            };
            let mut values: Vec<C4> = (0..n)
                .map(|t| C4 {
                    re: F4::new(std::array::from_fn(|lane| value(t, lane)[0])),
                    im: F4::new(std::array::from_fn(|lane| value(t, lane)[1])),
                })
                .collect();
            Fft::new(n).process(&mut values, &mut Vec::new());
            for (k, got) in values.iter().enumerate() {
                for lane in 0..4 {
                    let (mut re, mut im) = (0f64, 0f64);
                    for t in 0..n {
                        let [x, y] = value(t, lane).map(f64::from);
                        let (sin, cos) = (-2.0 * PI * (k * t % n) as f64 / n as f64).sin_cos();
                        re += x * cos - y * sin;
                        im += x * sin + y * cos;
                    }
                    let off = (re - f64::from(got.re.array()[lane])).abs()
                        + (im - f64::from(got.im.array()[lane])).abs();
                    assert!(off < 2e-5 * (n as f64).max(8.0), "length {n}, {k}: {off}");
                }
            }
        }
    }
}
