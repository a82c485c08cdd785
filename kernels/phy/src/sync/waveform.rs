//! Symbols to samples.

use super::layout::{pilots, Layout, PILOTS};
use super::preamble::preamble;
use super::pulse::{Pulse, SPAN};
use crate::chain::MAX_SYMBOLS;
use crate::error::{invalid, Result};

/// Symbols of silence before the first and behind the last symbol; the pulse's tails reach [`SPAN`] of them.
pub const GUARD: usize = 32;
const _: () = assert!(GUARD > SPAN);

/// A frame as samples.
pub struct Waveform {
    /// Interleaved I, Q.
    pub samples: Vec<f32>,
    /// What a symbol of unit energy was multiplied by: Es in the samples' own units is its square.
    pub amplitude: f64,
}

/// Builds the samples of a frame, its largest magnitude `peak`.
///
/// # Errors
/// No symbols, an odd number of values, more than 2^25 symbols, more than 2^28 samples, a value that is not finite, or a
/// peak that is not positive.
pub fn waveform(data: &[f32], pulse: &Pulse, peak: f64) -> Result<Waveform> {
    let count = data.len() / 2;
    if count == 0 || !data.len().is_multiple_of(2) || count > MAX_SYMBOLS {
        return invalid(format!("{} values are no symbols", data.len()));
    }
    if !data.iter().all(|v| v.abs() <= 100.0) {
        return invalid("A symbol is not finite or over 100".into());
    }
    if !(peak > 0.0 && peak <= 1e6) {
        return invalid(format!("Peak {peak} is outside 0…1e6"));
    }
    let layout = Layout { data: count };
    let length = (layout.total() + 2 * GUARD) * pulse.sps;
    if length > 1 << 28 {
        return invalid(format!("Frame has {length} samples, over {}", 1 << 28));
    }
    let shape = pulse.shape();
    let mut samples = vec![0f32; 2 * length];
    let mut put = |symbol: usize, (i, q): (f32, f32)| {
        let first = 2 * ((symbol + GUARD - SPAN) * pulse.sps);
        for (sample, tap) in samples[first..].chunks_exact_mut(2).zip(&shape) {
            sample[0] += i * tap;
            sample[1] += q * tap;
        }
    };
    for (k, &value) in preamble().iter().enumerate() {
        put(k, (value, 0.0));
    }
    let mut pilots = pilots();
    let mut symbols = data.chunks_exact(2);
    for block in 0..layout.blocks() {
        let first = layout.block(block);
        for (k, pilot) in pilots.by_ref().take(PILOTS).enumerate() {
            put(first + k, pilot);
        }
        if block * super::layout::RUN >= count {
            break;
        }
        let (first, run) = layout.run(block);
        for (k, pair) in symbols.by_ref().take(run).enumerate() {
            put(first + k, (pair[0], pair[1]));
        }
    }
    let largest = samples
        .chunks_exact(2)
        .map(|s| f64::from(s[0]).hypot(f64::from(s[1])))
        .fold(0.0, f64::max);
    // The preamble alone makes it larger than zero.
    let amplitude = peak / largest;
    for value in &mut samples {
        *value = (f64::from(*value) * amplitude) as f32;
    }
    Ok(Waveform { samples, amplitude })
}
