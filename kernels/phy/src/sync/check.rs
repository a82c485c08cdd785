//! What is refused before any arithmetic.

use crate::error::{invalid, Result};
use std::fmt;

/// Largest magnitude of a sample: its square times any window is far inside an f32.
pub const MOST: f32 = 1e9;

/// Samples that no arithmetic should see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(pub String);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed: {}", self.0)
    }
}

/// Refuses samples that are not finite or over [`MOST`], and half pairs.
///
/// # Errors
/// [`Malformed`] naming the first bad sample.
pub fn check_samples(samples: &[f32]) -> std::result::Result<(), Malformed> {
    if !samples.len().is_multiple_of(2) {
        return Err(Malformed(format!(
            "{} values are no I, Q pairs",
            samples.len()
        )));
    }
    match samples.iter().position(|v| v.is_nan() || v.abs() > MOST) {
        Some(at) => Err(Malformed(format!(
            "Sample {} is {}, not a number within ±{MOST:e}",
            at / 2,
            samples[at]
        ))),
        None => Ok(()),
    }
}

/// Refuses a pulse that cannot be built: samples a symbol even and 2…16, roll-off 0.1…1.
///
/// # Errors
/// `invalid-argument`.
pub fn check_pulse(sps: usize, roll_off: f64) -> Result<()> {
    if !(2..=16).contains(&sps) || !sps.is_multiple_of(2) {
        return invalid(format!("{sps} samples a symbol are not even and 2…16"));
    }
    if !(0.1..=1.0).contains(&roll_off) {
        return invalid(format!("Roll-off {roll_off} is outside 0.1…1"));
    }
    Ok(())
}
