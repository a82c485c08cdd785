//! Symbols under a table of integer frequencies that the caller chooses, for text.

use crate::coder::{Decoder, Sink, ONE};
use crate::error::{Error, Result};

/// Most symbols of an alphabet.
const LARGEST: usize = 4096;

fn total(frequencies: &[u16]) -> Result<u32> {
    let sum: u32 = if frequencies.len() > LARGEST {
        0
    } else {
        frequencies.iter().map(|&f| u32::from(f)).sum()
    };
    if sum == 0 || sum > u32::from(u16::MAX) || frequencies.contains(&0) {
        return Err(Error::InvalidArgument(format!(
            "Table of {} frequencies must hold 1 to {LARGEST}, each at least 1, with a sum of at most 65535",
            frequencies.len()
        )));
    }
    Ok(sum)
}

/// A cumulative frequency in units of 2^-24; at least 256 apart.
fn border(sum: u32, total: u32) -> u32 {
    (u64::from(sum) * u64::from(ONE) / u64::from(total)) as u32
}

/// Codes `symbol`, an index of `frequencies`.
pub fn encode<S: Sink>(sink: &mut S, symbol: usize, frequencies: &[u16]) -> Result<()> {
    let total = total(frequencies)?;
    let Some(&frequency) = frequencies.get(symbol) else {
        return Err(Error::InvalidArgument(format!(
            "Symbol {symbol} is not in an alphabet of {}",
            frequencies.len()
        )));
    };
    let before: u32 = frequencies[..symbol].iter().map(|&f| u32::from(f)).sum();
    let left = border(before, total);
    sink.put(left, border(before + u32::from(frequency), total) - left)
}

/// Mirrors [`encode`].
pub fn decode(decoder: &mut Decoder, frequencies: &[u16]) -> Result<usize> {
    let total = total(frequencies)?;
    decoder.take(|quantile| {
        let (mut before, mut symbol) = (0, 0);
        loop {
            let after = before + u32::from(frequencies[symbol]);
            let (left, right) = (border(before, total), border(after, total));
            // The last border is 2^24, above every quantile.
            if quantile < right || symbol + 1 == frequencies.len() {
                return (symbol, left, right - left);
            }
            (before, symbol) = (after, symbol + 1);
        }
    })
}
