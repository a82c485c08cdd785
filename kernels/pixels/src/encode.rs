//! RGB to PNG (ISO/IEC 15948).

use crate::rgb::Rgb;
use fdeflate::{Compressor, StoredOnlyCompressor};
use std::io::{Cursor, Result};

/// Bytes of a pixel.
const PIXEL: usize = 3;
const RGB: u8 = 2;

/// PNG bytes; fast compression, since pictures are made per request.
///
/// # Errors
/// None: writing to memory does not fail.
pub fn png(picture: &Rgb) -> Result<Vec<u8>> {
    let mut header = Vec::new();
    header.extend(picture.width.to_be_bytes());
    header.extend(picture.height.to_be_bytes());
    header.extend([8, RGB, 0, 0, 0]); // bits; colour; then the only compression, filters and order of rows
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, b"IHDR", &header);
    chunk(&mut out, b"IDAT", &compressed(picture)?);
    chunk(&mut out, b"IEND", &[]);
    Ok(out)
}

fn chunk(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let begin = out.len();
    out.extend(name);
    out.extend(data);
    let sum = crc32fast::hash(&out[begin..]);
    out.extend(sum.to_be_bytes());
}

/// The filtered rows, or the rows as they are where the fixed code of fast compression would make more of them.
fn compressed(picture: &Rgb) -> Result<Vec<u8>> {
    let length = picture.width as usize * PIXEL;
    let stored =
        StoredOnlyCompressor::<()>::compressed_size((length + 1) * picture.height as usize);
    let mut filters = Filters::new(length);
    let mut fast = Compressor::new(Vec::with_capacity(stored / 2))?;
    for y in 0..picture.height as usize {
        fast.write_data(filters.best(picture.row(y)))?;
    }
    let fast = fast.finish()?;
    if fast.len() <= stored {
        return Ok(fast);
    }
    drop(fast);
    let mut plain = StoredOnlyCompressor::new(Cursor::new(Vec::with_capacity(stored)))?;
    for y in 0..picture.height as usize {
        plain.write_data(&[0])?;
        plain.write_data(picture.row(y))?;
    }
    Ok(plain.finish()?.into_inner())
}

/// One filter a row: the one whose differences are the smallest in sum (the standard's section 12.7).
struct Filters {
    /// The row before behind a pixel of zeros, as is `row`.
    above: Vec<u8>,
    row: Vec<u8>,
    /// A filtered row behind its filter's number, for each filter.
    filtered: [Vec<u8>; 5],
}

impl Filters {
    fn new(length: usize) -> Self {
        Self {
            above: vec![0; PIXEL + length],
            row: vec![0; PIXEL + length],
            filtered: [0, 1, 2, 3, 4].map(|number| {
                let mut row = vec![0; 1 + length];
                row[0] = number;
                row
            }),
        }
    }

    fn best(&mut self, row: &[u8]) -> &[u8] {
        std::mem::swap(&mut self.above, &mut self.row);
        self.row[PIXEL..].copy_from_slice(row);
        let [none, left, up, mean, paeth] = &mut self.filtered;
        none[1..].copy_from_slice(row);
        filter(&mut left[1..], &self.row, &self.above, |a, _, _| a);
        filter(&mut up[1..], &self.row, &self.above, |_, b, _| b);
        filter(&mut mean[1..], &self.row, &self.above, |a, b, _| {
            ((u16::from(a) + u16::from(b)) / 2) as u8
        });
        filter(&mut paeth[1..], &self.row, &self.above, nearest);
        let cost = |row: &Vec<u8>| -> u32 {
            let sizes = row[1..]
                .iter()
                .map(|&byte| byte.cast_signed().unsigned_abs());
            sizes.map(u32::from).sum()
        };
        let mut best = (cost(&self.filtered[0]), 0);
        for number in 1..self.filtered.len() {
            best = best.min((cost(&self.filtered[number]), number));
        }
        &self.filtered[best.1]
    }
}

/// The difference to a prediction from the samples at the left, above, and above at the left.
#[inline(always)]
fn filter(out: &mut [u8], row: &[u8], above: &[u8], predict: impl Fn(u8, u8, u8) -> u8) {
    let n = out.len();
    let (x, a) = (&row[PIXEL..][..n], &row[..n]);
    let (b, c) = (&above[PIXEL..][..n], &above[..n]);
    for i in 0..n {
        out[i] = x[i].wrapping_sub(predict(a[i], b[i], c[i]));
    }
}

/// Paeth's predictor: the neighbour nearest to left + above − above left.
#[inline(always)]
fn nearest(a: u8, b: u8, c: u8) -> u8 {
    let (wide_a, wide_b, wide_c) = (i16::from(a), i16::from(b), i16::from(c));
    let to_a = (wide_b - wide_c).abs();
    let to_b = (wide_a - wide_c).abs();
    let to_c = (wide_a + wide_b - 2 * wide_c).abs();
    if to_a <= to_b && to_a <= to_c {
        a
    } else if to_b <= to_c {
        b
    } else {
        c
    }
}
