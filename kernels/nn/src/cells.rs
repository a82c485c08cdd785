//! Running a graph for some cells of its results only. Where everything behind a value works on each pixel alone, the value
//! is computed for the asked pixels, gathered into one row: half of a checkerboard then costs half.

use crate::error::{Error, Result};
use crate::model::{Graph, Op, Simple};
use crate::tensor::{Data, Shape, Tensor, SLACK};

/// The cells that are asked for.
#[derive(Debug)]
pub struct Cells {
    /// Their numbers, row by row.
    pub at: Vec<usize>,
    /// Rows and columns of the results.
    pub size: (usize, usize),
    /// For each value, whether it holds these cells alone.
    pub gathered: Vec<bool>,
}

impl Cells {
    /// `mask` has a byte for each pixel of the results, which have all the same size.
    ///
    /// # Errors
    /// `InvalidArgument` for results of other sizes.
    pub fn new(graph: &Graph, shapes: &[Shape], mask: &[u8]) -> Result<Self> {
        let first = graph.outputs.first().map(|o| shapes[o.value]);
        let size = first.map_or((0, 0), |s| (s.h, s.w));
        let same = |s: Shape| (s.h, s.w) == size && s.h * s.w == mask.len();
        if !graph.outputs.iter().all(|o| same(shapes[o.value])) {
            return Err(Error::InvalidArgument(format!(
                "Cells of {} number {}, which is not the size of its results",
                graph.name,
                mask.len()
            )));
        }
        let inputs = graph.inputs.len();
        let mut gathered: Vec<bool> = shapes.iter().map(|&s| same(s)).collect();
        gathered[..inputs].fill(false);
        for (i, op) in graph.ops.iter().enumerate().rev() {
            let value = inputs + i;
            gathered[value] &= match op {
                Op::Conv(conv) => conv.gathers(),
                Op::Simple(Simple::AddI16 | Simple::Concat, _) => true,
                _ => false,
            };
            for source in op.sources() {
                let alone = match op {
                    Op::Conv(conv) => conv.src != source || conv.pointwise(),
                    _ => true,
                };
                gathered[source] &= gathered[value] && alone;
            }
        }
        let at = (0..mask.len()).filter(|&i| mask[i] != 0).collect();
        Ok(Self { at, size, gathered })
    }

    /// The asked pixels of a whole tensor, in one row.
    pub fn gather(&self, from: &Tensor) -> Tensor {
        fn pick<T: Copy>(from: &[T], c: usize, at: &[usize], to: &mut Vec<T>) {
            for &cell in at {
                to.extend_from_slice(&from[cell * c..][..c]);
            }
        }
        let shape = Shape {
            h: 1,
            w: self.at.len(),
            c: from.shape.c,
        };
        let data = match &from.data {
            Data::U7(bytes) => {
                let mut to = Vec::with_capacity(shape.len() + SLACK);
                pick(bytes, shape.c, &self.at, &mut to);
                to.resize(shape.len() + SLACK, 0);
                Data::U7(to)
            }
            Data::I16(words) => {
                let mut to = Vec::with_capacity(shape.len());
                pick(words, shape.c, &self.at, &mut to);
                Data::I16(to)
            }
        };
        Tensor { shape, data }
    }

    /// Puts gathered pixels back where they belong; all others are 0.
    pub fn scatter(&self, from: &Tensor) -> Tensor {
        fn put<T: Copy>(from: &[T], c: usize, at: &[usize], to: &mut [T]) {
            for (&cell, pixel) in at.iter().zip(from.chunks_exact(c)) {
                to[cell * c..][..c].copy_from_slice(pixel);
            }
        }
        let (h, w) = self.size;
        let shape = Shape { h, w, ..from.shape };
        let mut out = Tensor::zeros(shape, from.data.kind());
        match (&from.data, &mut out.data) {
            (Data::U7(from), Data::U7(to)) => put(from, shape.c, &self.at, to),
            (Data::I16(from), Data::I16(to)) => put(from, shape.c, &self.at, to),
            _ => {}
        }
        out
    }
}
