//! A tapped delay line as samples meet it.

use super::fft::{product, unit, Complex};
use super::jakes::Jakes;
use super::ofdm::{TdlOptions, SAMPLE_RATE, SYMBOL_SECONDS};
use super::tdl::Profile;
use crate::random::Random;
use std::f64::consts::{PI, TAU};

/// Half the length of the windowed sinc that puts a delay between two samples; the transform begins as many samples early.
pub const REACH: usize = 8;
/// Longest delay, in samples.
const LONGEST: usize = 400;

/// The taps over time: their gains, and how each spreads over the samples.
pub struct DelayLine {
    gains: Vec<(f64, Jakes)>,
    shapes: Vec<(usize, [f64; 2 * REACH])>,
    /// Line of sight: amplitude, phase, turn a symbol. It comes with the first tap.
    direct: (f64, f64, f64),
}

impl DelayLine {
    /// Gains are drawn from `random`.
    pub fn new(profile: &Profile, options: &TdlOptions, random: &mut Random) -> Self {
        let step = options.doppler * SYMBOL_SECONDS;
        let (direct, scattered) = profile.powers();
        let gains = scattered
            .iter()
            .map(|power| (power.sqrt(), Jakes::new(step, random)))
            .collect();
        let shapes = profile
            .taps
            .iter()
            .map(|tap| windowed_sinc(tap.0 * options.delay_spread * SAMPLE_RATE))
            .collect();
        Self {
            gains,
            shapes,
            // TR 38.901 clause 7.7.2: the line of sight is shifted by 0.7 of the greatest shift.
            direct: (direct.sqrt(), TAU * random.uniform(), TAU * 0.7 * step),
        }
    }

    /// The impulse response during the next OFDM symbol; sample [`REACH`] is delay 0.
    pub fn step(&mut self) -> Vec<Complex> {
        let end = self.shapes.iter().map(|s| s.0 + 2 * REACH).max();
        let mut impulse = vec![(0.0, 0.0); end.unwrap_or(0)];
        for (tap, ((amplitude, jakes), (first, shape))) in
            self.gains.iter_mut().zip(&self.shapes).enumerate()
        {
            let scattered = jakes.step();
            let mut gain = (*amplitude * scattered.0, *amplitude * scattered.1);
            if tap == 0 {
                let (re, im) = unit(self.direct.1);
                gain = (gain.0 + self.direct.0 * re, gain.1 + self.direct.0 * im);
                self.direct.1 += self.direct.2;
            }
            for (value, weight) in impulse[*first..].iter_mut().zip(shape) {
                value.0 += gain.0 * weight;
                value.1 += gain.1 * weight;
            }
        }
        impulse
    }
}

/// A delay in samples as taps on the samples' grid: first tap (in which [`REACH`] is delay 0) and weights.
fn windowed_sinc(delay: f64) -> (usize, [f64; 2 * REACH]) {
    let whole = delay.floor().min(LONGEST as f64);
    let part = delay - delay.floor();
    let shape = std::array::from_fn(|i| {
        let x = i as f64 - (REACH as f64 - 1.0) - part;
        let sinc = if x.abs() < 1e-9 {
            1.0
        } else {
            (PI * x).sin() / (PI * x)
        };
        let hann = (0.5 * PI * x / REACH as f64).cos().powi(2);
        sinc * hann
    });
    (whole as usize + 1, shape)
}

/// The transform's window of a symbol after the channel.
pub fn convolve(samples: &[(f32, f32)], start: usize, impulse: &[Complex], window: &mut [Complex]) {
    for (n, out) in window.iter_mut().enumerate() {
        // Delay 0 is impulse[REACH]: this one is the sample REACH later.
        let newest = start + n + REACH;
        let mut sum = (0.0, 0.0);
        for (tap, &gain) in impulse.iter().enumerate() {
            let Some(&(i, q)) = newest.checked_sub(tap).and_then(|at| samples.get(at)) else {
                continue;
            };
            let term = product(gain, (f64::from(i), f64::from(q)));
            sum = (sum.0 + term.0, sum.1 + term.1);
        }
        *out = sum;
    }
}
