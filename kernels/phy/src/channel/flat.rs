//! Channels that are flat over the frequency: one gain for each symbol, which the receiver knows.

use super::jakes::Jakes;
use super::{check, Received};
use crate::error::{invalid, Result};
use crate::random::Random;

/// What a channel does besides adding noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fading {
    /// Nothing: additive white Gaussian noise alone.
    None,
    /// A complex gain for each run of `block` symbols: Rician with factor `k` (linear), Rayleigh where `k` is 0.
    Block {
        /// Power of the constant part against the scattered one.
        k: f64,
        /// Symbols that share a gain.
        block: usize,
    },
    /// A gain that moves from symbol to symbol with the Jakes spectrum.
    Fast {
        /// Power of the constant part against the scattered one.
        k: f64,
        /// Greatest Doppler shift, in periods a symbol: below 1/2.
        doppler: f64,
    },
}

impl Fading {
    fn check(self) -> Result<()> {
        let (k, sound) = match self {
            Self::None => return Ok(()),
            Self::Block { k, block } => (k, block > 0),
            Self::Fast { k, doppler } => (k, (0.0..0.5).contains(&doppler)),
        };
        if sound && k >= 0.0 && k.is_finite() {
            return Ok(());
        }
        invalid(format!("Fading {self:?} makes no sense"))
    }
}

/// Sends symbols; the receiver knows the gains and divides by them.
///
/// # Errors
/// An odd number of values, an SNR outside −40…80 dB, or blocks of no symbols.
pub fn send(symbols: &[f32], snr_db: f64, fading: Fading, seed: u64) -> Result<Received> {
    check(symbols, snr_db)?;
    fading.check()?;
    let n0 = 10f64.powf(-snr_db / 10.0);
    let sigma = (n0 / 2.0).sqrt();
    let mut random = Random::new(seed);
    let mut out = Received {
        symbols: Vec::with_capacity(symbols.len()),
        noise: Vec::with_capacity(symbols.len() / 2),
        observed: Vec::with_capacity(symbols.len()),
        n0,
    };
    let mut gain = (1.0, 0.0);
    let mut moving = match fading {
        Fading::Fast { k, doppler } => Some((k, Jakes::new(doppler, &mut random))),
        _ => None,
    };
    for (index, pair) in symbols.chunks_exact(2).enumerate() {
        match &mut moving {
            Some((k, jakes)) => {
                let (constant, scattered) = ((*k / (*k + 1.0)).sqrt(), (1.0 / (*k + 1.0)).sqrt());
                let (i, q) = jakes.step();
                gain = (constant + scattered * i, scattered * q);
            }
            None => {
                if let Fading::Block { k, block } = fading {
                    if index % block == 0 {
                        let scattered = (1.0 / (2.0 * (k + 1.0))).sqrt();
                        gain = (
                            (k / (k + 1.0)).sqrt() + scattered * random.gaussian(),
                            scattered * random.gaussian(),
                        );
                    }
                }
            }
        }
        let (i, q) = (f64::from(pair[0]), f64::from(pair[1]));
        let noisy = (
            gain.0 * i - gain.1 * q + sigma * random.gaussian(),
            gain.0 * q + gain.1 * i + sigma * random.gaussian(),
        );
        let power = (gain.0 * gain.0 + gain.1 * gain.1).max(1e-9);
        out.observed.extend([noisy.0 as f32, noisy.1 as f32]);
        out.symbols
            .push(((noisy.0 * gain.0 + noisy.1 * gain.1) / power) as f32);
        out.symbols
            .push(((noisy.1 * gain.0 - noisy.0 * gain.1) / power) as f32);
        out.noise.push((n0 / power) as f32);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_the_variance_of_the_convention() {
        let sent = vec![0f32; 400_000];
        let received = send(&sent, 3.0, Fading::None, 1).unwrap();
        let n0 = 10f64.powf(-0.3);
        let power: f64 = received
            .symbols
            .iter()
            .map(|&v| f64::from(v).powi(2))
            .sum::<f64>()
            / 200_000.0;
        assert!((power / n0 - 1.0).abs() < 0.01, "{power} {n0}");
        assert!((f64::from(received.noise[0]) - n0).abs() < 1e-6);
    }

    #[test]
    fn rayleigh_bit_errors_follow_the_closed_form() {
        // BPSK on each axis: P = (1 - sqrt(g / (1 + g))) / 2 with g = SNR / 2 (Proakis, eq. 14.3-7).
        let count = 200_000;
        let amplitude = 0.5f32.sqrt();
        let received = send(
            &vec![amplitude; 2 * count],
            10.0,
            Fading::Block { k: 0.0, block: 1 },
            2,
        )
        .unwrap();
        let errors =
            received.symbols.iter().filter(|&&v| v < 0.0).count() as f64 / (2 * count) as f64;
        let g = 10.0 / 2.0;
        let expected = (1.0 - f64::sqrt(g / (1.0 + g))) / 2.0;
        assert!(
            (errors / expected - 1.0).abs() < 0.03,
            "{errors} {expected}"
        );
    }
}
