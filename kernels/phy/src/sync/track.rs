//! Follows carrier phase and sampling clock through a frame, by its pilots.

use super::acquire::Start;
use super::kalman::{State, Tracker, Wander};
use super::layout::{pilots, Layout, PILOTS, RUN};
use super::preamble::PREAMBLE;
use super::pulse::Pulse;
use std::f64::consts::TAU;

/// Phase noise and drift of an ordinary oscillator: 0.01 rad over a run, the rate by 3 · 10⁻⁵ rad a symbol over 10,000.
const PHASE_WANDER: Wander = Wander {
    value: 7e-7,
    rate: 1e-13,
};
/// A clock keeps its rate.
const CLOCK_WANDER: Wander = Wander {
    value: 1e-11,
    rate: 1e-17,
};
/// Clock offset that is expected before any pilot: 40 parts in a million.
const CLOCK_SPREAD: f64 = 40e-6;
/// How early and late the clock's detector looks, symbols.
const EARLY: f64 = 0.25;
/// Variance of its measurement (symbols²) that neighbouring data symbols cause, however little noise there is.
const SELF_NOISE: f64 = 0.006;
/// And that noise causes, a unit of N0/Es.
const THERMAL: f64 = 0.021;
/// Symbols on each side of a block that leave something in its detector.
const REACH: usize = 24;
/// Step of the detector's numerical slope, symbols.
const SLOPE_STEP: f64 = 1e-4;
/// Share by which a block of pilots moves the amplitude that the detectors go by.
const AMPLITUDE_STEP: f64 = 0.05;

/// Amplitude under which there is silence.
const LEAST_AMPLITUDE: f64 = 1e-30;

/// What the pilots say about a frame; one entry a block, in the middle of it.
pub struct Track {
    /// Symbols by which the clock is late against the first symbol.
    pub clock: Vec<f64>,
    /// Phase in radians, unwrapped, behind the preamble's carrier offset.
    pub phase: Vec<f64>,
}

/// Tracks a frame. `samples` have the start's carrier offset taken off. `data` are the data symbols as a first round gave
/// them, equalized: what they leave in the clock's detector is then known but for their noise.
pub fn track(
    samples: &[f32],
    pulse: &Pulse,
    start: &Start,
    layout: Layout,
    data: Option<&[f32]>,
) -> Track {
    let sps = pulse.sps as f64;
    let count = PREAMBLE as f64;
    let ratio = (start.noise / start.amplitude.powi(2).max(1e-30)).clamp(1e-5, 100.0);
    // Cramér-Rao bounds of the preamble's estimates (Rife and Boorstyn 1974), times four for the rates.
    let mut phase = Tracker::new(
        State {
            value: start.phase,
            rate: 0.0,
            p: [
                ratio / (2.0 * count),
                0.0,
                4.0 * 6.0 * ratio / count.powi(3),
            ],
        },
        PHASE_WANDER,
    );
    let mut clock = Tracker::new(
        State {
            value: 0.0,
            rate: 0.0,
            p: [
                THERMAL * 8.0 * ratio / count + 1e-6,
                0.0,
                CLOCK_SPREAD * CLOCK_SPREAD,
            ],
        },
        CLOCK_WANDER,
    );
    let slope = (pulse.difference(SLOPE_STEP, EARLY) - pulse.difference(-SLOPE_STEP, EARLY))
        / (2.0 * SLOPE_STEP);
    let leak: [f64; REACH + PILOTS] =
        std::array::from_fn(|distance| pulse.difference(distance as f64, EARLY));
    // The best guess of a noisy symbol is drawn to zero; so much of its energy remains unknown.
    let known = data.map_or(0.0, |_| 1.0 / (1.0 + ratio));
    let self_noise = SELF_NOISE * (1.0 - known) + 1e-6;
    let mut amplitude = start.amplitude;
    let mut pilots = pilots();
    // Phase and clock were measured over the whole preamble: they hold in the middle of it.
    let mut at = (count - 1.0) / 2.0;
    for block in 0..layout.blocks() {
        let first = layout.block(block);
        let middle = first as f64 + (PILOTS as f64 - 1.0) / 2.0;
        let expected_phase = phase.predict(middle - at).value;
        let expected_clock = clock.predict(middle - at).value;
        at = middle;
        let mut sums = [(0.0, 0.0); 3];
        let mut leaked = 0.0;
        for (k, pilot) in pilots.by_ref().take(PILOTS).enumerate() {
            if let Some(data) = data {
                leaked += known * neighbours(data, layout, block, k, pilot, &leak);
            }
            let time = start.time + sps * (expected_clock + (first + k) as f64);
            for (sum, shift) in sums.iter_mut().zip([-EARLY, 0.0, EARLY]) {
                let (re, im) = times_conjugate(pulse.at(samples, time + sps * shift), pilot);
                sum.0 += re;
                sum.1 += im;
            }
        }
        // Silence has no amplitude, and no phase either.
        let scale = PILOTS as f64 * amplitude.max(LEAST_AMPLITUDE);
        let (along, across) = turned(sums[1], expected_phase);
        let variance = ratio / (2.0 * PILOTS as f64) + 1e-6;
        let now = phase
            .update((across / scale).clamp(-1.5, 1.5), variance)
            .value;
        let difference = turned((sums[2].0 - sums[0].0, sums[2].1 - sums[0].1), now).0;
        // Sampled late by x the later sum is smaller: the symbols come x earlier than expected.
        let late = (difference / scale - leaked / PILOTS as f64) / slope;
        clock.update(-late.clamp(-0.5, 0.5), self_noise + THERMAL * ratio);
        amplitude += AMPLITUDE_STEP * (along / PILOTS as f64 - amplitude);
        amplitude = amplitude.clamp(0.1 * start.amplitude, 10.0 * start.amplitude);
    }
    Track {
        clock: clock.smooth(),
        phase: phase.smooth(),
    }
}

/// What the data symbols around a block leave in the clock's detector at its k-th pilot.
fn neighbours(
    data: &[f32],
    layout: Layout,
    block: usize,
    k: usize,
    pilot: (f32, f32),
    leak: &[f64],
) -> f64 {
    let next = 2 * (block * RUN).min(layout.data);
    let along = |pair: &[f32]| times_conjugate((pair[0], pair[1]), pilot).0;
    let before = data[..next].rchunks_exact(2).zip(&leak[k + 1..]);
    let behind = data[next..].chunks_exact(2).zip(&leak[PILOTS - k..]);
    // The detector's leak is odd: a symbol behind counts with the other sign.
    before.map(|(a, leak)| along(a) * leak).sum::<f64>()
        - behind.map(|(a, leak)| along(a) * leak).sum::<f64>()
}

/// A received value times the conjugate of what was sent.
pub fn times_conjugate((i, q): (f32, f32), (a, b): (f32, f32)) -> (f64, f64) {
    let (i, q, a, b) = (f64::from(i), f64::from(q), f64::from(a), f64::from(b));
    (i * a + q * b, q * a - i * b)
}

/// A value turned back by a phase.
pub fn turned((re, im): (f64, f64), phase: f64) -> (f64, f64) {
    let (sin, cos) = (phase % TAU).sin_cos();
    (re * cos + im * sin, im * cos - re * sin)
}
