//! Channels in complex baseband, seeded. Symbols have unit mean energy; N0 = 10^(−SNR/10) is the noise variance of both
//! axes together, half on each.

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
}

/// Equalized symbols and the noise variance that each is left with.
pub struct Received {
    /// Interleaved I, Q.
    pub symbols: Vec<f32>,
    /// N0 after equalization, one a symbol.
    pub noise: Vec<f32>,
}

/// Sends symbols; the receiver knows the gains and divides by them.
///
/// # Errors
/// An odd number of values, an SNR outside −40…80 dB, or blocks of no symbols.
pub fn send(symbols: &[f32], snr_db: f64, fading: Fading, seed: u64) -> Result<Received> {
    if !symbols.len().is_multiple_of(2) {
        return invalid(format!("{} values are no I, Q pairs", symbols.len()));
    }
    if !(-40.0..=80.0).contains(&snr_db) {
        return invalid(format!("SNR of {snr_db} dB is outside -40…80"));
    }
    let n0 = 10f64.powf(-snr_db / 10.0);
    let sigma = (n0 / 2.0).sqrt();
    let mut random = Random::new(seed);
    let mut out = Received {
        symbols: Vec::with_capacity(symbols.len()),
        noise: Vec::with_capacity(symbols.len() / 2),
    };
    let mut gain = (1.0, 0.0);
    for (index, pair) in symbols.chunks_exact(2).enumerate() {
        if let Fading::Block { k, block } = fading {
            if block == 0 || k.is_nan() || k < 0.0 {
                return invalid(format!(
                    "Fading blocks of {block} symbols with K = {k} make no sense"
                ));
            }
            if index % block == 0 {
                let scattered = (1.0 / (2.0 * (k + 1.0))).sqrt();
                gain = (
                    (k / (k + 1.0)).sqrt() + scattered * random.gaussian(),
                    scattered * random.gaussian(),
                );
            }
        }
        let (i, q) = (f64::from(pair[0]), f64::from(pair[1]));
        let noisy = (
            gain.0 * i - gain.1 * q + sigma * random.gaussian(),
            gain.0 * q + gain.1 * i + sigma * random.gaussian(),
        );
        let power = (gain.0 * gain.0 + gain.1 * gain.1).max(1e-9);
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
