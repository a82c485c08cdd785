//! Saliency from simple priors, SDSP (Zhang, Gu, Li, ICIP 2013), as `piq.vsi` 0.8 has it: what stands out of a band of
//! frequencies in CIELAB, lies near the middle and has warm colours; reckoned at 256 × 256.

use crate::fast::{exp, log2, power};
use crate::fourier::{frequency, ungrouped, Fourier};
use crate::lanes::{C4, F4, LANES};
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
    // The bump in the middle is the same across and down.
    let bump: Vec<f32> = (0..SIDE)
        .map(|i| {
            let from = i as f32 - (SIDE / 2) as f32 + 1.0;
            (-from * from / (SIGMA_D * SIGMA_D)).exp()
        })
        .collect();
    let mut maps = labs.iter().zip(&bands).map(|([_, red, blue], band)| {
        let [(low_red, scale_red), (low_blue, scale_blue)] = [red, blue].map(|c| normalizer(c));
        let rows = band
            .chunks_exact(SIDE)
            .zip(red.chunks_exact(SIDE))
            .zip(blue.chunks_exact(SIDE));
        let mut data = Vec::with_capacity(SIDE * SIDE);
        for (((band, red), blue), down) in rows.zip(&bump) {
            let places = band.iter().zip(red).zip(blue).zip(&bump);
            data.extend(places.map(|(((band, red), blue), across)| {
                let (r, b) = ((red - low_red) * scale_red, (blue - low_blue) * scale_blue);
                let warm = 1.0 - exp(-(r * r + b * b) / (SIGMA_C * SIGMA_C));
                band.sqrt() * (down * across) * warm
            }));
        }
        stretched(&data, pair.width, pair.height)
    });
    // Two pictures, two maps.
    std::array::from_fn(|_| maps.next().unwrap_or_else(|| unreachable!()))
}

/// Σ over the channels of the square of what the log-Gabor filter lets through.
fn band_energy(labs: &[[Vec<f32>; 3]; 2]) -> [Vec<f32>; 2] {
    let filter = band_filter();
    let mut fourier = Fourier::new(SIDE, SIDE);
    let mut energy = [(); 2].map(|()| vec![F4::splat(0.0); fourier.picture_len()]);
    let mut out = vec![C4::zero(); fourier.picture_len()];
    // The filter is even, so that two real channels go through one transform without mixing.
    for [(p, c), (q, d)] in [[(0, 0), (0, 1)], [(1, 0), (1, 1)], [(0, 2), (1, 2)]] {
        let spectrum = fourier.spectrum(&labs[p][c], Some(&labs[q][d]));
        fourier.response(&spectrum, |i| filter[i], &mut out);
        for (e, v) in energy[p].iter_mut().zip(&out) {
            *e = *e + v.re * v.re;
        }
        for (e, v) in energy[q].iter_mut().zip(&out) {
            *e = *e + v.im * v.im;
        }
    }
    energy.map(|energy| ungrouped(&energy, SIDE, SIDE))
}

/// The log-Gabor filter in the order of spectra (`fourier`), divided by the number of values.
fn band_filter() -> Vec<F4> {
    let columns = SIDE / 2 + 1;
    let quadrant: Vec<f32> = (0..columns * columns)
        .map(|i| {
            let (x, y) = (frequency(i % columns, SIDE), frequency(i / columns, SIDE));
            let radius = (x * x + y * y).sqrt();
            if radius == 0.0 || radius > 0.5 {
                return 0.0;
            }
            let log = (log2(radius) - OMEGA.log2()) * std::f32::consts::LN_2;
            exp(-log * log / (2.0 * SIGMA_F * SIGMA_F)) / (SIDE * SIDE) as f32
        })
        .collect();
    let folded = |i: usize| i.min(SIDE - i);
    (0..SIDE * SIDE / LANES)
        .map(|i| {
            let (x, top) = (i % SIDE, i / SIDE * LANES);
            F4::new(std::array::from_fn(|lane| {
                quadrant[folded(top + lane) * columns + folded(x)]
            }))
        })
        .collect()
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
    let mut rgb = [[0f32; SIDE]; 3];
    let mut xyz = [[0f32; SIDE]; 3];
    for &(top, bottom, down) in &rows {
        let (above, below) = (&bytes[top * width * 3..], &bytes[bottom * width * 3..]);
        for (i, &(left, right, across)) in columns.iter().enumerate() {
            for (c, channel) in rgb.iter_mut().enumerate() {
                let mixed = |row: &[u8]| {
                    f32::from(row[left * 3 + c]) * (1.0 - across)
                        + f32::from(row[right * 3 + c]) * across
                };
                channel[i] = (mixed(above) * (1.0 - down) + mixed(below) * down) / 255.0;
            }
        }
        // Whole rows at a time, so that powers are taken of four values at once.
        rgb.iter_mut().flatten().for_each(|v| *v = linear(*v));
        for ((row, weights), white) in xyz.iter_mut().zip(&XYZ).zip(&WHITE) {
            for (i, v) in row.iter_mut().enumerate() {
                let sum = weights[0] * rgb[0][i] + weights[1] * rgb[1][i] + weights[2] * rgb[2][i];
                *v = compressed(sum / white);
            }
        }
        let [x, y, z] = &xyz;
        out[0].extend(y.iter().map(|y| 116.0 * y - 16.0));
        out[1].extend(x.iter().zip(y).map(|(x, y)| 500.0 * (x - y)));
        out[2].extend(y.iter().zip(z).map(|(y, z)| 200.0 * (y - z)));
    }
    out
}

#[inline(always)]
fn linear(value: f32) -> f32 {
    let curve = power((value + 0.055) / 1.055, 2.4);
    if value > 0.04045 {
        curve
    } else {
        value / 12.92
    }
}

#[inline(always)]
fn compressed(value: f32) -> f32 {
    let root = power(value, 1.0 / 3.0);
    if value > 0.008_856 {
        root
    } else {
        (903.3 * value + 16.0) / 116.0
    }
}

/// Least value, and what brings the range to 1.
fn normalizer(values: &[f32]) -> (f32, f32) {
    let (low, high) = range(values);
    (low, 1.0 / (high - low + f32::EPSILON))
}

/// Least and largest value, of eight running ones so that they can be found side by side.
fn range(values: &[f32]) -> (f32, f32) {
    const WIDE: usize = 8;
    let (mut low, mut high) = ([f32::INFINITY; WIDE], [f32::NEG_INFINITY; WIDE]);
    for chunk in values.chunks(WIDE) {
        for ((low, high), &v) in low.iter_mut().zip(&mut high).zip(chunk) {
            *low = if v < *low { v } else { *low };
            *high = if v > *high { v } else { *high };
        }
    }
    (
        low.into_iter().fold(f32::INFINITY, f32::min),
        high.into_iter().fold(f32::NEG_INFINITY, f32::max),
    )
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
