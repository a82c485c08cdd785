//! From a place that looks like a preamble to its exact time, carrier offset, gain and noise.

use super::detect::{Candidate, BIN};
use super::preamble::{preamble, PREAMBLE};
use super::pulse::Pulse;
use std::f64::consts::TAU;

/// The preamble as it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// Time of its first symbol in samples.
    pub time: f64,
    /// Carrier offset in cycles a symbol.
    pub frequency: f64,
    /// Amplitude of a symbol of unit energy.
    pub amplitude: f64,
    /// Carrier phase at its first symbol.
    pub phase: f64,
    /// N0.
    pub noise: f64,
    /// Mean energy of its symbols with noise.
    pub energy: f64,
}

/// Rounds of time, then frequency; the steps shrink with each.
const ROUNDS: usize = 3;
/// Steps to each side.
const STEPS: i32 = 8;

/// Maximizes the correlation with the preamble over time and carrier offset in turn.
pub fn acquire(samples: &[f32], pulse: &Pulse, coarse: Candidate) -> Start {
    let reach = (pulse.half + 2 * pulse.sps) as f64;
    let end = (samples.len() / 2) as f64;
    let from = (coarse.time - reach).clamp(0.0, end).floor();
    let to = (coarse.time + (PREAMBLE * pulse.sps) as f64 + reach).clamp(from, end);
    let window = &samples[2 * from as usize..2 * to as usize];
    let (mut time, mut frequency) = (coarse.time - from, coarse.frequency);
    for round in 0..ROUNDS {
        let shrink = f64::from(1 << (2 * round));
        let still = derotate(window, -frequency / pulse.sps as f64, time);
        let step = pulse.sps as f64 / 16.0 / shrink;
        time += step * best(|x| power(&symbols(&still, pulse, time + step * x), 0.0));
        let received = symbols(&still, pulse, time);
        let step = BIN / 8.0 / shrink;
        frequency += step * best(|x| power(&received, step * x));
    }
    Start {
        time: time + from,
        ..measure(window, pulse, time, frequency)
    }
}

/// Gain and noise of a preamble whose time and carrier offset are known.
pub fn measure(samples: &[f32], pulse: &Pulse, time: f64, frequency: f64) -> Start {
    let received = symbols(
        &derotate(samples, -frequency / pulse.sps as f64, time),
        pulse,
        time,
    );
    let count = PREAMBLE as f64;
    let (re, im) = sum(&received, 0.0);
    let energy = received.iter().map(|(i, q)| i * i + q * q).sum::<f64>() / count;
    let amplitude = re.hypot(im) / count;
    Start {
        time,
        frequency,
        amplitude,
        phase: im.atan2(re),
        // One complex value was fitted to so many.
        noise: (energy - amplitude * amplitude).max(0.0) * count / (count - 1.0),
        energy,
    }
}

/// The matched filter's outputs with the preamble's signs taken off: equal values where it is.
fn symbols(samples: &[f32], pulse: &Pulse, time: f64) -> Vec<(f64, f64)> {
    let sps = pulse.sps as f64;
    preamble()
        .iter()
        .enumerate()
        .map(|(k, &sign)| {
            let (i, q) = pulse.at(samples, time + sps * k as f64);
            (f64::from(sign * i), f64::from(sign * q))
        })
        .collect()
}

fn sum(received: &[(f64, f64)], frequency: f64) -> (f64, f64) {
    let (mut re, mut im) = (0.0, 0.0);
    for (k, (i, q)) in received.iter().enumerate() {
        let (sin, cos) = (-TAU * frequency * k as f64).sin_cos();
        re += i * cos - q * sin;
        im += i * sin + q * cos;
    }
    (re, im)
}

fn power(received: &[(f64, f64)], frequency: f64) -> f64 {
    let (re, im) = sum(received, frequency);
    re * re + im * im
}

/// Where a function is largest between −[`STEPS`] and [`STEPS`]: the best whole number, then the top of the parabola.
fn best(value: impl Fn(f64) -> f64) -> f64 {
    let values: Vec<f64> = (-STEPS..=STEPS).map(|x| value(f64::from(x))).collect();
    let top = (1..values.len() - 1)
        .max_by(|&a, &b| values[a].total_cmp(&values[b]))
        .unwrap_or(STEPS as usize);
    let (left, middle, right) = (values[top - 1], values[top], values[top + 1]);
    let bend = left - 2.0 * middle + right;
    let shift = if bend < 0.0 {
        (0.5 * (left - right) / bend).clamp(-1.0, 1.0)
    } else {
        0.0
    };
    top as f64 - f64::from(STEPS) + shift
}

/// Samples turned by `frequency` cycles a sample, by nothing at time `origin`.
pub fn derotate(samples: &[f32], frequency: f64, origin: f64) -> Vec<f32> {
    let (step_sin, step_cos) = (TAU * frequency).sin_cos();
    let mut out = Vec::with_capacity(samples.len());
    let (mut sin, mut cos) = (0.0, 1.0);
    for (n, pair) in samples.chunks_exact(2).enumerate() {
        if n % 1024 == 0 {
            (sin, cos) = (TAU * (frequency * (n as f64 - origin)).fract()).sin_cos();
        }
        let (i, q) = (f64::from(pair[0]), f64::from(pair[1]));
        out.push((i * cos - q * sin) as f32);
        out.push((i * sin + q * cos) as f32);
        (sin, cos) = (
            sin * step_cos + cos * step_sin,
            cos * step_cos - sin * step_sin,
        );
    }
    out
}
