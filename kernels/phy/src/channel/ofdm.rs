//! Tapped delay lines over OFDM: numerology 0 of TS 38.211 (15 kHz, normal cyclic prefix), 24 resource blocks, demodulation
//! reference signals on symbols 2 and 11 of each slot, on every other subcarrier.
//!
//! Samples are really convolved with the taps, so that delays beyond the cyclic prefix interfere as they would.

use super::delay_line::{convolve, DelayLine, REACH};
use super::estimate::SPACING;
use super::fft::{Complex, Fft};
use super::receiver::Receiver;
use super::tdl::profile;
use super::{check, Received};
use crate::error::{invalid, Result};
use crate::random::Random;
use crate::scramble::gold;

/// Samples of a symbol without its cyclic prefix.
pub const SIZE: usize = 512;
/// Subcarriers in use.
pub const SUBCARRIERS: usize = 288;
const SUBCARRIER_HZ: f64 = 15_000.0;
/// Samples a second.
pub const SAMPLE_RATE: f64 = SIZE as f64 * SUBCARRIER_HZ;
/// A slot of 1 ms has 14 symbols.
const SYMBOLS_A_SLOT: usize = 14;
/// An OFDM symbol with its prefix, on average.
pub const SYMBOL_SECONDS: f64 = 1e-3 / SYMBOLS_A_SLOT as f64;
const PILOT_SYMBOLS: [usize; 2] = [2, 11];
/// Pilots of an OFDM symbol that has some.
pub const PILOTS: usize = SUBCARRIERS / SPACING;
const PILOT_SEED: u32 = 0x5eed;

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

/// Whether an OFDM symbol carries pilots.
pub fn has_pilots(symbol: usize) -> bool {
    PILOT_SYMBOLS.contains(&(symbol % SYMBOLS_A_SLOT))
}

/// Whether a resource element is a pilot.
pub fn is_pilot(symbol: usize, subcarrier: usize) -> bool {
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

/// The pilots of an OFDM symbol.
pub fn pilots() -> Vec<Complex> {
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

/// Where a subcarrier stands in the transform.
pub fn bin(subcarrier: usize) -> usize {
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
        let impulse = line.step();
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
