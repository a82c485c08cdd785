//! Sum and product of two values; one pixel of the second may serve all pixels of the first.
//!
//! ```text
//! add   clamp(round(((a − a_zero_point) · a_mult + (b − b_zero_point) · b_mult) / 2^shift) + out_zero_point)
//! mul   clamp(round((a − a_zero_point) · (b − b_zero_point) · mult / 2^shift) + out_zero_point)
//! ```

use super::requantize::{each_kind, fill, Requantize, View};
use super::{Operator, Stored};
use crate::error::{Error, Result};
use crate::format::Reader;
use crate::model::{source, ValueType};
use crate::tensor::{Shape, Tensor};

/// What it does with the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Weighted sum.
    Add,
    /// Product.
    Mul,
}

/// An operator on two values.
#[derive(Debug)]
pub struct Binary {
    function: Function,
    sources: [usize; 2],
    zero_points: [i64; 2],
    mults: [i64; 2],
    requantize: Requantize,
}

impl Binary {
    /// Reads the operator behind its kind byte.
    ///
    /// # Errors
    /// `Malformed` when channels differ.
    pub fn read(
        reader: &mut Reader,
        types: &[ValueType],
        function: Function,
    ) -> Result<(Self, ValueType)> {
        let sources = [source(reader.u16()?, types)?, source(reader.u16()?, types)?];
        let [a, b] = sources.map(|s| types[s]);
        if a.c != b.c {
            return Err(Error::Malformed(format!(
                "{function:?} of {} and {} channels",
                a.c, b.c
            )));
        }
        let result = Stored::read(reader)?.channels(a.c);
        let first = reader.i32()?.into();
        let second = match function {
            Function::Add => reader.i32()?.into(),
            Function::Mul => 0,
        };
        let op = Self {
            function,
            sources,
            zero_points: [a.zero_point.into(), b.zero_point.into()],
            mults: [first, second],
            requantize: Requantize::new(reader.u8()?, &result)?,
        };
        Ok((op, result))
    }
}

impl Operator for Binary {
    fn sources(&self) -> Vec<usize> {
        self.sources.to_vec()
    }

    fn output_size(&self, sources: &[Shape]) -> Result<(usize, usize)> {
        let [a, b] = [sources[0], sources[1]].map(|s| (s.h, s.w));
        if b == a || b == (1, 1) {
            return Ok(a);
        }
        Err(Error::InvalidArgument(format!(
            "{:?} of tensors of {a:?} and {b:?} pixels",
            self.function
        )))
    }

    fn run(&self, sources: &[&Tensor], out: &mut Tensor) -> Result<()> {
        let [za, zb] = self.zero_points;
        let [ma, mb] = self.mults;
        // A single pixel repeats; otherwise the index never reaches the length.
        let length = sources[1].shape.len();
        each_kind!(View::of(sources[0]), a => each_kind!(View::of(sources[1]), b => {
            // Both factors have at most 17 bits and a multiplier 31: everything stays below 2^62.
            match self.function {
                Function::Add => fill(out, |i| {
                    let (a, b) = (i64::from(a[i]) - za, i64::from(b[i % length]) - zb);
                    self.requantize.apply(a * ma + b * mb)
                }),
                // The zero point of an i16 is 0, so the product has at most 30 bits.
                Function::Mul => fill(out, |i| {
                    let (a, b) = (i64::from(a[i]) - za, i64::from(b[i % length]) - zb);
                    self.requantize.apply(a * b * ma)
                }),
            }
        }));
        Ok(())
    }
}
