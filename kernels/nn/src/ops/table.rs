//! Any function of one value, by looking it up: (hard) sigmoid, tanh, requantization…

use super::requantize::{each_kind, fill, View};
use super::{Operator, Stored};
use crate::error::Result;
use crate::format::Reader;
use crate::model::{source, ValueType};
use crate::tensor::{Shape, Tensor};

/// One entry for each value that the source may hold, the least first.
#[derive(Debug)]
pub struct Table {
    src: usize,
    lo: i32,
    entries: Vec<i16>,
}

impl Table {
    /// Reads the operator behind its kind byte.
    ///
    /// # Errors
    /// `Malformed` or `Unsupported`.
    pub fn read(reader: &mut Reader, types: &[ValueType]) -> Result<(Self, ValueType)> {
        let src = source(reader.u16()?, types)?;
        let (kind, zero_point) = (reader.u8()?, reader.u8()?);
        let from = types[src];
        let lo = i32::from(from.lo);
        let entries = reader.i16s((i32::from(from.hi) - lo) as usize + 1)?;
        let result = Stored::of_entries(kind, zero_point, &entries)?.channels(from.c);
        Ok((Self { src, lo, entries }, result))
    }
}

impl Operator for Table {
    fn sources(&self) -> Vec<usize> {
        vec![self.src]
    }

    fn output_size(&self, sources: &[Shape]) -> Result<(usize, usize)> {
        Ok((sources[0].h, sources[0].w))
    }

    fn run(&self, sources: &[&Tensor], out: &mut Tensor) -> Result<()> {
        each_kind!(View::of(sources[0]), x => {
            fill(out, |i| self.entries[(i32::from(x[i]) - self.lo) as usize]);
        });
        Ok(())
    }

    fn pointwise(&self) -> bool {
        true
    }
}
