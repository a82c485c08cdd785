//! π/2-BPSK, QPSK to 256QAM, TS 38.211 clauses 5.1.1 and 5.1.3–5.1.6, and soft demapping.
//!
//! Both axes carry the same Gray-coded amplitudes: even bits the in-phase, odd bits the quadrature one. Symbols have unit
//! mean energy. π/2-BPSK has one axis, which turns by 90 degrees from symbol to symbol.

use crate::error::{invalid, Result};
use std::f32::consts::FRAC_1_SQRT_2;

/// Soft bits are `LLR_SCALE` times the natural log of P(0)/P(1), rounded and clamped to ±[`LLR_LIMIT`].
pub const LLR_SCALE: f32 = 4.0;
/// Largest soft bit that the demapper gives.
pub const LLR_LIMIT: f32 = 120.0;

/// Amplitudes of one axis by the value of its bits, first bit most significant; unit mean energy over both axes.
#[derive(Debug, Clone)]
pub struct Axis {
    /// Bits an axis: half the order, one for π/2-BPSK.
    pub bits: usize,
    levels: Vec<f32>,
    turning: bool,
}

/// How soft bits are reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Demapper {
    /// From the nearest level of each side alone.
    #[default]
    MaxLog,
    /// From all levels: the exact logarithm of the ratio of probabilities.
    LogMap,
}

/// The axis of a modulation of `order` bits a symbol.
///
/// # Errors
/// An order other than 1, 2, 4, 6 or 8.
pub fn axis(order: usize) -> Result<Axis> {
    if ![1, 2, 4, 6, 8].contains(&order) {
        return invalid(format!("Modulation order {order} is none of 1, 2, 4, 6, 8"));
    }
    if order == 1 {
        return Ok(Axis {
            bits: 1,
            levels: vec![1.0, -1.0],
            turning: true,
        });
    }
    let bits = order / 2;
    let amplitude = |value: usize| {
        let sign = |i: usize| {
            if value >> (bits - 1 - i) & 1 == 1 {
                -1i32
            } else {
                1
            }
        };
        // 8 - s(b2) (4 - s(b4) (2 - s(b6))) and its shorter forms, from the inside out.
        let inner = (1..bits)
            .rev()
            .fold(1, |acc, i| (1 << (bits - i)) - sign(i) * acc);
        sign(0) * inner
    };
    let energy: i32 = (0..1usize << bits).map(|v| amplitude(v).pow(2)).sum();
    let scale = 1.0 / (2.0 * energy as f32 / (1 << bits) as f32).sqrt();
    Ok(Axis {
        bits,
        levels: (0..1usize << bits)
            .map(|v| amplitude(v) as f32 * scale)
            .collect(),
        turning: false,
    })
}

/// Maps bits to interleaved I, Q.
pub fn modulate(axis: &Axis, bits: &[u8], out: &mut Vec<f32>) {
    if axis.turning {
        for (index, bit) in bits.iter().enumerate() {
            let part = axis.levels[usize::from(bit & 1)] * FRAC_1_SQRT_2;
            out.extend([if index % 2 == 0 { part } else { -part }, part]);
        }
        return;
    }
    for symbol in bits.chunks_exact(2 * axis.bits) {
        for offset in 0..2 {
            let value = (0..axis.bits).fold(0, |acc, i| {
                acc << 1 | usize::from(symbol[2 * i + offset] & 1)
            });
            out.push(axis.levels[value]);
        }
    }
}

/// Soft bits of equalized symbols with noise variance N0 (both axes together) for each symbol.
/// Not a number counts as nothing known.
pub fn demap(axis: &Axis, symbols: &[f32], noise: &[f32], demapper: Demapper, out: &mut Vec<i8>) {
    // With two levels an axis both demappers are the same.
    let exact = demapper == Demapper::LogMap && axis.bits > 1;
    let mut soft = [[0i8; 4]; 2];
    for (index, (symbol, n0)) in symbols.chunks_exact(2).zip(noise).enumerate() {
        let per_n0 = 1.0 / n0.max(1e-6);
        if axis.turning {
            let sign = if index % 2 == 0 { 1.0 } else { -1.0 };
            let along = (sign * symbol[0] + symbol[1]) * FRAC_1_SQRT_2;
            out.push(quantized(4.0 * along * per_n0));
            continue;
        }
        for (values, &received) in soft.iter_mut().zip(symbol) {
            for (i, value) in values[..axis.bits].iter_mut().enumerate() {
                let side = |word: usize| word >> (axis.bits - 1 - i) & 1;
                let mut nearest = [f32::INFINITY; 2];
                for (word, level) in axis.levels.iter().enumerate() {
                    let at = &mut nearest[side(word)];
                    *at = at.min((received - level) * (received - level));
                }
                let mut ratio = (nearest[1] - nearest[0]) * per_n0;
                if exact {
                    let mut sums = [0f32; 2];
                    for (word, level) in axis.levels.iter().enumerate() {
                        let further = (received - level) * (received - level) - nearest[side(word)];
                        sums[side(word)] += (-further * per_n0).exp();
                    }
                    ratio += (sums[0] / sums[1]).ln();
                }
                *value = quantized(ratio);
            }
        }
        for (&in_phase, &quadrature) in soft[0].iter().zip(&soft[1]).take(axis.bits) {
            out.push(in_phase);
            out.push(quadrature);
        }
    }
}

/// A log ratio as a soft bit. A float to integer cast saturates and turns NaN into 0.
fn quantized(ratio: f32) -> i8 {
    (ratio * LLR_SCALE).round().clamp(-LLR_LIMIT, LLR_LIMIT) as i8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn log_map_is_the_ratio_of_sums_over_all_points() {
        let mut random = Random::new(12);
        for order in [2usize, 4, 6, 8] {
            let axis = axis(order).unwrap();
            let all: Vec<u8> = (0..order << order)
                .map(|i| ((i / order) >> (order - 1 - i % order) & 1) as u8)
                .collect();
            let mut points = Vec::new();
            modulate(&axis, &all, &mut points);
            for n0 in [2.0f32, 0.3, 0.02] {
                let (i, q) = (random.gaussian() as f32, random.gaussian() as f32);
                let mut soft = Vec::new();
                demap(&axis, &[i, q], &[n0], Demapper::LogMap, &mut soft);
                for (bit, &got) in soft.iter().enumerate() {
                    let mut sums = [0f64; 2];
                    for (word, point) in points.chunks_exact(2).enumerate() {
                        let distance =
                            f64::from(i - point[0]).powi(2) + f64::from(q - point[1]).powi(2);
                        sums[word >> (order - 1 - bit) & 1] += (-distance / f64::from(n0)).exp();
                    }
                    let expected = (4.0 * (sums[0] / sums[1]).ln()).clamp(-120.0, 120.0);
                    assert!(
                        (f64::from(got) - expected).abs() < 0.6,
                        "order {order}, N0 {n0}, bit {bit}: {got}, {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn half_pi_bpsk_turns_and_demaps_to_its_own_scale() {
        let axis = axis(1).unwrap();
        let mut symbols = Vec::new();
        modulate(&axis, &[0, 0, 1, 1], &mut symbols);
        let h = FRAC_1_SQRT_2;
        assert_eq!(symbols, [h, h, -h, h, -h, -h, h, -h]);
        let mut soft = Vec::new();
        demap(&axis, &symbols, &[1.0; 4], Demapper::MaxLog, &mut soft);
        // ln(P(0)/P(1)) is 4 / N0, and soft bits are four times that.
        assert_eq!(soft, [16, 16, -16, -16]);
    }

    #[test]
    fn constellations_are_those_of_the_standard() {
        let first = |order: usize, bits: &[u8]| {
            let mut out = Vec::new();
            modulate(&axis(order).unwrap(), bits, &mut out);
            (out[0], out[1])
        };
        let near = |(i, q): (f32, f32), (a, b, s): (f32, f32, f32)| {
            (i - a / s.sqrt()).abs() < 1e-6 && (q - b / s.sqrt()).abs() < 1e-6
        };
        assert!(near(first(2, &[1, 0]), (-1.0, 1.0, 2.0)));
        assert!(near(first(4, &[0, 1, 1, 0]), (3.0, -1.0, 10.0)));
        assert!(near(first(6, &[0, 0, 0, 1, 0, 1]), (3.0, 7.0, 42.0)));
        assert!(near(first(8, &[0, 0, 0, 0, 0, 0, 0, 0]), (5.0, 5.0, 170.0)));
    }

    #[test]
    fn soft_bits_have_the_sign_of_what_was_sent_and_nan_means_nothing_known() {
        for order in [2, 4, 6, 8] {
            let axis = axis(order).unwrap();
            let bits: Vec<u8> = (0..order * 256)
                .map(|i| (((i / order) >> (i % order)) & 1) as u8)
                .collect();
            let (mut symbols, mut soft) = (Vec::new(), Vec::new());
            modulate(&axis, &bits, &mut symbols);
            demap(
                &axis,
                &symbols,
                &vec![0.01; 256],
                Demapper::MaxLog,
                &mut soft,
            );
            assert!(bits
                .iter()
                .zip(&soft)
                .all(|(&b, &s)| (b == 1) == (s < 0) && s != 0));
            soft.clear();
            demap(
                &axis,
                &[f32::NAN, f32::NAN],
                &[0.1],
                Demapper::LogMap,
                &mut soft,
            );
            assert!(soft.iter().all(|&s| s == 0));
        }
    }
}
