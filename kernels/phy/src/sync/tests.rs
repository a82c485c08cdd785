//! Frames through a channel with every impairment at once.

use super::acquire::{acquire, derotate};
use super::check::check_samples;
use super::demodulate::{demodulate, Demodulated};
use super::detect::detect;
use super::pulse::Pulse;
use super::waveform::{waveform, GUARD};
use crate::random::Random;

/// QPSK.
fn data(count: usize, random: &mut Random) -> Vec<f32> {
    (0..2 * count)
        .map(|_| {
            if random.next_u64() & 1 == 1 {
                std::f32::consts::FRAC_1_SQRT_2
            } else {
                -std::f32::consts::FRAC_1_SQRT_2
            }
        })
        .collect()
}

struct Air {
    snr_db: f64,
    /// Cycles a symbol.
    frequency: f64,
    /// Samples of noise before the file begins.
    delay: usize,
    gain: f64,
    /// Clock of the receiver against the sender's.
    clock: f64,
    seed: u64,
}

/// Shifts, resamples by a long windowed sinc of its own, scales and adds noise of variance N0 a sample, which the
/// matched filter of unit energy leaves as it is.
fn air(samples: &[f32], sps: usize, amplitude: f64, air: &Air) -> Vec<f32> {
    let mut random = Random::new(air.seed);
    let turned = derotate(samples, air.frequency / sps as f64, 0.3);
    let count = samples.len() / 2;
    let n0 = amplitude * amplitude * 10f64.powf(-air.snr_db / 10.0);
    let sigma = (n0 / 2.0).sqrt();
    let mut out = Vec::new();
    for n in 0..count + air.delay {
        let t = (n as f64 - air.delay as f64 - 0.37) * (1.0 + air.clock);
        let mut value = (0.0, 0.0);
        if air.clock == 0.0 {
            let at = n as i64 - air.delay as i64;
            if at >= 0 && (at as usize) < count {
                value = (
                    turned[2 * at as usize].into(),
                    turned[2 * at as usize + 1].into(),
                );
            }
        } else {
            for m in (t.floor() as i64 - 15)..=(t.floor() as i64 + 16) {
                if m < 0 || m as usize >= count {
                    continue;
                }
                let x = std::f64::consts::PI * (t - m as f64);
                let sinc = if x.abs() < 1e-9 { 1.0 } else { x.sin() / x };
                let tap = sinc * (x / 33.0).cos().powi(2);
                value.0 += tap * f64::from(turned[2 * m as usize]);
                value.1 += tap * f64::from(turned[2 * m as usize + 1]);
            }
        }
        for v in [value.0, value.1] {
            out.push((air.gain * (v + sigma * random.gaussian())) as f32);
        }
    }
    out
}

fn through(count: usize, sps: usize, channel: &Air) -> (Vec<f32>, Demodulated, f64) {
    let pulse = Pulse::new(sps, 0.25).unwrap();
    let sent = data(count, &mut Random::new(channel.seed + 1000));
    let wave = waveform(&sent, &pulse, 0.8).unwrap();
    let received = air(&wave.samples, sps, wave.amplitude, channel);
    let found = detect(&received, &pulse);
    assert_eq!(found.len(), 1, "{found:?}");
    let start = acquire(&received, &pulse, found[0]);
    let got = demodulate(&received, &pulse, start.time, start.frequency, count).unwrap();
    (sent, got, start.time)
}

/// Mean squared error of the symbols, dB.
fn error_db(sent: &[f32], got: &[f32]) -> f64 {
    assert_eq!(sent.len(), got.len());
    let error: f64 = sent
        .iter()
        .zip(got)
        .map(|(a, b)| f64::from(a - b).powi(2))
        .sum();
    10.0 * (error / (sent.len() / 2) as f64).log10()
}

#[test]
fn a_clean_frame_comes_back_as_it_was() {
    for sps in [2, 4, 8, 16] {
        let channel = Air {
            snr_db: 100.0,
            frequency: 0.0,
            delay: 0,
            gain: 1.0,
            clock: 0.0,
            seed: 1,
        };
        let (sent, got, time) = through(2000, sps, &channel);
        let error = error_db(&sent, &got.symbols);

        assert!(error < -48.0, "{sps} samples a symbol: {error} dB");
        assert!(
            (time - (GUARD * sps) as f64).abs() < 0.01 * sps as f64,
            "{time}"
        );
        assert!(got.frequency.abs() < 1e-6 && got.clock.abs() < 4e-5);
    }
}

#[test]
fn every_impairment_together_costs_little() {
    for (seed, snr_db) in [(1, -3.0), (2, 3.0), (3, 10.0), (4, 20.0), (5, 30.0)] {
        let channel = Air {
            snr_db,
            frequency: 0.005 - 0.002 * seed as f64,
            delay: 1000 + 77 * seed as usize,
            gain: 10f64.powf(seed as f64 - 3.0),
            clock: 1e-5 * (seed as f64 - 2.5),
            seed,
        };
        let (sent, got, _) = through(20_000, 4, &channel);
        let error = error_db(&sent, &got.symbols);
        assert!((error + snr_db) < 0.35, "{error} dB at {snr_db} dB");
        assert!((10.0 * got.snr.log10() - snr_db).abs() < 0.4);
        assert!((got.frequency - channel.frequency).abs() < 2e-6);
        assert!((got.clock + channel.clock).abs() < 4e-6);
    }
}

#[test]
fn noise_and_silence_hold_no_frame() {
    let pulse = Pulse::new(4, 0.25).unwrap();
    let mut random = Random::new(9);
    let noise: Vec<f32> = (0..400_000).map(|_| random.gaussian() as f32).collect();
    assert_eq!(detect(&noise, &pulse), vec![]);
    assert_eq!(detect(&vec![0.0; 20_000], &pulse), vec![]);
    assert_eq!(detect(&[], &pulse), vec![]);
    assert_eq!(detect(&noise[..100], &pulse), vec![]);
}

#[test]
fn what_is_no_number_is_refused() {
    assert!(check_samples(&[0.0, f32::NAN]).is_err());
    assert!(check_samples(&[0.0, 1.0, f32::INFINITY, 0.0]).is_err());
    assert!(check_samples(&[0.0]).is_err());
    assert!(check_samples(&[1e9, -1e9]).is_ok());
    assert!(Pulse::new(3, 0.25).is_err() && Pulse::new(4, f64::NAN).is_err());
}

#[test]
fn a_frame_that_is_not_there_gives_nothing_or_numbers() {
    let pulse = Pulse::new(4, 0.3).unwrap();
    let silence = vec![0f32; 8192];
    for time in [-1e9, -4e6, -1024.0, 9000.0, 1e9] {
        assert!(demodulate(&silence, &pulse, time, 0.1, 1 << 30).is_none());
    }
    let got = demodulate(&silence, &pulse, 100.0, 0.1, 135).unwrap();
    assert_eq!(got.noise.len(), 135);
    let values = got.symbols.iter().chain(&got.noise);
    assert!(values.into_iter().all(|value| value.is_finite()));
}
