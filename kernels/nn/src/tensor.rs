//! Tensors: [h, w, c], c fastest.

use crate::error::{Error, Result};
use std::ops::Range;

/// Readable bytes behind the last element of a u7 tensor, so that kernels may load whole vectors at its end.
pub const SLACK: usize = 16;

/// Height, width and channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Rows.
    pub h: usize,
    /// Columns.
    pub w: usize,
    /// Channels, fastest in memory.
    pub c: usize,
}

impl Shape {
    /// Number of elements. Shapes that exist have passed the planner's limits, so this cannot overflow.
    pub fn len(self) -> usize {
        self.h * self.w * self.c
    }

    /// Whether the tensor has no element; no planned shape is empty.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// Element type of a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Bytes 0…127.
    U7,
    /// Signed 16-bit.
    I16,
}

impl Kind {
    /// Bytes per element.
    pub fn bytes(self) -> usize {
        match self {
            Self::U7 => 1,
            Self::I16 => 2,
        }
    }
}

/// Elements of a tensor; u7 carries [`SLACK`] extra zero bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// Activations.
    U7(Vec<u8>),
    /// Results.
    I16(Vec<i16>),
}

impl Data {
    /// Its element type.
    pub fn kind(&self) -> Kind {
        match self {
            Self::U7(_) => Kind::U7,
            Self::I16(_) => Kind::I16,
        }
    }
}

/// A tensor with its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    /// Size.
    pub shape: Shape,
    /// Elements.
    pub data: Data,
}

impl Tensor {
    /// All zero.
    pub fn zeros(shape: Shape, kind: Kind) -> Self {
        let data = match kind {
            Kind::U7 => Data::U7(vec![0; shape.len() + SLACK]),
            Kind::I16 => Data::I16(vec![0; shape.len()]),
        };
        Self { shape, data }
    }

    /// A copy of some rows.
    pub fn rows(&self, rows: Range<usize>) -> Self {
        let row = self.shape.w * self.shape.c;
        let part = rows.start * row..rows.end * row;
        let data = match &self.data {
            Data::U7(bytes) => {
                let mut copy = Vec::with_capacity(part.len() + SLACK);
                copy.extend_from_slice(&bytes[part]);
                copy.extend_from_slice(&[0; SLACK]);
                Data::U7(copy)
            }
            Data::I16(words) => Data::I16(words[part].to_vec()),
        };
        let shape = Shape {
            h: rows.len(),
            ..self.shape
        };
        Self { shape, data }
    }

    /// The bytes of a u7 tensor, slack included.
    pub fn u7(&self) -> Result<&[u8]> {
        match &self.data {
            Data::U7(bytes) => Ok(bytes),
            Data::I16(_) => Err(Error::Internal("Expected a u7 tensor".into())),
        }
    }
}
