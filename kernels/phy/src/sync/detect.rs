//! Finds preambles: correlation with it at every half symbol and seven carrier offsets, against the energy received there.

use super::preamble::{inner, outer, CODE, PREAMBLE};
use super::pulse::Pulse;
use std::f64::consts::TAU;

/// Share of the energy under the preamble that must look like it: in pure noise less than 10⁻⁸ a symbol do, and from
/// −7 dB up hardly a frame falls short.
pub const THRESHOLD: f32 = 0.08;
/// Carrier offsets that are tried lie this far apart, cycles a symbol: half of what the preamble's length can tell apart.
pub const BIN: f64 = 1.0 / (2 * PREAMBLE) as f64;
/// Offsets tried on each side of 0: ±0.59 % of the symbol rate, and half a bin.
const BINS: i32 = 3;
/// Places that the correlator takes at once.
const TILE: usize = 256;
/// Windows this far under the strongest of the same call hold nothing but rounding.
const FLOOR: f64 = 1e-12;

/// A place that looks like a preamble.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Sample of its first symbol, good to a quarter of a symbol.
    pub time: f64,
    /// Carrier offset in cycles a symbol, good to half a [`BIN`].
    pub frequency: f64,
    /// Share of the energy that looks like it, 0…1.
    pub metric: f32,
}

/// Places over [`THRESHOLD`], the best one of each stretch of a preamble's length.
pub fn detect(samples: &[f32], pulse: &Pulse) -> Vec<Candidate> {
    let step = pulse.sps / 2;
    let count = (samples.len() / 2).div_ceil(step);
    let span = 2 * (PREAMBLE - 1);
    if count <= span {
        return Vec::new();
    }
    let (re, im): (Vec<f32>, Vec<f32>) = (0..count)
        .map(|i| pulse.at(samples, (i * step) as f64))
        .unzip();
    let energy = energies(&re, &im);
    let floor = FLOOR * energy.iter().fold(0.0, |a: f64, &b| a.max(b));
    let (re, im) = (repetitions(&re), repetitions(&im));
    let mut found: Vec<Candidate> = Vec::new();
    let places = count - span;
    for first in (0..places).step_by(TILE) {
        let tile = TILE.min(places - first);
        for bin in -BINS..=BINS {
            let power = combine(&re, &im, first, tile, bin);
            for (i, &power) in power[..tile].iter().enumerate() {
                let here = energy[first + i];
                if here <= floor {
                    continue;
                }
                let metric = (f64::from(power) / (PREAMBLE as f64 * here)) as f32;
                if metric > THRESHOLD {
                    keep(
                        &mut found,
                        Candidate {
                            time: ((first + i) * step) as f64,
                            frequency: f64::from(bin) * BIN,
                            metric,
                        },
                        (PREAMBLE * pulse.sps) as f64,
                    );
                }
            }
        }
    }
    found
}

/// Keeps the best of each stretch.
fn keep(found: &mut Vec<Candidate>, new: Candidate, stretch: f64) {
    match found.last_mut() {
        Some(last) if (new.time - last.time).abs() < stretch => {
            if new.metric > last.metric {
                *last = new;
            }
        }
        _ => found.push(new),
    }
}

/// Energy of the preamble's length from each half symbol on, every second value.
fn energies(re: &[f32], im: &[f32]) -> Vec<f64> {
    let power = |i: usize| f64::from(re[i]).powi(2) + f64::from(im[i]).powi(2);
    let count = re.len() - 2 * (PREAMBLE - 1);
    let mut energy = Vec::with_capacity(count);
    for i in 0..count {
        // A running sum, begun anew now and then so that what was loud leaves no residue behind.
        energy.push(if i < 2 || i % 4096 < 2 {
            (0..PREAMBLE).map(|k| power(i + 2 * k)).sum()
        } else {
            let sum: f64 = energy[i - 2] - power(i - 2) + power(i + 2 * (PREAMBLE - 1));
            sum.max(0.0)
        });
    }
    energy
}

/// Correlation of one axis with one repetition from each half symbol on.
fn repetitions(values: &[f32]) -> Vec<f32> {
    let count = values.len() - 2 * (CODE - 1);
    let mut out = vec![0f32; count];
    for (k, sign) in inner().into_iter().enumerate() {
        for (sum, value) in out.iter_mut().zip(&values[2 * k..]) {
            *sum += sign * value;
        }
    }
    out
}

/// Squared magnitude of all repetitions together at one carrier offset, for a tile of places.
fn combine(re: &[f32], im: &[f32], first: usize, tile: usize, bin: i32) -> [f32; TILE] {
    let (mut sum_re, mut sum_im) = ([0f32; TILE], [0f32; TILE]);
    for (k, sign) in outer().into_iter().enumerate() {
        let angle = -TAU * f64::from(bin) * BIN * (k * CODE) as f64;
        let (sin, cos) = (sign * angle.sin() as f32, sign * angle.cos() as f32);
        let at = first + 2 * CODE * k;
        let values = re[at..at + tile].iter().zip(&im[at..at + tile]);
        for ((r, i), (&x, &y)) in sum_re.iter_mut().zip(&mut sum_im).zip(values) {
            *r += x * cos - y * sin;
            *i += x * sin + y * cos;
        }
    }
    for (r, i) in sum_re.iter_mut().zip(&sum_im) {
        *r = *r * *r + i * i;
    }
    sum_re
}
