//! Saliency from simple priors, SDSP (Zhang, Gu, Li, ICIP 2013), as `piq.vsi` 0.8 has it: what stands out of a band of
//! frequencies in CIELAB, lies near the middle and has warm colours; reckoned at 256 × 256.

use crate::fourier::{frequency, Complex32, Fourier};
use crate::picture::Pair;
use crate::plane::Plane;

const SIDE: usize = 256;
const OMEGA: f32 = 0.021;
const SIGMA_F: f32 = 1.34;
const SIGMA_D: f32 = 145.0;
const SIGMA_C: f32 = 0.001;
/// White of the CIE illuminant D50.
const WHITE: [f32; 3] = [0.964_212, 1.0, 0.825_188_3];
const XYZ: [[f32; 3]; 3] = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175],
    [0.019_333_9, 0.119_192, 0.950_304_1],
];

/// Saliency of both pictures at their own size, each from 0 to 1.
pub fn saliency(pair: Pair) -> [Plane; 2] {
    let labs = [pair.a, pair.b].map(|bytes| lab(bytes, pair.width, pair.height));
    let bands = band_energy(&labs);
    let mut maps = labs.iter().zip(&bands).map(|(lab, band)| {
        let normal = [&lab[1], &lab[2]].map(|channel| range(channel));
        let mut data = Vec::with_capacity(SIDE * SIDE);
        for i in 0..SIDE * SIDE {
            let squared: f32 = normal
                .iter()
                .zip(&lab[1..])
                .map(|((low, high), channel)| {
                    ((channel[i] - low) / (high - low + f32::EPSILON)).powi(2)
                })
                .sum();
            let warm = 1.0 - (-squared / (SIGMA_C * SIGMA_C)).exp();
            let from = |v: usize| v as f32 - (SIDE / 2) as f32 + 1.0;
            let (x, y) = (from(i % SIDE), from(i / SIDE));
            data.push(band[i].sqrt() * (-(x * x + y * y) / (SIGMA_D * SIGMA_D)).exp() * warm);
        }
        stretched(&data, pair.width, pair.height)
    });
    // Two pictures, two maps.
    std::array::from_fn(|_| maps.next().unwrap_or_else(|| unreachable!()))
}

/// Σ over the channels of the square of what the log-Gabor filter lets through.
fn band_energy(labs: &[[Vec<f32>; 3]; 2]) -> [Vec<f32>; 2] {
    let mut filter = Vec::with_capacity(SIDE * SIDE);
    for x in 0..SIDE {
        for y in 0..SIDE {
            let (fx, fy) = (frequency(x, SIDE), frequency(y, SIDE));
            let radius = (fx * fx + fy * fy).sqrt();
            let inside = radius > 0.0 && radius <= 0.5;
            let value = (-(radius / OMEGA).ln().powi(2) / (2.0 * SIGMA_F * SIGMA_F)).exp();
            filter.push(if inside {
                value / (SIDE * SIDE) as f32
            } else {
                0.0
            });
        }
    }
    let mut fourier = Fourier::new(SIDE, SIDE);
    let mut energy = [vec![0f32; SIDE * SIDE], vec![0f32; SIDE * SIDE]];
    let mut out = vec![Complex32::default(); SIDE * SIDE];
    // The filter is even, so that two real channels go through one transform without mixing.
    for [(p, c), (q, d)] in [[(0, 0), (0, 1)], [(1, 0), (1, 1)], [(0, 2), (1, 2)]] {
        let both = labs[p][c].iter().zip(&labs[q][d]);
        let mut values: Vec<_> = both.map(|(&re, &im)| Complex32::new(re, im)).collect();
        let mut spectrum = fourier.forward(&mut values);
        spectrum.iter_mut().zip(&filter).for_each(|(s, f)| *s *= f);
        fourier.inverse(&mut spectrum, &mut out);
        energy[p]
            .iter_mut()
            .zip(&out)
            .for_each(|(e, v)| *e += v.re * v.re);
        energy[q]
            .iter_mut()
            .zip(&out)
            .for_each(|(e, v)| *e += v.im * v.im);
    }
    energy
}

/// Where a bilinear sample lies: lower index, upper index, share of the upper one.
fn between(position: f32, len: usize) -> (usize, usize, f32) {
    let low = (position as usize).min(len - 1);
    (low, (low + 1).min(len - 1), position - low as f32)
}

/// The picture sampled at 256 × 256, bilinear, in CIELAB.
fn lab(bytes: &[u8], width: usize, height: usize) -> [Vec<f32>; 3] {
    let centres = |len: usize| -> Vec<_> {
        let scale = len as f32 / SIDE as f32;
        (0..SIDE)
            .map(|i| between(((i as f32 + 0.5) * scale - 0.5).max(0.0), len))
            .collect()
    };
    let (columns, rows) = (centres(width), centres(height));
    let mut out: [Vec<f32>; 3] = std::array::from_fn(|_| Vec::with_capacity(SIDE * SIDE));
    for &(top, bottom, down) in &rows {
        for &(left, right, across) in &columns {
            let rgb: [f32; 3] = std::array::from_fn(|c| {
                let at = |x: usize, y: usize| f32::from(bytes[(y * width + x) * 3 + c]);
                let above = at(left, top) * (1.0 - across) + at(right, top) * across;
                let below = at(left, bottom) * (1.0 - across) + at(right, bottom) * across;
                linear((above * (1.0 - down) + below * down) / 255.0)
            });
            let [x, y, z] = std::array::from_fn(|i| {
                let sum: f32 = XYZ[i].iter().zip(&rgb).map(|(w, v)| w * v).sum();
                compressed(sum / WHITE[i])
            });
            out[0].push(116.0 * y - 16.0);
            out[1].push(500.0 * (x - y));
            out[2].push(200.0 * (y - z));
        }
    }
    out
}

fn linear(value: f32) -> f32 {
    if value > 0.04045 {
        ((value + 0.055) / 1.055).powf(2.4)
    } else {
        value / 12.92
    }
}

fn compressed(value: f32) -> f32 {
    if value > 0.008_856 {
        value.cbrt()
    } else {
        (903.3 * value + 16.0) / 116.0
    }
}

fn range(values: &[f32]) -> (f32, f32) {
    values
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &v| {
            (low.min(v), high.max(v))
        })
}

/// Bilinear at the picture's size, corner to corner, from 0 to 1.
fn stretched(map: &[f32], width: usize, height: usize) -> Plane {
    let positions = |len: usize| -> Vec<_> {
        let scale = if len > 1 {
            (SIDE - 1) as f32 / (len - 1) as f32
        } else {
            0.0
        };
        (0..len).map(|i| between(i as f32 * scale, SIDE)).collect()
    };
    let columns = positions(width);
    let mut data = Vec::with_capacity(width * height);
    let mut mixed = [0f32; SIDE];
    for (top, bottom, down) in positions(height) {
        let (above, below) = (&map[top * SIDE..][..SIDE], &map[bottom * SIDE..][..SIDE]);
        for (m, (a, b)) in mixed.iter_mut().zip(above.iter().zip(below)) {
            *m = a * (1.0 - down) + b * down;
        }
        data.extend(
            columns
                .iter()
                .map(|&(left, right, across)| mixed[left] * (1.0 - across) + mixed[right] * across),
        );
    }
    let (low, high) = range(&data);
    let scale = 1.0 / (high - low + f32::EPSILON);
    data.iter_mut().for_each(|v| *v = (*v - low) * scale);
    Plane {
        width,
        height,
        data,
    }
}
