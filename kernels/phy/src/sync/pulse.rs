//! The root raised cosine pulse, and the matched filter that is the interpolator too: taps for 128 fractions of a sample.

use super::check::check_pulse;
use crate::error::Result;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Symbols on each side after which the pulse is cut: intersymbol interference at roll-off 0.25 stays under −60 dB.
pub const SPAN: usize = 12;
/// Fractions of a sample with taps of their own. At two samples a symbol the rounding costs −54 dB of interference.
const PHASES: usize = 128;
/// Values that the inner loop takes at once.
const LANES: usize = 8;

/// A pulse at so many samples a symbol.
pub struct Pulse {
    /// Samples a symbol.
    pub sps: usize,
    /// Roll-off α.
    pub roll_off: f64,
    /// Samples on each side of a symbol that the filter reaches.
    pub half: usize,
    /// Values of one row, a multiple of [`LANES`].
    row: usize,
    /// One row for each fraction, 0 to 1 included; each tap twice, for I and Q.
    taps: Vec<f32>,
}

impl Pulse {
    /// Builds the taps.
    ///
    /// # Errors
    /// See [`check_pulse`].
    pub fn new(sps: usize, roll_off: f64) -> Result<Self> {
        check_pulse(sps, roll_off)?;
        let half = SPAN * sps;
        let row = (2 * (2 * half + 2)).next_multiple_of(LANES);
        let mut taps = vec![0f32; row * (PHASES + 1)];
        let scale = 1.0 / (sps as f64).sqrt();
        for (phase, row) in taps.chunks_exact_mut(row).enumerate() {
            let fraction = phase as f64 / PHASES as f64;
            for (j, pair) in row.chunks_exact_mut(2).enumerate() {
                let t = (j as f64 - half as f64 - fraction) / sps as f64;
                let tap = if t.abs() <= SPAN as f64 {
                    scale * root_raised_cosine(t, roll_off)
                } else {
                    0.0
                };
                pair.fill(tap as f32);
            }
        }
        Ok(Self {
            sps,
            roll_off,
            half,
            row,
            taps,
        })
    }

    /// The matched filter's output at time `t` in samples; there is silence before the first and behind the last sample.
    pub fn at(&self, samples: &[f32], t: f64) -> (f32, f32) {
        let whole = t.floor();
        let phase = ((t - whole) * PHASES as f64).round() as usize;
        let taps = &self.taps[phase * self.row..][..self.row];
        let first = 2 * (whole as i64 - self.half as i64);
        let len = samples.len() as i64;
        let mut sum = [0f32; LANES];
        if first >= 0 && first + self.row as i64 <= len {
            let window = &samples[first as usize..][..self.row];
            for (x, g) in window.chunks_exact(LANES).zip(taps.chunks_exact(LANES)) {
                for lane in 0..LANES {
                    sum[lane] += x[lane] * g[lane];
                }
            }
        } else {
            let from = first.clamp(0, len);
            let to = (first + self.row as i64).clamp(0, len);
            for at in from..to {
                sum[(at & 1) as usize] += samples[at as usize] * taps[(at - first) as usize];
            }
        }
        (
            sum[0] + sum[2] + sum[4] + sum[6],
            sum[1] + sum[3] + sum[5] + sum[7],
        )
    }

    /// The pulse at so many samples from its middle, −`half` to `half`; the energy of all of them is one.
    pub fn shape(&self) -> Vec<f32> {
        self.taps[..2 * (2 * self.half + 1)]
            .iter()
            .copied()
            .step_by(2)
            .collect()
    }

    /// What a symbol `distance` symbols away leaves in the difference between two looks, `early` symbols after and before
    /// the middle of this one: with the pulse and the matched filter together a raised cosine.
    pub fn difference(&self, distance: f64, early: f64) -> f64 {
        let at = |t| raised_cosine(t, self.roll_off);
        at(distance + early) - at(distance - early)
    }
}

/// Unit energy over t in symbols (Proakis, section 9.2.1).
fn root_raised_cosine(t: f64, a: f64) -> f64 {
    if t.abs() < 1e-9 {
        return 1.0 - a + 4.0 * a / PI;
    }
    if ((4.0 * a * t).abs() - 1.0).abs() < 1e-9 {
        let angle = PI / (4.0 * a);
        return a
            * FRAC_1_SQRT_2
            * ((1.0 + 2.0 / PI) * angle.sin() + (1.0 - 2.0 / PI) * angle.cos());
    }
    ((PI * t * (1.0 - a)).sin() + 4.0 * a * t * (PI * t * (1.0 + a)).cos())
        / (PI * t * (1.0 - (4.0 * a * t).powi(2)))
}

/// One at 0, zero at all other whole t.
fn raised_cosine(t: f64, a: f64) -> f64 {
    let sinc = if t.abs() < 1e-9 {
        1.0
    } else {
        (PI * t).sin() / (PI * t)
    };
    let below = 1.0 - (2.0 * a * t).powi(2);
    if below.abs() < 1e-9 {
        return sinc * PI / 4.0;
    }
    sinc * (PI * a * t).cos() / below
}
