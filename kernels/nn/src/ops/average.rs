//! The mean of each window, or of the whole image, requantized in one step.
//!
//! ```text
//! out = clamp(round(Σ (q − zero_point) · mult / (count · 2^shift)) + out_zero_point)     half a step rounds to even
//! ```

use super::requantize::{each_kind, fill, Requantize, View};
use super::window::Window;
use super::{Operator, Stored};
use crate::error::Result;
use crate::format::Reader;
use crate::model::{source, ValueType};
use crate::tensor::{Shape, Tensor};

/// A pooling by mean.
#[derive(Debug)]
pub struct AveragePool {
    src: usize,
    window: Window,
    zero_point: i64,
    mult: i128,
    requantize: Requantize,
}

impl AveragePool {
    /// Reads the operator behind its kind byte.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn read(reader: &mut Reader, types: &[ValueType]) -> Result<(Self, ValueType)> {
        let src = source(reader.u16()?, types)?;
        let window = Window::read(reader)?;
        let result = Stored::read(reader)?.channels(types[src].c);
        let mult = reader.i32()?.into();
        let op = Self {
            src,
            window,
            zero_point: types[src].zero_point.into(),
            mult,
            requantize: Requantize::new(reader.u8()?, &result)?,
        };
        Ok((op, result))
    }
}

impl Operator for AveragePool {
    fn sources(&self) -> Vec<usize> {
        vec![self.src]
    }

    fn output_size(&self, sources: &[Shape]) -> Result<(usize, usize)> {
        self.window.output_size(sources[0])
    }

    fn run(&self, sources: &[&Tensor], out: &mut Tensor) -> Result<()> {
        let (from, to) = (sources[0].shape, out.shape);
        let mut sums = vec![0i64; to.c];
        let mut means = vec![0i16; to.len()];
        for (i, means) in means.chunks_exact_mut(to.c).enumerate() {
            let (rows, columns, count) = self.window.at(i / to.w, i % to.w, from);
            let pixels = (rows.len() * columns.len()) as i64;
            sums.fill(-self.zero_point * pixels);
            for row in rows {
                let start = row * from.w * from.c;
                let row = start + columns.start * from.c..start + columns.end * from.c;
                each_kind!(View::of(sources[0]), x => {
                    for pixel in x[row].chunks_exact(from.c) {
                        for (sum, &value) in sums.iter_mut().zip(pixel) {
                            *sum += i64::from(value);
                        }
                    }
                });
            }
            for (mean, &sum) in means.iter_mut().zip(&sums) {
                *mean = self.requantize.mean(i128::from(sum) * self.mult, count);
            }
        }
        fill(out, |i| means[i]);
        Ok(())
    }
}
