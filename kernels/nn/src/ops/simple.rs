//! The operators without weights: they move elements, or add them.

use crate::error::{Error, Result};
use crate::model::Simple;
use crate::tensor::{Data, Shape, Tensor};

/// Size of the result.
///
/// # Errors
/// `InvalidArgument` when the sources' sizes do not go together; sizes that would overflow are `TooLarge`.
pub fn output_shape(op: Simple, sources: &[Shape], c: usize) -> Result<Shape> {
    let x = sources[0];
    let bad = |what: &str| {
        Err(Error::InvalidArgument(format!(
            "{op:?} {what}, got {}x{}",
            x.h, x.w
        )))
    };
    let (h, w) = match op {
        Simple::PixelShuffle(r) => (x.h * r, x.w * r),
        Simple::PixelUnshuffle(r) if !x.h.is_multiple_of(r) || !x.w.is_multiple_of(r) => {
            return bad("needs sizes that are multiples of its factor")
        }
        Simple::PixelUnshuffle(r) => (x.h / r, x.w / r),
        Simple::CropLike if sources[1].h > x.h || sources[1].w > x.w => {
            return bad("cannot enlarge")
        }
        Simple::CropLike => (sources[1].h, sources[1].w),
        Simple::AddI16 | Simple::Concat if sources.iter().any(|s| (s.h, s.w) != (x.h, x.w)) => {
            return bad("needs equal sizes")
        }
        Simple::AddI16 | Simple::Concat => (x.h, x.w),
        Simple::Upsample(n) => (x.h * n, x.w * n),
        Simple::Average => (1, 1),
    };
    Ok(Shape { h, w, c })
}

/// Runs the operator into `out`, which has the right shape and kind.
pub fn run(op: Simple, sources: &[&Tensor], out: &mut Tensor) -> Result<()> {
    let (to, mixed) = (out.shape, || {
        Error::Internal(format!("{op:?} got mixed kinds"))
    });
    if op == Simple::Concat {
        let mut at = 0;
        for x in sources {
            match (&x.data, &mut out.data) {
                (Data::U7(from), Data::U7(data)) => place(from, x.shape, data, to.c, at),
                (Data::I16(from), Data::I16(data)) => place(from, x.shape, data, to.c, at),
                _ => return Err(mixed()),
            }
            at += x.shape.c;
        }
        return Ok(());
    }
    let x = sources[0];
    match (&x.data, &mut out.data) {
        (Data::I16(a), Data::I16(data)) if op == Simple::AddI16 => match &sources[1].data {
            Data::I16(b) => add(a, b, data),
            Data::U7(_) => return Err(mixed()),
        },
        (Data::U7(from), Data::U7(data)) if op == Simple::Average => average(from, x.shape, data),
        (Data::U7(from), Data::U7(data)) => rearrange(op, from, x.shape, data, to),
        (Data::I16(from), Data::I16(data)) => rearrange(op, from, x.shape, data, to),
        _ => return Err(mixed()),
    }
    Ok(())
}

fn rearrange<T: Copy>(op: Simple, from: &[T], x: Shape, out: &mut [T], to: Shape) {
    match op {
        Simple::PixelShuffle(r) => shuffle(from, x, out, to, r),
        Simple::PixelUnshuffle(r) => unshuffle(from, x, out, to, r),
        Simple::Upsample(n) => upsample(from, x, out, to, n),
        _ => {
            for (row, source) in out
                .chunks_exact_mut(to.w * to.c)
                .zip(from.chunks_exact(x.w * x.c))
                .take(to.h)
            {
                row.copy_from_slice(&source[..to.w * to.c]);
            }
        }
    }
}

fn place<T: Copy>(from: &[T], x: Shape, out: &mut [T], c: usize, at: usize) {
    for (pixel, source) in out
        .chunks_exact_mut(c)
        .zip(from.chunks_exact(x.c))
        .take(x.h * x.w)
    {
        pixel[at..at + x.c].copy_from_slice(source);
    }
}

fn add(a: &[i16], b: &[i16], out: &mut [i16]) {
    for ((sum, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *sum = a.saturating_add(b);
    }
}

fn shuffle<T: Copy>(from: &[T], x: Shape, out: &mut [T], to: Shape, r: usize) {
    for (y, row) in out.chunks_exact_mut(to.w * to.c).take(to.h).enumerate() {
        let (source, i) = (&from[y / r * x.w * x.c..], y % r);
        for (column, pixel) in row.chunks_exact_mut(to.c).enumerate() {
            let block = &source[column / r * x.c..][..x.c];
            let offset = i * r + column % r;
            for (c, value) in pixel.iter_mut().enumerate() {
                *value = block[c * r * r + offset];
            }
        }
    }
}

fn unshuffle<T: Copy>(from: &[T], x: Shape, out: &mut [T], to: Shape, r: usize) {
    for (y, row) in from.chunks_exact(x.w * x.c).take(x.h).enumerate() {
        let (target, i) = (&mut out[y / r * to.w * to.c..], y % r);
        for (column, pixel) in row.chunks_exact(x.c).enumerate() {
            let block = &mut target[column / r * to.c..][..to.c];
            let offset = i * r + column % r;
            for (c, &value) in pixel.iter().enumerate() {
                block[c * r * r + offset] = value;
            }
        }
    }
}

fn upsample<T: Copy>(from: &[T], x: Shape, out: &mut [T], to: Shape, n: usize) {
    for (y, row) in out.chunks_exact_mut(to.w * to.c).take(to.h).enumerate() {
        let source = &from[y / n * x.w * x.c..][..x.w * x.c];
        for (copies, pixel) in row.chunks_exact_mut(n * x.c).zip(source.chunks_exact(x.c)) {
            for copy in copies.chunks_exact_mut(x.c) {
                copy.copy_from_slice(pixel);
            }
        }
    }
}

fn average(from: &[u8], x: Shape, out: &mut [u8]) {
    let mut sums = vec![0u64; x.c];
    let n = (x.h * x.w) as u64;
    for pixel in from.chunks_exact(x.c).take(x.h * x.w) {
        for (sum, &value) in sums.iter_mut().zip(pixel) {
            *sum += u64::from(value);
        }
    }
    for (mean, sum) in out.iter_mut().zip(sums) {
        *mean = ((2 * sum + n) / (2 * n)) as u8;
    }
}
