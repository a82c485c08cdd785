//! Samples of a found frame to equalized symbols.

use super::acquire::{derotate, measure, Start};
use super::layout::{pilots, Layout, PILOTS};
use super::preamble::PREAMBLE;
use super::pulse::Pulse;
use super::track::{times_conjugate, track, turned, Track};
use std::f64::consts::TAU;

/// Blocks of pilots on each side that amplitude and noise of a run are measured over.
const WINDOW: usize = 32;
/// Least N0 that is reported, in units of Es.
const LEAST_NOISE: f64 = 1e-6;

/// A frame's symbols.
pub struct Demodulated {
    /// Interleaved I, Q, unit mean energy; fewer than asked for where the samples end.
    pub symbols: Vec<f32>,
    /// N0 of each symbol in units of Es.
    pub noise: Vec<f32>,
    /// Carrier offset in cycles a symbol, the frame's mean.
    pub frequency: f64,
    /// How much slower than the receiver's the sender's clock is.
    pub clock: f64,
    /// Amplitude of a symbol of unit energy, the frame's mean.
    pub amplitude: f64,
    /// Es/N0, linear, the frame's mean.
    pub snr: f64,
}

/// Reads `data` symbols of the frame whose preamble begins at `time`; none where not even one of them is there.
pub fn demodulate(
    samples: &[f32],
    pulse: &Pulse,
    time: f64,
    frequency: f64,
    data: usize,
) -> Option<Demodulated> {
    let sps = pulse.sps as f64;
    if time + sps * PREAMBLE as f64 <= 0.0 {
        return None; // it began so long before the samples that nothing of its preamble is left
    }
    let there = ((samples.len() / 2) as f64 - time) / sps;
    let layout = Layout::within(data, there.max(0.0) as usize)?;
    // The frame and the filter's reach on both sides: work and memory go with the frame, not with the recording.
    let from = (time - pulse.half as f64 - sps).max(0.0).floor();
    let to = time + sps * (layout.total() + 2) as f64 + pulse.half as f64;
    let to = (to as usize).min(samples.len() / 2);
    let time = time - from;
    let still = derotate(&samples[2 * from as usize..2 * to], -frequency / sps, time);
    let start = measure(&still, pulse, time, 0.0);
    let frame = Frame {
        samples: &still,
        pulse,
        time,
        layout,
    };
    let first = frame.read(&start, &track(&still, pulse, &start, layout, None));
    // Where noise covers the symbols, knowing them would not help the clock.
    let mut out = if first.snr < 1.0 {
        first
    } else {
        let again = track(&still, pulse, &start, layout, Some(&first.symbols));
        frame.read(&start, &again)
    };
    out.frequency += frequency;
    Some(out)
}

/// A frame in samples without carrier offset.
struct Frame<'a> {
    samples: &'a [f32],
    pulse: &'a Pulse,
    time: f64,
    layout: Layout,
}

impl Frame<'_> {
    /// The data symbols by what is known of phase, clock and gain.
    fn read(&self, start: &Start, track: &Track) -> Demodulated {
        let Self { layout, .. } = *self;
        let gains = self.gains(start, track);
        let mut out = Demodulated {
            symbols: Vec::with_capacity(2 * layout.data),
            noise: Vec::with_capacity(layout.data),
            frequency: rate(&track.phase, layout) / TAU,
            clock: rate(&track.clock, layout),
            amplitude: mean(gains.iter().map(|g| g.amplitude)),
            snr: mean(gains.iter().map(|g| 1.0 / g.noise)),
        };
        for block in 0..layout.blocks() - 1 {
            let (first, count) = layout.run(block);
            let (here, next) = (middle(layout, block), middle(layout, block + 1));
            let Gain { amplitude, noise } = gains[block];
            for k in first..first + count {
                let share = (k as f64 - here) / (next - here);
                let between =
                    |values: &[f64]| values[block] + share * (values[block + 1] - values[block]);
                let (i, q) = self.at(k, between(&track.clock));
                let (re, im) = turned((f64::from(i), f64::from(q)), between(&track.phase));
                out.symbols.push((re / amplitude) as f32);
                out.symbols.push((im / amplitude) as f32);
                out.noise.push(noise as f32);
            }
        }
        out
    }

    /// The matched filter's output for a symbol.
    fn at(&self, symbol: usize, clock: f64) -> (f32, f32) {
        let time = self.time + self.pulse.sps as f64 * (symbol as f64 + clock);
        self.pulse.at(self.samples, time)
    }

    /// Amplitude by preamble and pilots against what was sent; noise by how the pilots of a block differ from each other,
    /// since the tracked phase follows their noise too.
    fn gains(&self, start: &Start, track: &Track) -> Vec<Gain> {
        let mut pilots = pilots();
        // Running sums over preamble and blocks.
        let mut sums = vec![Sums::default()];
        let mut add = |pilots: usize, along: f64, scatter: f64| {
            let last = sums[sums.len() - 1];
            sums.push(Sums {
                pilots: last.pilots + pilots as f64,
                along: last.along + along,
                free: last.free + pilots as f64 - 1.0,
                scatter: last.scatter + scatter,
            });
        };
        let count = PREAMBLE as f64;
        add(
            PREAMBLE,
            count * start.amplitude,
            (count - 1.0) * start.noise,
        );
        for block in 0..self.layout.blocks() {
            let first = self.layout.block(block);
            let (mut sum, mut energy) = ((0.0, 0.0), 0.0);
            for (k, pilot) in pilots.by_ref().take(PILOTS).enumerate() {
                let (re, im) = times_conjugate(self.at(first + k, track.clock[block]), pilot);
                sum = (sum.0 + re, sum.1 + im);
                energy += re * re + im * im;
            }
            let mean = (sum.0 * sum.0 + sum.1 * sum.1) / PILOTS as f64;
            add(PILOTS, turned(sum, track.phase[block]).0, energy - mean);
        }
        (0..self.layout.blocks())
            .map(|block| {
                let to = sums[(block + 2 + WINDOW).min(sums.len() - 1)];
                let from = sums[(block + 1).saturating_sub(WINDOW)];
                let amplitude = ((to.along - from.along) / (to.pilots - from.pilots)).max(1e-12);
                let noise = (to.scatter - from.scatter) / (to.free - from.free);
                Gain {
                    amplitude,
                    noise: (noise / (amplitude * amplitude)).max(LEAST_NOISE),
                }
            })
            .collect()
    }
}

/// What blocks of pilots add up to.
#[derive(Clone, Copy, Default)]
struct Sums {
    pilots: f64,
    /// Their values along what was sent.
    along: f64,
    /// Degrees of freedom of the scatter.
    free: f64,
    /// Energy of their differences from their mean.
    scatter: f64,
}

/// Amplitude and relative noise around a run.
struct Gain {
    amplitude: f64,
    noise: f64,
}

/// The middle of a block of pilots, in symbols.
fn middle(layout: Layout, block: usize) -> f64 {
    layout.block(block) as f64 + (PILOTS as f64 - 1.0) / 2.0
}

/// Mean change a symbol from the first block to the last.
fn rate(values: &[f64], layout: Layout) -> f64 {
    let last = values.len() - 1;
    (values[last] - values[0]) / (middle(layout, last) - middle(layout, 0))
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
    sum / count
}
