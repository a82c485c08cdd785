//! The operators: [`conv`] with its parts, the [`simple`] ones that only move elements, and one file for each other sort.
//! The latter compute in 64 bits in plain Rust, the same in every build.

pub mod average;
pub mod bilinear;
pub mod binary;
pub mod channels;
pub mod conv;
pub mod max_pool;
pub mod pack;
pub mod pad;
pub mod requantize;
pub mod rows;
pub mod simple;
pub mod stored;
pub mod table;
pub mod window;

use crate::error::{Error, Result};
use crate::format::Reader;
use crate::model::ValueType;
use crate::tensor::{Shape, Tensor};
pub use stored::Stored;

/// An operator that the loader has checked.
pub trait Operator {
    /// The values it reads.
    fn sources(&self) -> Vec<usize>;

    /// Height and width of the result.
    ///
    /// # Errors
    /// `InvalidArgument` when the sources' sizes do not go together or are too small, `TooLarge`.
    fn output_size(&self, sources: &[Shape]) -> Result<(usize, usize)>;

    /// Runs it into `out`, which has the right shape and kind.
    ///
    /// # Errors
    /// `Internal` when tensors are of other kinds than the loader saw.
    fn run(&self, sources: &[&Tensor], out: &mut Tensor) -> Result<()>;

    /// Whether each result pixel depends on the same pixel of its sources alone. Others always run on whole tensors.
    fn pointwise(&self) -> bool {
        false
    }
}

/// Reads an operator behind its kind byte.
///
/// # Errors
/// `Malformed`, or `Unsupported` for a kind that does not exist.
pub fn read(
    kind: u8,
    reader: &mut Reader,
    types: &[ValueType],
) -> Result<(Box<dyn Operator>, ValueType)> {
    Ok(match kind {
        9 => boxed(table::Table::read(reader, types)?),
        10 => boxed(max_pool::MaxPool::read(reader, types)?),
        11 => boxed(average::AveragePool::read(reader, types)?),
        12 => boxed(channels::Channels::read(reader, types)?),
        13 => boxed(pad::Pad::read(reader, types)?),
        14 => boxed(bilinear::Bilinear2::read(reader, types)?),
        15 => boxed(binary::Binary::read(reader, types, binary::Function::Mul)?),
        16 => boxed(binary::Binary::read(reader, types, binary::Function::Add)?),
        _ => return Err(Error::Unsupported(format!("Operator {kind} is unknown"))),
    })
}

fn boxed<T: Operator + 'static>((op, result): (T, ValueType)) -> (Box<dyn Operator>, ValueType) {
    (Box::new(op), result)
}

fn mixed<T>() -> Result<T> {
    Err(Error::Internal(
        "Operator got tensors of mixed kinds".into(),
    ))
}
