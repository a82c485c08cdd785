//! Picks channels: a slice, a permutation, a repetition.

use super::{mixed, Operator};
use crate::error::{Error, Result};
use crate::format::Reader;
use crate::model::{source, ValueType};
use crate::tensor::{Data, Shape, Tensor};

/// Channel i of the result is channel `index[i]` of the source.
#[derive(Debug)]
pub struct Channels {
    src: usize,
    index: Vec<usize>,
}

impl Channels {
    /// Reads the operator behind its kind byte.
    ///
    /// # Errors
    /// `Malformed` for a channel that does not exist.
    pub fn read(reader: &mut Reader, types: &[ValueType]) -> Result<(Self, ValueType)> {
        let src = source(reader.u16()?, types)?;
        let count = reader.u16()?.into();
        let from = types[src];
        let index: Vec<usize> = reader
            .i16s(count)?
            .into_iter()
            .map(|i| usize::from(i as u16))
            .collect();
        if let Some(missing) = index.iter().find(|&&i| i >= from.c) {
            return Err(Error::Malformed(format!(
                "Channel {missing} of {} does not exist",
                from.c
            )));
        }
        let result = ValueType {
            c: index.len(),
            ..from
        };
        Ok((Self { src, index }, result))
    }
}

impl Operator for Channels {
    fn sources(&self) -> Vec<usize> {
        vec![self.src]
    }

    fn output_size(&self, sources: &[Shape]) -> Result<(usize, usize)> {
        Ok((sources[0].h, sources[0].w))
    }

    fn run(&self, sources: &[&Tensor], out: &mut Tensor) -> Result<()> {
        let c = sources[0].shape.c;
        match (&sources[0].data, &mut out.data) {
            (Data::U7(x), Data::U7(out)) => pick(&self.index, x, c, out, out_pixels(sources[0])),
            (Data::I16(x), Data::I16(out)) => pick(&self.index, x, c, out, out_pixels(sources[0])),
            _ => return mixed(),
        }
        Ok(())
    }

    fn pointwise(&self) -> bool {
        true
    }
}

fn out_pixels(x: &Tensor) -> usize {
    x.shape.h * x.shape.w
}

fn pick<T: Copy>(index: &[usize], x: &[T], c: usize, out: &mut [T], pixels: usize) {
    let pairs = out.chunks_exact_mut(index.len()).zip(x.chunks_exact(c));
    for (to, from) in pairs.take(pixels) {
        for (to, &i) in to.iter_mut().zip(index) {
            *to = from[i];
        }
    }
}
