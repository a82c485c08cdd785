//! Resampling in integers, the same on every machine: the mean of the covered area when shrinking, Catmull-Rom when
//! enlarging, each axis by itself.

use crate::rgb::{check_size, Rgb};
use semcast_formats::Result;

const FRACTION_BITS: u32 = 14;
const ONE: i32 = 1 << FRACTION_BITS;

/// The source samples that one target sample is made of.
struct Tap {
    first: usize,
    weights: Vec<i32>,
}

/// Resizes to `width` × `height`.
pub fn resize(picture: &Rgb, width: u32, height: u32) -> Result<Rgb> {
    check_size(width, height)?;
    let across = taps(picture.width as usize, width as usize);
    let down = taps(picture.height as usize, height as usize);
    let stride = width as usize * 3;
    let mut rows = vec![0u8; picture.height as usize * stride];
    for (y, out) in rows.chunks_exact_mut(stride).enumerate() {
        let row = picture.row(y);
        for (tap, pixel) in across.iter().zip(out.chunks_exact_mut(3)) {
            let mut sum = [ONE / 2; 3];
            for (weight, source) in tap.weights.iter().zip(row[tap.first * 3..].chunks_exact(3)) {
                for (s, &value) in sum.iter_mut().zip(source) {
                    *s += weight * i32::from(value);
                }
            }
            for (out, s) in pixel.iter_mut().zip(sum) {
                *out = (s >> FRACTION_BITS).clamp(0, 255) as u8;
            }
        }
    }
    let mut data = Vec::with_capacity(height as usize * stride);
    let mut sums = vec![0i32; stride];
    for tap in &down {
        sums.fill(ONE / 2);
        for (weight, row) in tap
            .weights
            .iter()
            .zip(rows[tap.first * stride..].chunks_exact(stride))
        {
            for (s, &value) in sums.iter_mut().zip(row) {
                *s += weight * i32::from(value);
            }
        }
        data.extend(
            sums.iter()
                .map(|s| (s >> FRACTION_BITS).clamp(0, 255) as u8),
        );
    }
    Rgb::new(width, height, data)
}

fn taps(from: usize, to: usize) -> Vec<Tap> {
    if to <= from {
        (0..to).map(|i| area(i, from, to)).collect()
    } else {
        (0..to).map(|i| catmull_rom(i, from, to)).collect()
    }
}

/// Target sample `i` covers the source from `i * from / to` to `(i + 1) * from / to`; weights are the covered parts.
fn area(i: usize, from: usize, to: usize) -> Tap {
    let (begin, end) = (i * from, (i + 1) * from);
    let first = begin / to;
    let parts: Vec<usize> = (first..end.div_ceil(to))
        .map(|s| ((s + 1) * to).min(end) - (s * to).max(begin))
        .collect();
    let weights = parts
        .iter()
        .map(|part| (part * ONE as usize / from) as i32)
        .collect();
    Tap {
        first,
        weights: to_one(weights),
    }
}

/// Four samples around the target's centre (Catmull and Rom 1974), repeated at the border.
fn catmull_rom(i: usize, from: usize, to: usize) -> Tap {
    // Centre of the target sample in source samples, in 2^-14: ((2 i + 1) from / (2 to)) - 1/2.
    let scale = ONE as i64;
    let centre = ((2 * i as i64 + 1) * from as i64 * scale) / (2 * to as i64) - scale / 2;
    let base = centre.div_euclid(scale);
    let t = centre.rem_euclid(scale);
    let (t2, t3) = (t * t / scale, t * t / scale * t / scale);
    let cubic = [
        -t3 + 2 * t2 - t,
        3 * t3 - 5 * t2 + 2 * scale,
        -3 * t3 + 4 * t2 + t,
        t3 - t2,
    ];
    let last = from as i64 - 1;
    let first = (base - 1).clamp(0, last);
    let end = (base + 2).clamp(0, last);
    let mut weights = vec![0i32; (end - first + 1) as usize];
    for (offset, weight) in cubic.iter().enumerate() {
        let at = (base - 1 + offset as i64).clamp(0, last) - first;
        weights[at as usize] += (weight / 2) as i32;
    }
    Tap {
        first: first as usize,
        weights: to_one(weights),
    }
}

/// Gives what rounding lost to the largest weight, so that flat areas keep their value.
fn to_one(mut weights: Vec<i32>) -> Vec<i32> {
    let missing = ONE - weights.iter().sum::<i32>();
    if let Some(largest) = weights.iter_mut().max_by_key(|weight| **weight) {
        *largest += missing;
    }
    weights
}
