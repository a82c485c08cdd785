//! Tapped delay lines over OFDM: numerology 0 of TS 38.211 (15 kHz, normal cyclic prefix), 24 resource blocks, demodulation
//! reference signals on symbols 2 and 11 of each slot, on every other subcarrier.
//!
//! Samples are really convolved with the taps, so that delays beyond the cyclic prefix interfere as they would.

use super::estimate::{time_weights, FrequencyFilter, SPACING};
use super::fft::{product, product_conjugate, unit, Complex, Fft};
use super::jakes::Jakes;
use super::tdl::{profile, Profile};
use super::{check, Received};
use crate::error::{invalid, Result};
use crate::random::Random;
use crate::scramble::gold;
use std::f64::consts::{PI, TAU};

/// Samples of a symbol without its cyclic prefix.
const SIZE: usize = 512;
/// Subcarriers in use.
pub const SUBCARRIERS: usize = 288;
const SUBCARRIER_HZ: f64 = 15_000.0;
const SAMPLE_RATE: f64 = SIZE as f64 * SUBCARRIER_HZ;
/// A slot of 1 ms has 14 symbols.
const SYMBOLS_A_SLOT: usize = 14;
const SYMBOL_SECONDS: f64 = 1e-3 / SYMBOLS_A_SLOT as f64;
const PILOT_SYMBOLS: [usize; 2] = [2, 11];
const PILOTS: usize = SUBCARRIERS / SPACING;
const PILOT_SEED: u32 = 0x5eed;
/// Half the length of the windowed sinc that puts a delay between two samples; the transform begins as many samples early.
const REACH: usize = 8;
/// Longest channel, in samples.
const LONGEST: usize = 400;
/// Delays that the estimator reckons with, in samples: the cyclic prefix and its early begin.
const EXPECTED: f64 = 44.0;
/// Estimates in time that are combined.
const NEIGHBOURS: usize = 4;

/// A tapped delay line.
#[derive(Debug, Clone)]
pub struct TdlOptions {
    /// `a` to `e`.
    pub profile: String,
    /// Root mean square delay spread in seconds.
    pub delay_spread: f64,
    /// Greatest Doppler shift in Hz.
    pub doppler: f64,
    /// Whether the receiver estimates the channel from its pilots, instead of knowing it.
    pub pilots: bool,
}

fn prefix(symbol: usize) -> usize {
    if symbol.is_multiple_of(7) {
        40
    } else {
        36
    }
}

fn has_pilots(symbol: usize) -> bool {
    PILOT_SYMBOLS.contains(&(symbol % SYMBOLS_A_SLOT))
}

fn is_pilot(symbol: usize, subcarrier: usize) -> bool {
    has_pilots(symbol) && subcarrier.is_multiple_of(SPACING)
}

fn data_of(symbol: usize) -> usize {
    if has_pilots(symbol) {
        SUBCARRIERS - PILOTS
    } else {
        SUBCARRIERS
    }
}

/// OFDM symbols that carry `data` symbols; always the first pilots too.
fn length(data: usize) -> usize {
    let mut left = data;
    let mut symbols = 0;
    while left > 0 || symbols <= PILOT_SYMBOLS[0] {
        left = left.saturating_sub(data_of(symbols));
        symbols += 1;
    }
    symbols
}

/// Resource elements that `data` symbols take with their pilots.
pub fn uses(data: usize) -> usize {
    data + PILOTS * (0..length(data)).filter(|&s| has_pilots(s)).count()
}

fn pilots() -> Vec<Complex> {
    let half = 0.5f64.sqrt();
    let bits: Vec<u8> = gold(PILOT_SEED).take(2 * PILOTS).collect();
    bits.chunks_exact(2)
        .map(|b| {
            (
                half * (1.0 - 2.0 * f64::from(b[0])),
                half * (1.0 - 2.0 * f64::from(b[1])),
            )
        })
        .collect()
}

fn bin(subcarrier: usize) -> usize {
    (subcarrier + SIZE - SUBCARRIERS / 2) % SIZE
}

/// Sends symbols over a tapped delay line.
///
/// # Errors
/// An odd number of values, values that are not finite, an SNR outside −40…80 dB, an unknown profile, a delay spread
/// outside 0…2.5 µs, a Doppler shift outside 0…1500 Hz.
pub fn send(symbols: &[f32], snr_db: f64, options: &TdlOptions, seed: u64) -> Result<Received> {
    check(symbols, snr_db)?;
    let taps = profile(&options.profile)?;
    if !(0.0..=2.5e-6).contains(&options.delay_spread) {
        return invalid(format!(
            "Delay spread of {} ns is outside 0…2500",
            options.delay_spread * 1e9
        ));
    }
    if !(0.0..=1500.0).contains(&options.doppler) {
        return invalid(format!(
            "Doppler shift of {} Hz is outside 0…1500",
            options.doppler
        ));
    }
    let mut random = Random::new(seed);
    let mut line = DelayLine::new(taps, options, &mut random);
    let count = length(symbols.len() / 2);
    let (samples, starts) = modulate(symbols, count);
    let n0 = 10f64.powf(-snr_db / 10.0);
    let mut receiver = Receiver::new(symbols.len() / 2, count);
    let fft = Fft::new(SIZE);
    let mut window = vec![(0.0, 0.0); SIZE];
    let sigma = (n0 / 2.0).sqrt();
    for (symbol, &start) in starts.iter().enumerate() {
        let impulse = line.next();
        convolve(&samples, start, &impulse, &mut window);
        fft.forward(&mut window);
        for value in &mut window {
            value.0 += sigma * random.gaussian();
            value.1 += sigma * random.gaussian();
        }
        let truth = (!options.pilots).then(|| response(&impulse, &fft));
        receiver.take(symbol, &window, truth);
    }
    Ok(receiver.finish(options, n0))
}

/// Samples of all OFDM symbols, I and Q, and where the transform of each begins: after its cyclic prefix, less [`REACH`].
fn modulate(symbols: &[f32], count: usize) -> (Vec<(f32, f32)>, Vec<usize>) {
    let fft = Fft::new(SIZE);
    let pilots = pilots();
    let mut pairs = symbols.chunks_exact(2);
    let (mut samples, mut starts) = (
        Vec::with_capacity(count * (SIZE + 37)),
        Vec::with_capacity(count),
    );
    let mut bins = vec![(0.0, 0.0); SIZE];
    for symbol in 0..count {
        bins.fill((0.0, 0.0));
        for subcarrier in 0..SUBCARRIERS {
            bins[bin(subcarrier)] = if is_pilot(symbol, subcarrier) {
                pilots[subcarrier / SPACING]
            } else {
                pairs
                    .next()
                    .map_or((0.0, 0.0), |p| (f64::from(p[0]), f64::from(p[1])))
            };
        }
        fft.inverse(&mut bins);
        let prefix = prefix(symbol);
        starts.push(samples.len() + prefix - REACH);
        let single = |&(i, q): &Complex| (i as f32, q as f32);
        samples.extend(bins[SIZE - prefix..].iter().map(single));
        samples.extend(bins.iter().map(single));
    }
    (samples, starts)
}

/// The taps over time: their gains, and how each spreads over the samples.
struct DelayLine {
    gains: Vec<(f64, Jakes)>,
    shapes: Vec<(usize, [f64; 2 * REACH])>,
    /// Line of sight: amplitude, phase, turn a symbol. It comes with the first tap.
    direct: (f64, f64, f64),
}

impl DelayLine {
    fn new(profile: &Profile, options: &TdlOptions, random: &mut Random) -> Self {
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
    fn next(&mut self) -> Vec<Complex> {
        let end = self.shapes.iter().map(|s| s.0 + 2 * REACH).max();
        let mut impulse = vec![(0.0, 0.0); end.unwrap_or(0)];
        for (tap, ((amplitude, jakes), (first, shape))) in
            self.gains.iter_mut().zip(&self.shapes).enumerate()
        {
            let scattered = jakes.next();
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
fn convolve(samples: &[(f32, f32)], start: usize, impulse: &[Complex], window: &mut [Complex]) {
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

/// What the channel does to each subcarrier, the early begin of the transform included.
fn response(impulse: &[Complex], fft: &Fft) -> Vec<Complex> {
    let mut bins = vec![(0.0, 0.0); SIZE];
    // Transform and impulse both begin REACH early: the impulse's first sample is delay 0 of the transform.
    for (tap, gain) in impulse.iter().enumerate() {
        let at = &mut bins[tap % SIZE];
        *at = (at.0 + gain.0, at.1 + gain.1);
    }
    fft.forward(&mut bins);
    let scale = (SIZE as f64).sqrt();
    (0..SUBCARRIERS)
        .map(|k| {
            let (re, im) = bins[bin(k)];
            (scale * re, scale * im)
        })
        .collect()
}

/// Collects resource elements, then estimates and equalizes.
struct Receiver {
    data: usize,
    /// Received data, symbol by symbol.
    elements: Vec<Complex>,
    /// Least-squares estimates at the pilots: OFDM symbol and one value a pilot.
    estimates: Vec<(usize, Vec<Complex>)>,
    /// The channel where it is known, one row an OFDM symbol.
    truth: Vec<Vec<Complex>>,
    pilots: Vec<Complex>,
    symbols: usize,
    idle: (f64, usize),
}

impl Receiver {
    fn new(data: usize, symbols: usize) -> Self {
        Self {
            data,
            elements: Vec::with_capacity(data + SUBCARRIERS),
            estimates: Vec::new(),
            truth: Vec::new(),
            pilots: pilots(),
            symbols,
            idle: (0.0, 0),
        }
    }

    fn take(&mut self, symbol: usize, bins: &[Complex], truth: Option<Vec<Complex>>) {
        self.elements.extend(
            (0..SUBCARRIERS)
                .filter(|&k| !is_pilot(symbol, k))
                .map(|k| bins[bin(k)]),
        );
        if has_pilots(symbol) {
            let at_pilots = (0..PILOTS)
                .map(|i| product_conjugate(bins[bin(SPACING * i)], self.pilots[i]))
                .collect();
            self.estimates.push((symbol, at_pilots));
        }
        self.truth.extend(truth);
        // Subcarriers that nobody sends on, far enough from the others, hold noise alone.
        for value in &bins[SUBCARRIERS / 2 + 16..SIZE - SUBCARRIERS / 2 - 16] {
            self.idle.0 += value.0 * value.0 + value.1 * value.1;
            self.idle.1 += 1;
        }
    }

    fn finish(self, options: &TdlOptions, n0: f64) -> Received {
        let mut out = Received {
            symbols: Vec::with_capacity(2 * self.data),
            noise: Vec::with_capacity(self.data),
            n0,
        };
        let mut rows = self.elements.iter();
        if options.pilots {
            out.n0 = self.idle.0 / self.idle.1 as f64;
            let filter = FrequencyFilter::new(EXPECTED / SIZE as f64, out.n0);
            let known: Vec<(usize, Vec<Complex>)> = self
                .estimates
                .iter()
                .map(|(symbol, pilots)| {
                    let mut row = vec![(0.0, 0.0); SUBCARRIERS];
                    filter.apply(pilots, &mut row);
                    (*symbol, row)
                })
                .collect();
            for symbol in 0..self.symbols {
                let (row, error) = between(
                    &known,
                    symbol,
                    options.doppler * SYMBOL_SECONDS,
                    filter.error,
                );
                equalize(&mut rows, symbol, &row, out.n0 + error, self.data, &mut out);
            }
        } else {
            for (symbol, row) in self.truth.iter().enumerate() {
                equalize(&mut rows, symbol, row, n0, self.data, &mut out);
            }
        }
        out
    }
}

/// The channel at a symbol from the nearest estimates, and its mean square error.
fn between(
    known: &[(usize, Vec<Complex>)],
    symbol: usize,
    doppler: f64,
    error: f64,
) -> (Vec<Complex>, f64) {
    let distance = |other: usize| other.abs_diff(symbol);
    let nearest = (0..known.len())
        .min_by_key(|&i| distance(known[i].0))
        .unwrap_or(0);
    let first = nearest
        .saturating_sub(NEIGHBOURS / 2)
        .min(known.len().saturating_sub(NEIGHBOURS));
    let used = &known[first..known.len().min(first + NEIGHBOURS)];
    let at: Vec<f64> = used.iter().map(|k| k.0 as f64).collect();
    let (weights, error) = time_weights(&at, symbol as f64, doppler, error);
    let mut row = vec![(0.0, 0.0); SUBCARRIERS];
    for ((_, estimate), weight) in used.iter().zip(weights) {
        for (sum, value) in row.iter_mut().zip(estimate) {
            sum.0 += weight * value.0;
            sum.1 += weight * value.1;
        }
    }
    (row, error)
}

/// Minimum mean square error equalization of one symbol, its bias removed: conj(h) y / |h|², left with N0 / |h|².
fn equalize<'a>(
    elements: &mut impl Iterator<Item = &'a Complex>,
    symbol: usize,
    channel: &[Complex],
    n0: f64,
    most: usize,
    out: &mut Received,
) {
    for (_, &h) in (0..SUBCARRIERS)
        .zip(channel)
        .filter(|(k, _)| !is_pilot(symbol, *k))
    {
        let Some(&element) = elements.next() else {
            return;
        };
        if out.noise.len() == most {
            continue;
        }
        let power = (h.0 * h.0 + h.1 * h.1).max(1e-9);
        let (i, q) = product_conjugate(element, h);
        out.symbols.extend([(i / power) as f32, (q / power) as f32]);
        out.noise.push((n0 / power) as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(profile: &str, delay_spread: f64, pilots: bool) -> TdlOptions {
        TdlOptions {
            profile: profile.to_string(),
            delay_spread,
            doppler: 50.0,
            pilots,
        }
    }

    fn qpsk(count: usize) -> Vec<f32> {
        let half = 0.5f32.sqrt();
        gold(99)
            .take(2 * count)
            .map(|bit| if bit == 1 { -half } else { half })
            .collect()
    }

    /// Share of wrong signs over several seeds.
    fn bit_errors(snr_db: f64, count: usize, options: &TdlOptions, seeds: u64) -> f64 {
        let sent = qpsk(count);
        let mut wrong = 0;
        for seed in 0..seeds {
            let got = send(&sent, snr_db, options, seed).unwrap();
            wrong += sent
                .iter()
                .zip(&got.symbols)
                .filter(|(a, b)| (**a < 0.0) != (**b < 0.0))
                .count();
        }
        wrong as f64 / (sent.len() * seeds as usize) as f64
    }

    #[test]
    fn without_noise_every_symbol_comes_back_where_it_was() {
        for profile in ["a", "b", "c", "d", "e"] {
            let sent = qpsk(5000);
            let got = send(&sent, 60.0, &options(profile, 100e-9, false), 7).unwrap();
            assert_eq!((got.symbols.len(), got.noise.len()), (10_000, 5000));
            let error: f64 = sent
                .chunks_exact(2)
                .zip(got.symbols.chunks_exact(2))
                .zip(&got.noise)
                .map(|((a, b), n)| {
                    let d = f64::from(a[0] - b[0]).powi(2) + f64::from(a[1] - b[1]).powi(2);
                    d / f64::from(*n).max(1e-5)
                })
                .sum::<f64>()
                / 5000.0;
            // In units of the announced noise; a floor for the sinc's truncation.
            assert!(error < 2.0, "TDL-{profile}: {error}");
        }
    }

    #[test]
    fn bit_errors_over_rayleigh_taps_follow_the_closed_form() {
        // A subcarrier of TDL-A fades as Rayleigh does: (1 - sqrt(g / (1 + g))) / 2 with g = SNR / 2 an axis.
        for snr_db in [3.0, 9.0] {
            let g = 10f64.powf(snr_db / 10.0) / 2.0;
            let expected = (1.0 - (g / (1.0 + g)).sqrt()) / 2.0;
            let got = bit_errors(snr_db, 200, &options("a", 300e-9, false), 3000);
            assert!(
                (got / expected - 1.0).abs() < 0.06,
                "{snr_db} dB: {got}, {expected}"
            );
        }
    }

    #[test]
    fn estimated_channels_cost_little_and_the_noise_is_found() {
        for (snr_db, most) in [(0.0, 1.25), (10.0, 1.25)] {
            let known = bit_errors(snr_db, 4000, &options("c", 300e-9, false), 60);
            let estimated = bit_errors(snr_db, 4000, &options("c", 300e-9, true), 60);
            assert!(
                estimated < most * known,
                "{snr_db} dB: {estimated}, {known}"
            );
            let got = send(&qpsk(4000), snr_db, &options("c", 300e-9, true), 1).unwrap();
            let n0 = 10f64.powf(-snr_db / 10.0);
            assert!((got.n0 / n0 - 1.0).abs() < 0.05, "{} {n0}", got.n0);
        }
    }

    #[test]
    fn uses_count_every_pilot() {
        assert_eq!(uses(1), 1 + PILOTS);
        assert_eq!(uses(3744), 4032);
        assert_eq!(uses(3 * 3744), 3 * 4032);
        // The next slot's first symbols rely on the pilots before them.
        assert_eq!(uses(3744 + 1), 4032 + 1);
        assert_eq!(uses(3744 + 3 * 288), 4032 + 3 * 288 + PILOTS);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let fine = options("a", 1e-7, true);
        assert!(send(&[0.0; 3], 3.0, &fine, 1).is_err());
        assert!(send(&[f32::NAN; 4], 3.0, &fine, 1).is_err());
        assert!(send(&qpsk(4), f64::NAN, &fine, 1).is_err());
        assert!(send(&qpsk(4), 3.0, &options("x", 1e-7, true), 1).is_err());
        assert!(send(&qpsk(4), 3.0, &options("a", -1.0, true), 1).is_err());
        assert!(send(&[], 3.0, &fine, 1).unwrap().symbols.is_empty());
    }
}
