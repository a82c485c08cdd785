//! Pads with a constant, the edge or the reflection at the edge; negative padding crops.

use super::{mixed, Operator};
use crate::error::{Error, Result};
use crate::format::Reader;
use crate::model::{source, ValueType};
use crate::tensor::{Data, Kind, Shape, Tensor};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    Constant,
    Edge,
    Reflect,
}

/// A padding or cropping.
#[derive(Debug)]
pub struct Pad {
    src: usize,
    mode: Mode,
    /// Top, left, bottom, right.
    pad: [i64; 4],
    value: i16,
}

impl Pad {
    /// Reads the operator behind its kind byte.
    ///
    /// # Errors
    /// `Malformed` for a mode that does not exist or a value out of the kind's range.
    pub fn read(reader: &mut Reader, types: &[ValueType]) -> Result<(Self, ValueType)> {
        let src = source(reader.u16()?, types)?;
        let mode = match reader.u8()? {
            0 => Mode::Constant,
            1 => Mode::Edge,
            2 => Mode::Reflect,
            other => return Err(Error::Unsupported(format!("Padding has mode {other}"))),
        };
        let mut pad = [0; 4];
        for side in &mut pad {
            *side = reader.i16()?.into();
        }
        let value = reader.i16()?;
        let mut result = types[src];
        if result.kind == Kind::U7 && !(0..=127).contains(&value) {
            return Err(Error::Malformed(format!("u7 is padded with {value}")));
        }
        if mode == Mode::Constant {
            (result.lo, result.hi) = (result.lo.min(value), result.hi.max(value));
        }
        let op = Self {
            src,
            mode,
            pad,
            value,
        };
        Ok((op, result))
    }

    fn extent(&self, size: usize, before: i64, after: i64) -> Result<usize> {
        let total = size as i64 + before + after;
        let reach = before.max(after);
        let fits = total > 0 && (self.mode != Mode::Reflect || reach < size as i64);
        match usize::try_from(total) {
            // A crop must leave something of the source on either side, or edges would lie outside.
            Ok(total) if fits && -before < size as i64 && -after < size as i64 => Ok(total),
            _ => Err(Error::InvalidArgument(format!(
                "A side of {size} cannot be padded by {before} and {after}"
            ))),
        }
    }
}

impl Operator for Pad {
    fn sources(&self) -> Vec<usize> {
        vec![self.src]
    }

    fn output_size(&self, sources: &[Shape]) -> Result<(usize, usize)> {
        let [top, left, bottom, right] = self.pad;
        Ok((
            self.extent(sources[0].h, top, bottom)?,
            self.extent(sources[0].w, left, right)?,
        ))
    }

    fn run(&self, sources: &[&Tensor], out: &mut Tensor) -> Result<()> {
        let (from, to) = (sources[0].shape, out.shape);
        match (&sources[0].data, &mut out.data) {
            (Data::U7(x), Data::U7(out)) => self.copy(x, from, out, to, self.value as u8),
            (Data::I16(x), Data::I16(out)) => self.copy(x, from, out, to, self.value),
            _ => return mixed(),
        }
        Ok(())
    }
}

impl Pad {
    fn copy<T: Copy>(&self, x: &[T], from: Shape, out: &mut [T], to: Shape, value: T) {
        let columns: Vec<Option<usize>> = (0..to.w)
            .map(|column| self.origin(column as i64 - self.pad[1], from.w))
            .collect();
        for (y, row) in out.chunks_exact_mut(to.w * to.c).take(to.h).enumerate() {
            let Some(origin) = self.origin(y as i64 - self.pad[0], from.h) else {
                row.fill(value);
                continue;
            };
            let source = &x[origin * from.w * from.c..][..from.w * from.c];
            for (pixel, column) in row.chunks_exact_mut(to.c).zip(&columns) {
                match column {
                    Some(column) => pixel.copy_from_slice(&source[column * to.c..][..to.c]),
                    None => pixel.fill(value),
                }
            }
        }
    }

    /// Where a position, counted from the source's first, comes from.
    fn origin(&self, at: i64, size: usize) -> Option<usize> {
        let last = size as i64 - 1;
        let at = match self.mode {
            Mode::Constant if at < 0 || at > last => return None,
            Mode::Constant => at,
            Mode::Edge => at.clamp(0, last),
            // `output_size` allows one reflection only.
            Mode::Reflect => (last - (last - at.abs()).abs()).clamp(0, last),
        };
        Some(at as usize)
    }
}
