//! Symbols under a logistic model: a window of ±24 around the location, behind it an escape with Exp-Golomb bits.
//!
//! Location mu is in 1/16 symbol. Its rounding c = floor((mu + 8) / 16) centres the window, the rest f = mu - 16 c, in
//! -8…7, shifts the bins. A row holds the 51 borders of 49 symbols and the escape for one scale and f; each has at least
//! 2^-24. An escaped symbol d = n - c is followed by its sign and |d| - 25 in Exp-Golomb bits whose order grows with the
//! scale: a logistic tail is geometric with the mean of the width.

use crate::coder::{Decoder, Sink, ONE, PRECISION};
use crate::error::{Error, Result};
use crate::logistic::{Logistic, SCALES};
use std::sync::OnceLock;

/// Largest distance from the centre inside the window.
const REACH: i32 = 24;
/// Symbols in the window.
const SYMBOLS: usize = 2 * REACH as usize + 1;
/// Borders of the symbols and of the escape behind them.
const BORDERS: usize = SYMBOLS + 2;
/// Exp-Golomb prefixes of i16 symbols are shorter than this.
const LONGEST_PREFIX: u32 = 17;

type Row = [u32; BORDERS];

/// Rows for all scales and fractions.
pub struct Windows {
    rows: Vec<Row>,
}

impl Windows {
    /// The rows, made on first use.
    pub fn get() -> &'static Self {
        static WINDOWS: OnceLock<Windows> = OnceLock::new();
        WINDOWS.get_or_init(|| Self {
            rows: (0..SCALES * 16)
                .map(|i| row(i / 16, i as i32 % 16 - 8))
                .collect(),
        })
    }

    #[inline]
    fn locate(&self, mu: i16, scale: usize) -> (i32, &Row) {
        let shifted = i32::from(mu) + 8;
        (
            shifted >> 4,
            &self.rows[scale * 16 + (shifted & 15) as usize],
        )
    }

    /// Codes `symbol` under location `mu` (1/16 symbol) and `scale` 0…63.
    #[inline]
    pub fn encode<S: Sink>(&self, sink: &mut S, symbol: i16, mu: i16, scale: usize) -> Result<()> {
        let (centre, row) = self.locate(mu, scale);
        let distance = i32::from(symbol) - centre;
        let index = distance.wrapping_add(REACH) as usize;
        if index < SYMBOLS {
            return sink.put(row[index], row[index + 1] - row[index]);
        }
        escape(sink, distance, row, scale)
    }

    /// Mirrors [`Self::encode`].
    #[inline]
    pub fn decode(&self, decoder: &mut Decoder, mu: i16, scale: usize) -> Result<i16> {
        let (centre, row) = self.locate(mu, scale);
        let index = decoder.take(|quantile| {
            let index = search(row, quantile);
            (index, row[index], row[index + 1] - row[index])
        })?;
        let distance = if index < SYMBOLS {
            index as i32 - REACH
        } else {
            escaped(decoder, scale)?
        };
        i16::try_from(centre + distance)
            .map_err(|_| Error::Malformed("Stream holds a symbol beyond 16 bits".into()))
    }
}

/// The index of the interval that holds `quantile`, outwards from the centre.
#[inline]
fn search(row: &Row, quantile: u32) -> usize {
    let mut index = REACH as usize;
    while row[index] > quantile {
        index -= 1; // ends: row[0] is 0
    }
    while index < SYMBOLS && row[index + 1] <= quantile {
        index += 1;
    }
    index
}

#[cold]
fn escape<S: Sink>(sink: &mut S, distance: i32, row: &Row, scale: usize) -> Result<()> {
    sink.put(row[SYMBOLS], ONE - row[SYMBOLS])?;
    sink.put_bits(u32::from(distance < 0), 1)?;
    let order = golomb_order(scale);
    let value = distance.unsigned_abs() - REACH as u32 - 1 + (1 << order);
    let bits = value.ilog2();
    for _ in order..bits {
        sink.put_bits(1, 1)?;
    }
    sink.put_bits(0, 1)?;
    sink.put_bits(value - (1 << bits), bits)
}

#[cold]
fn escaped(decoder: &mut Decoder, scale: usize) -> Result<i32> {
    let negative = decoder.take_bits(1)? == 1;
    let order = golomb_order(scale);
    let mut bits = order;
    while decoder.take_bits(1)? == 1 {
        bits += 1;
        if bits > LONGEST_PREFIX {
            return Err(Error::Malformed("Stream holds an endless escape".into()));
        }
    }
    let value = (1 << bits) + decoder.take_bits(bits)?;
    let distance = (value - (1 << order)) as i32 + REACH + 1;
    Ok(if negative { -distance } else { distance })
}

/// log2 of the width in symbols where that is above 0.
fn golomb_order(scale: usize) -> u32 {
    (scale as u32 / 8).saturating_sub(5)
}

fn row(scale: usize, fraction: i32) -> Row {
    let table = Logistic::get();
    let border = |i: usize| table.cdf(scale, 16 * (i as i32 - REACH) - 8 - fraction);
    // One unit is set aside for each symbol and for the escape, the rest is shared by mass.
    let shared = u64::from(ONE) - SYMBOLS as u64 - 1;
    let mut row = [0; BORDERS];
    for (i, value) in row.iter_mut().take(SYMBOLS + 1).enumerate() {
        let mass = u64::from(border(i) - border(0));
        *value = i as u32 + ((mass * shared) >> PRECISION) as u32;
    }
    row[BORDERS - 1] = ONE;
    row
}
