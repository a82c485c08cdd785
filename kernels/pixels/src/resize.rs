//! Resampling in integers, the same on every machine: the mean of the covered area when shrinking, Catmull-Rom when
//! enlarging, each axis by itself.

use crate::rgb::check_size;
use semcast_formats::Result;

const FRACTION_BITS: u32 = 14;
const ONE: i32 = 1 << FRACTION_BITS;

/// The source samples that one target sample is made of.
struct Tap {
    first: usize,
    weights: Vec<i32>,
}

/// Resizes a picture that comes row by row, so that neither it nor what becomes of it has to be there as a whole.
pub struct Resizer {
    across: Vec<Tap>,
    down: Vec<Tap>,
    /// Bytes of a source row.
    from: usize,
    /// Bytes of a row that comes out.
    to: usize,
    /// Rows of the right width, from source row `first` on: what the next target row is made of.
    rows: Vec<u8>,
    first: usize,
    /// Target rows that are done.
    done: usize,
    sums: Vec<i32>,
}

impl Resizer {
    /// From one size to another.
    ///
    /// # Errors
    /// `invalid-argument` or `too-large` for a size.
    pub fn new((width, height): (u32, u32), (to_width, to_height): (u32, u32)) -> Result<Self> {
        check_size(width, height)?;
        check_size(to_width, to_height)?;
        let to = to_width as usize * 3;
        Ok(Self {
            across: taps(width as usize, to_width as usize),
            down: taps(height as usize, to_height as usize),
            from: width as usize * 3,
            to,
            rows: Vec::new(),
            first: 0,
            done: 0,
            sums: vec![0; to],
        })
    }

    /// Takes the next source rows, as many as there are whole ones, and gives the target rows that they complete.
    pub fn push(&mut self, source: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for row in source.chunks_exact(self.from) {
            self.take(row);
            let there = self.first + self.rows.len() / self.to;
            while let Some(tap) = self.down.get(self.done) {
                if tap.first + tap.weights.len() > there {
                    break;
                }
                mix(tap, &self.rows, self.first, &mut self.sums);
                out.extend(self.sums.iter().map(|&sum| rounded(sum)));
                self.done += 1;
            }
            self.forget();
        }
        out
    }

    /// Brings a row to the target's width.
    fn take(&mut self, row: &[u8]) {
        let begin = self.rows.len();
        self.rows.resize(begin + self.to, 0);
        let pixels = self.rows[begin..].chunks_exact_mut(3);
        for (tap, pixel) in self.across.iter().zip(pixels) {
            let mut sum = [ONE / 2; 3];
            for (weight, source) in tap.weights.iter().zip(row[tap.first * 3..].chunks_exact(3)) {
                for (s, &value) in sum.iter_mut().zip(source) {
                    *s += weight * i32::from(value);
                }
            }
            for (out, s) in pixel.iter_mut().zip(sum) {
                *out = rounded(s);
            }
        }
    }

    /// Drops the rows that no target row will be made of.
    fn forget(&mut self) {
        let there = self.rows.len() / self.to;
        let next = self.down.get(self.done).map_or(usize::MAX, |tap| tap.first);
        let gone = next.saturating_sub(self.first).min(there);
        self.rows.drain(..gone * self.to);
        self.first += gone;
    }
}

/// Sums of the rows that a target row is made of; `rows` begin with source row `first`.
fn mix(tap: &Tap, rows: &[u8], first: usize, sums: &mut [i32]) {
    sums.fill(ONE / 2);
    let rows = rows[(tap.first - first) * sums.len()..].chunks_exact(sums.len());
    for (weight, row) in tap.weights.iter().zip(rows) {
        for (s, &value) in sums.iter_mut().zip(row) {
            *s += weight * i32::from(value);
        }
    }
}

fn rounded(sum: i32) -> u8 {
    (sum >> FRACTION_BITS).clamp(0, 255) as u8
}

fn taps(from: usize, to: usize) -> Vec<Tap> {
    if to <= from {
        (0..to).map(|i| area(i, from, to)).collect()
    } else {
        (0..to).map(|i| catmull_rom(i, from, to)).collect()
    }
}

/// Target sample `i` covers the source from `i * from / to` to `(i + 1) * from / to`; weights are the covered parts.
fn area(i: usize, from: usize, to: usize) -> Tap {
    let (begin, end) = (i * from, (i + 1) * from);
    let first = begin / to;
    let parts: Vec<usize> = (first..end.div_ceil(to))
        .map(|s| ((s + 1) * to).min(end) - (s * to).max(begin))
        .collect();
    let weights = parts
        .iter()
        .map(|part| (part * ONE as usize / from) as i32)
        .collect();
    Tap {
        first,
        weights: to_one(weights),
    }
}

/// Four samples around the target's centre (Catmull and Rom 1974), repeated at the border.
fn catmull_rom(i: usize, from: usize, to: usize) -> Tap {
    // Centre of the target sample in source samples, in 2^-14: ((2 i + 1) from / (2 to)) - 1/2.
    let scale = ONE as i64;
    let centre = ((2 * i as i64 + 1) * from as i64 * scale) / (2 * to as i64) - scale / 2;
    let base = centre.div_euclid(scale);
    let t = centre.rem_euclid(scale);
    let (t2, t3) = (t * t / scale, t * t / scale * t / scale);
    let cubic = [
        -t3 + 2 * t2 - t,
        3 * t3 - 5 * t2 + 2 * scale,
        -3 * t3 + 4 * t2 + t,
        t3 - t2,
    ];
    let last = from as i64 - 1;
    let first = (base - 1).clamp(0, last);
    let end = (base + 2).clamp(0, last);
    let mut weights = vec![0i32; (end - first + 1) as usize];
    for (offset, weight) in cubic.iter().enumerate() {
        let at = (base - 1 + offset as i64).clamp(0, last) - first;
        weights[at as usize] += (weight / 2) as i32;
    }
    Tap {
        first: first as usize,
        weights: to_one(weights),
    }
}

/// Gives what rounding lost to the largest weight, so that flat areas keep their value.
fn to_one(mut weights: Vec<i32>) -> Vec<i32> {
    let missing = ONE - weights.iter().sum::<i32>();
    if let Some(largest) = weights.iter_mut().max_by_key(|weight| **weight) {
        *largest += missing;
    }
    weights
}
