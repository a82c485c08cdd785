//! QPSK to 256QAM, TS 38.211 clauses 5.1.3–5.1.6, and max-log soft demapping.
//!
//! Both axes carry the same Gray-coded amplitudes: even bits the in-phase, odd bits the quadrature one. Symbols have unit
//! mean energy.

use crate::error::{invalid, Result};

/// Soft bits are `LLR_SCALE` times the natural log of P(0)/P(1), rounded and clamped to ±[`LLR_LIMIT`].
pub const LLR_SCALE: f32 = 4.0;
/// Largest soft bit that the demapper gives.
pub const LLR_LIMIT: f32 = 120.0;

/// Amplitudes of one axis by the value of its bits, first bit most significant; unit mean energy over both axes.
#[derive(Debug, Clone)]
pub struct Axis {
    /// Bits an axis: half the order.
    pub bits: usize,
    levels: Vec<f32>,
}

/// The axis of a modulation of `order` bits a symbol.
///
/// # Errors
/// An order other than 2, 4, 6 or 8.
pub fn axis(order: usize) -> Result<Axis> {
    if ![2, 4, 6, 8].contains(&order) {
        return invalid(format!("Modulation order {order} is none of 2, 4, 6, 8"));
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
    })
}

/// Maps bits to interleaved I, Q.
pub fn modulate(axis: &Axis, bits: &[u8], out: &mut Vec<f32>) {
    for symbol in bits.chunks_exact(2 * axis.bits) {
        for offset in 0..2 {
            let value = (0..axis.bits).fold(0, |acc, i| {
                acc << 1 | usize::from(symbol[2 * i + offset] & 1)
            });
            out.push(axis.levels[value]);
        }
    }
}

/// Max-log soft bits of equalized symbols with noise variance N0 (both axes together) for each symbol.
/// Not a number counts as nothing known.
pub fn demap(axis: &Axis, symbols: &[f32], noise: &[f32], out: &mut Vec<i8>) {
    let mut soft = [[0i8; 4]; 2];
    for (symbol, n0) in symbols.chunks_exact(2).zip(noise) {
        let scale = LLR_SCALE / n0.max(1e-6);
        for (values, &received) in soft.iter_mut().zip(symbol) {
            for (i, value) in values[..axis.bits].iter_mut().enumerate() {
                let mut nearest = [f32::INFINITY; 2];
                for (word, level) in axis.levels.iter().enumerate() {
                    let side = word >> (axis.bits - 1 - i) & 1;
                    nearest[side] = nearest[side].min((received - level) * (received - level));
                }
                // A float to integer cast saturates and turns NaN into 0.
                *value = ((nearest[1] - nearest[0]) * scale)
                    .round()
                    .clamp(-LLR_LIMIT, LLR_LIMIT) as i8;
            }
        }
        for (&in_phase, &quadrature) in soft[0].iter().zip(&soft[1]).take(axis.bits) {
            out.push(in_phase);
            out.push(quadrature);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            demap(&axis, &symbols, &vec![0.01; 256], &mut soft);
            assert!(bits
                .iter()
                .zip(&soft)
                .all(|(&b, &s)| (b == 1) == (s < 0) && s != 0));
            soft.clear();
            demap(&axis, &[f32::NAN, f32::NAN], &[0.1], &mut soft);
            assert!(soft.iter().all(|&s| s == 0));
        }
    }
}
