//! The key map: a picture of ones and zeros, each coded with a probability learned from its coded neighbours.
//!
//! The context of a cell is its neighbours W, NW, N and NE, 0 outside the map. Each of the 16 contexts counts what it
//! has seen, from a start measured on 1,600 masks of salient objects at 48 × 32 cells, and halves its counts at a limit so
//! that it keeps learning. (Five neighbours more save 1.5 bytes of 24.) A map with more ones than zeros is coded inverted,
//! so that a map of ones costs a byte and one of zeros none.

use crate::coder::{Decoder, Sink, ONE};
use crate::error::{Error, Result};

/// Most cells of a map: 16384 × 16384 pixels in cells of 16 × 16.
const LARGEST: usize = 1 << 20;
/// Probability that a map is not inverted, in units of 2^-24.
const UPRIGHT: u32 = ONE / 16 * 15;
/// Added to a count for each cell seen; the start weighs as much as 32 cells.
const SEEN: u32 = 8;
/// Sum of counts above which both are halved.
const LIMIT: u32 = 1024;

/// Counts of zeros and ones at the start, by W + 2 NW + 4 N + 8 NE.
const START: [[u32; 2]; 16] = [
    [255, 1],
    [135, 121],
    [254, 2],
    [197, 59],
    [109, 147],
    [10, 246],
    [212, 44],
    [34, 222],
    [213, 43],
    [27, 229],
    [244, 12],
    [203, 53],
    [57, 199],
    [2, 254],
    [130, 126],
    [3, 253],
];

struct Contexts {
    counts: [[u32; 2]; 16],
}

impl Contexts {
    fn new() -> Self {
        Self { counts: START }
    }

    /// Probability of a zero, in units of 2^-24; within the open unit interval, since no count is ever 0.
    fn zero(&self, context: usize) -> u32 {
        let [zeros, ones] = self.counts[context];
        (u64::from(ONE) * u64::from(zeros) / u64::from(zeros + ones)) as u32
    }

    fn learn(&mut self, context: usize, cell: u8) {
        let counts = &mut self.counts[context];
        counts[usize::from(cell)] += SEEN;
        if counts[0] + counts[1] > LIMIT {
            for count in counts {
                *count = count.div_ceil(2);
            }
        }
    }
}

/// The context of cell `i` of a map of width `w`; later cells are not looked at.
fn context(cells: &[u8], i: usize, w: usize) -> usize {
    let (x, above) = (i % w, i >= w);
    let at = |inside: bool, back: usize| {
        if inside {
            usize::from(cells[i - back])
        } else {
            0
        }
    };
    at(x > 0, 1)
        + 2 * at(above && x > 0, w + 1)
        + 4 * at(above, w)
        + 8 * at(above && x + 1 < w, w - 1)
}

fn check_size(w: usize, h: usize) -> Result<usize> {
    match w.checked_mul(h) {
        Some(len) if (1..=LARGEST).contains(&len) => Ok(len),
        _ => Err(Error::InvalidArgument(format!(
            "Key map of {w} x {h} has not 1 to {LARGEST} cells"
        ))),
    }
}

/// Codes a map of 0 and 1, row by row.
pub fn encode<S: Sink>(sink: &mut S, cells: &[u8], w: usize, h: usize) -> Result<()> {
    let len = check_size(w, h)?;
    if cells.len() != len || cells.iter().any(|&cell| cell > 1) {
        return Err(Error::InvalidArgument(format!(
            "Key map of {w} x {h} must be {len} cells of 0 or 1"
        )));
    }
    let ones = cells.iter().filter(|&&cell| cell == 1).count();
    let inverted = u8::from(2 * ones > len);
    put(sink, inverted, UPRIGHT)?;
    let cells: Vec<u8> = cells.iter().map(|&cell| cell ^ inverted).collect();
    let mut contexts = Contexts::new();
    for (i, &cell) in cells.iter().enumerate() {
        let context = context(&cells, i, w);
        put(sink, cell, contexts.zero(context))?;
        contexts.learn(context, cell);
    }
    Ok(())
}

fn put<S: Sink>(sink: &mut S, bit: u8, zero: u32) -> Result<()> {
    if bit == 0 {
        sink.put(0, zero)
    } else {
        sink.put(zero, ONE - zero)
    }
}

fn take(decoder: &mut Decoder, zero: u32) -> Result<u8> {
    decoder.take(|quantile| {
        if quantile < zero {
            (0, 0, zero)
        } else {
            (1, zero, ONE - zero)
        }
    })
}

/// Mirrors [`encode`].
pub fn decode(decoder: &mut Decoder, w: usize, h: usize) -> Result<Vec<u8>> {
    let mut cells = vec![0; check_size(w, h)?];
    let inverted = take(decoder, UPRIGHT)?;
    let mut contexts = Contexts::new();
    for i in 0..cells.len() {
        let context = context(&cells, i, w);
        cells[i] = take(decoder, contexts.zero(context))?;
        contexts.learn(context, cells[i]);
    }
    cells.iter_mut().for_each(|cell| *cell ^= inverted);
    Ok(cells)
}
