//! The nested ternary quantizer: fine symbol k = 3 k0 + r, base symbol k0 on a grid exactly three times as coarse.
//!
//! Both round with a dead zone, 0.6 instead of 0.5 of a step: |k| = floor(|y| / step + 0.4). A cell that is refined takes
//! k0 = trunc((k + sign k) / 3); one that is not rounds on the coarse grid itself, with r = 0. A cell may have another
//! dead zone: magnitudes above 0 are taken as larger by its shift, so that a shift of s steps rounds with 0.4 + s.

use crate::error::{Error, Result};

/// Base symbols and refinements of `y` [cells, channels], with one fine step and one shift per cell in the unit of `y`.
///
/// # Errors
/// `InvalidArgument` where sizes do not go together or a step is 0.
pub fn quantize(
    y: &[i16],
    steps: &[u16],
    refined: &[u8],
    shifts: &[i16],
    channels: usize,
    k0: &mut [i16],
    r: &mut [i8],
) -> Result<()> {
    let len = steps.len().checked_mul(channels);
    if channels == 0
        || len != Some(y.len())
        || refined.len() != steps.len()
        || shifts.len() != steps.len()
        || k0.len() != y.len()
        || r.len() != y.len()
    {
        return Err(Error::InvalidArgument(format!(
            "{} values, {} steps, {} flags, {} shifts and {channels} channels do not go together",
            y.len(),
            steps.len(),
            refined.len(),
            shifts.len()
        )));
    }
    if let Some(cell) = steps.iter().position(|&step| step == 0) {
        return Err(Error::InvalidArgument(format!("Step of cell {cell} is 0")));
    }
    let outputs = k0
        .chunks_exact_mut(channels)
        .zip(r.chunks_exact_mut(channels));
    for (cell, (y, (k0, r))) in y.chunks_exact(channels).zip(outputs).enumerate() {
        let (step, shift) = (u32::from(steps[cell]), i32::from(shifts[cell]));
        if refined[cell] != 0 {
            nested(y, step, shift, k0, r);
        } else {
            coarse(y, 3 * step, shift, k0);
            r.fill(0);
        }
    }
    Ok(())
}

/// floor(m / step + 0.4) of the magnitude m = |y| + shift, which stays within 15 bits, or 0 where y is 0.
#[inline]
fn round(y: i16, step: u32, shift: i32) -> u32 {
    let magnitude = i32::from(y.unsigned_abs());
    let shifted = if shift == 0 || magnitude == 0 {
        magnitude
    } else {
        (magnitude + shift).clamp(0, 32767)
    };
    let scaled = 10 * shifted as u32 + 4 * step;
    // Most are 0: a comparison is much cheaper than a division.
    if scaled < 10 * step {
        0
    } else {
        scaled / (10 * step)
    }
}

fn nested(y: &[i16], step: u32, shift: i32, k0: &mut [i16], r: &mut [i8]) {
    for ((&y, k0), r) in y.iter().zip(k0).zip(r) {
        let magnitude = round(y, step, shift);
        let base = (magnitude + 1) / 3;
        let (base, rest) = (base as i32, magnitude as i32 - 3 * base as i32);
        let sign = if y < 0 { -1 } else { 1 };
        // At most (32768 + 1) / 3, and -1…1.
        *k0 = (sign * base) as i16;
        *r = (sign * rest) as i8;
    }
}

fn coarse(y: &[i16], step: u32, shift: i32, k0: &mut [i16]) {
    for (&y, k0) in y.iter().zip(k0) {
        let magnitude = round(y, step, shift) as i32;
        *k0 = (if y < 0 { -magnitude } else { magnitude }) as i16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(y: i16, step: u16, refined: u8) -> (i16, i8) {
        let (mut k0, mut r) = ([0], [0]);
        quantize(&[y], &[step], &[refined], &[0], 1, &mut k0, &mut r).unwrap();
        (k0[0], r[0])
    }

    #[test]
    fn a_shift_moves_magnitudes_and_leaves_zero() {
        let quantized = |y: [i16; 7], shift, refined| {
            let (mut k0, mut r) = ([0; 7], [0; 7]);
            quantize(&y, &[100], &[refined], &[shift], 7, &mut k0, &mut r).unwrap();
            (k0, r)
        };
        let y = [0, 59, 60, -60, 180, i16::MAX, i16::MIN];
        for (shift, refined) in [(-3, 0), (4, 0), (-3, 1), (4, 1), (500, 1), (-500, 0)] {
            let moved = y.map(|y: i16| {
                let magnitude = (i32::from(y).abs() + i32::from(shift)).clamp(0, 32767);
                (i32::from(y.signum()) * magnitude) as i16
            });
            assert_eq!(quantized(y, shift, refined), quantized(moved, 0, refined));
        }
    }

    #[test]
    fn equals_the_formula_of_the_training_code_for_every_value() {
        for step in [1u16, 31, 100, 1792, 65535] {
            for y in i16::MIN..=i16::MAX {
                let sign = f64::from(y).signum();
                // Tenths of a step are exact in integers; in floats they are not at the borders.
                let floor =
                    |step: i64| (10 * i64::from(y).abs() + 4 * step).div_euclid(10 * step) as f64;
                let k = if y == 0 {
                    0.0
                } else {
                    sign * floor(step.into())
                };
                let nested = ((k + if k == 0.0 { 0.0 } else { k.signum() }) / 3.0).trunc();
                assert_eq!(
                    one(y, step, 1),
                    (nested as i16, (k - 3.0 * nested) as i8),
                    "{y} / {step}"
                );
                let coarse = if y == 0 {
                    0.0
                } else {
                    sign * floor(3 * i64::from(step))
                };
                assert_eq!(one(y, step, 0), (coarse as i16, 0), "{y} / {step}");
            }
        }
    }

    #[test]
    fn refuses_a_step_of_zero_and_sizes_that_do_not_match() {
        let (mut k0, mut r) = ([0; 2], [0; 2]);
        for (steps, channels) in [
            (&[0u16, 1][..], 1),
            (&[1][..], 1),
            (&[1, 1][..], 2),
            (&[][..], 0),
        ] {
            let refined = vec![1; steps.len()];
            let shifts = vec![0; steps.len()];
            assert!(
                quantize(&[5, 6], steps, &refined, &shifts, channels, &mut k0, &mut r).is_err()
            );
        }
        assert!(quantize(&[5, 6], &[1, 1], &[1, 1], &[0], 1, &mut k0, &mut r).is_err());
    }
}
