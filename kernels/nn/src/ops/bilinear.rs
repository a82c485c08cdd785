//! Doubles both sides by linear interpolation between pixel centres (ONNX: `half_pixel`), edges repeated.
//!
//! ```text
//! out(2y + i, 2x + j) = round((9·a + 3·b + 3·c + d) / 16)     a: pixel (y, x); b, c: its neighbours towards (i, j);
//!                                                             d: the one across; a half rounds to even
//! ```
//!
//! Even is meant of the value and not of what is stored, which differ in parity where the zero point is odd.

use super::{mixed, Operator};
use crate::error::Result;
use crate::format::Reader;
use crate::model::{source, ValueType};
use crate::tensor::{Data, Shape, Tensor};

/// A doubling of both sides.
#[derive(Debug)]
pub struct Bilinear2 {
    src: usize,
    zero_point: u8,
}

impl Bilinear2 {
    /// Reads the operator behind its kind byte.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn read(reader: &mut Reader, types: &[ValueType]) -> Result<(Self, ValueType)> {
        let src = source(reader.u16()?, types)?;
        let zero_point = types[src].zero_point;
        Ok((Self { src, zero_point }, types[src]))
    }
}

impl Operator for Bilinear2 {
    fn sources(&self) -> Vec<usize> {
        vec![self.src]
    }

    fn output_size(&self, sources: &[Shape]) -> Result<(usize, usize)> {
        Ok((2 * sources[0].h, 2 * sources[0].w))
    }

    fn run(&self, sources: &[&Tensor], out: &mut Tensor) -> Result<()> {
        let from = sources[0].shape;
        let odd = i32::from(self.zero_point & 1);
        match (&sources[0].data, &mut out.data) {
            (Data::U7(x), Data::U7(out)) => double(x, from, out, odd, |v| v as u8),
            (Data::I16(x), Data::I16(out)) => double(x, from, out, odd, |v| v as i16),
            _ => return mixed(),
        }
        Ok(())
    }
}

fn double<T: Copy + Into<i32>>(
    x: &[T],
    from: Shape,
    out: &mut [T],
    odd: i32,
    narrow: impl Fn(i32) -> T,
) {
    let (c, row) = (from.c, from.w * from.c);
    for (y, out) in out.chunks_exact_mut(2 * row).take(2 * from.h).enumerate() {
        let near = &x[y / 2 * row..][..row];
        let far = &x[neighbour(y, from.h) * row..][..row];
        for (column, out) in out.chunks_exact_mut(c).enumerate() {
            let (left, right) = (column / 2 * c, neighbour(column, from.w) * c);
            for (i, out) in out.iter_mut().enumerate() {
                let (a, b) = (near[left + i].into(), near[right + i].into());
                let (c, d) = (far[left + i].into(), far[right + i].into());
                let sum = 9 * a + 3 * (b + c) + d;
                *out = narrow((sum + 7 + ((sum >> 4 ^ odd) & 1)) >> 4);
            }
        }
    }
}

/// The other pixel that position `at` of the doubled side lies next to.
fn neighbour(at: usize, size: usize) -> usize {
    if at.is_multiple_of(2) {
        (at / 2).saturating_sub(1)
    } else {
        (at / 2 + 1).min(size - 1)
    }
}
