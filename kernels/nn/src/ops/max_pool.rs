//! The greatest value of each window; padding never wins.

use super::window::Window;
use super::{mixed, Operator};
use crate::error::Result;
use crate::format::Reader;
use crate::model::{source, ValueType};
use crate::tensor::{Data, Shape, Tensor};

/// A pooling by maximum.
#[derive(Debug)]
pub struct MaxPool {
    src: usize,
    window: Window,
}

impl MaxPool {
    /// Reads the operator behind its kind byte.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn read(reader: &mut Reader, types: &[ValueType]) -> Result<(Self, ValueType)> {
        let src = source(reader.u16()?, types)?;
        let window = Window::read(reader)?;
        Ok((Self { src, window }, types[src]))
    }
}

impl Operator for MaxPool {
    fn sources(&self) -> Vec<usize> {
        vec![self.src]
    }

    fn output_size(&self, sources: &[Shape]) -> Result<(usize, usize)> {
        self.window.output_size(sources[0])
    }

    fn run(&self, sources: &[&Tensor], out: &mut Tensor) -> Result<()> {
        let (from, to) = (sources[0].shape, out.shape);
        match (&sources[0].data, &mut out.data) {
            (Data::U7(x), Data::U7(out)) => pool(&self.window, x, from, out, to),
            (Data::I16(x), Data::I16(out)) => pool(&self.window, x, from, out, to),
            _ => return mixed(),
        }
        Ok(())
    }
}

fn pool<T: Copy + Ord>(window: &Window, x: &[T], from: Shape, out: &mut [T], to: Shape) {
    for (i, best) in out.chunks_exact_mut(to.c).take(to.h * to.w).enumerate() {
        let (rows, columns, _) = window.at(i / to.w, i % to.w, from);
        let first = (rows.start * from.w + columns.start) * from.c;
        best.copy_from_slice(&x[first..first + to.c]);
        for row in rows {
            let start = row * from.w * from.c;
            let row = &x[start + columns.start * from.c..start + columns.end * from.c];
            for pixel in row.chunks_exact(from.c) {
                for (best, &value) in best.iter_mut().zip(pixel) {
                    *best = (*best).max(value);
                }
            }
        }
    }
}
