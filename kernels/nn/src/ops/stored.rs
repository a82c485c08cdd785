//! What a result may hold, before its channels are known.

use crate::error::{Error, Result};
use crate::format::Reader;
use crate::model::ValueType;
use crate::tensor::Kind;

/// Kind, zero point and range of a result.
#[derive(Debug, Clone, Copy)]
pub struct Stored(ValueType);

impl Stored {
    /// u7 with its whole range; the zero point is at most 127.
    pub fn u7(zero_point: u8) -> Self {
        Self(ValueType {
            kind: Kind::U7,
            c: 0,
            zero_point,
            lo: 0,
            hi: 127,
        })
    }

    /// From the file's fields.
    ///
    /// # Errors
    /// `Malformed` for a kind, zero point or range that does not exist.
    pub fn new(kind: u8, zero_point: u8, lo: i16, hi: i16) -> Result<Self> {
        let (kind, least, greatest, point) = match kind {
            0 => (Kind::U7, 0, 127, 127),
            1 => (Kind::I16, i16::MIN, i16::MAX, 0),
            other => return Err(Error::Unsupported(format!("Result has kind {other}"))),
        };
        if lo > hi || lo < least || hi > greatest || zero_point > point {
            return Err(Error::Malformed(format!(
                "{kind:?} result in {lo}..{hi} with zero point {zero_point}"
            )));
        }
        Ok(Self(ValueType {
            kind,
            c: 0,
            zero_point,
            lo,
            hi,
        }))
    }

    /// The result of a look-up.
    ///
    /// # Errors
    /// `Malformed` when an entry is out of the kind's range.
    pub fn of_entries(kind: u8, zero_point: u8, entries: &[i16]) -> Result<Self> {
        let lo = entries.iter().copied().min().unwrap_or(0);
        let hi = entries.iter().copied().max().unwrap_or(0);
        Self::new(kind, zero_point, lo, hi)
    }

    /// Reads what the format calls `to`.
    ///
    /// # Errors
    /// Those of [`Stored::new`].
    pub fn read(reader: &mut Reader) -> Result<Self> {
        let (kind, zero_point) = (reader.u8()?, reader.u8()?);
        Self::new(kind, zero_point, reader.i16()?, reader.i16()?)
    }

    /// With `c` channels.
    pub fn channels(self, c: usize) -> ValueType {
        ValueType { c, ..self.0 }
    }
}
