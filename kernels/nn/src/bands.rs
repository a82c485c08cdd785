//! Row bands: a part of the results' rows, computed from no more rows than it depends on, is to the last bit that part of the
//! whole. Rows of every value are followed from the results back to the inputs, kernel by kernel, so that each is exact: at
//! a cut there is no padding, at the picture's edge there is. This bounds memory, and lets workers share a picture.

use crate::model::{Graph, Op, Simple};
use crate::tensor::Shape;
use std::ops::Range;

/// Which of how many parts; parts hold as equal numbers of each result's rows as can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Number of the part.
    pub index: usize,
    /// Parts in all.
    pub of: usize,
}

impl Part {
    /// Everything.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// Its rows of a result.
    pub fn of_rows(self, h: usize) -> Range<usize> {
        let cut = |i: usize| (h as u64 * i as u64 / self.of as u64) as usize;
        cut(self.index)..cut(self.index + 1)
    }
}

/// Rows of each value that a part of the results needs.
pub fn needed(graph: &Graph, shapes: &[Shape], part: Part) -> Vec<Range<usize>> {
    if part == Part::WHOLE {
        return shapes.iter().map(|shape| 0..shape.h).collect();
    }
    let mut rows = vec![0..0; shapes.len()];
    for output in &graph.outputs {
        join(
            &mut rows[output.value],
            part.of_rows(shapes[output.value].h),
        );
    }
    for (i, op) in graph.ops.iter().enumerate().rev() {
        let value = graph.inputs.len() + i;
        if rows[value].is_empty() {
            continue;
        }
        // What an operator can only make together.
        rows[value] = match op {
            Op::Simple(Simple::PixelShuffle(r) | Simple::Upsample(r), _) => {
                rows[value].start / r * r..rows[value].end.next_multiple_of(*r)
            }
            Op::Simple(Simple::Average, _) => 0..shapes[value].h,
            Op::Other(op) if !op.pointwise() => 0..shapes[value].h,
            _ => rows[value].clone(),
        };
        for (at, source) in op.sources().into_iter().enumerate() {
            let wanted = read_by(op, at, &rows[value], shapes[source].h);
            join(&mut rows[source], wanted);
        }
    }
    rows
}

/// Rows that an operator reads of its source number `at`, which has `h`, for some rows of its result.
pub fn read_by(op: &Op, at: usize, rows: &Range<usize>, h: usize) -> Range<usize> {
    match op {
        Op::Conv(conv) if at == 0 => conv.source_rows(rows, h),
        Op::Simple(Simple::PixelShuffle(r) | Simple::Upsample(r), _) => {
            rows.start / r..rows.end / r
        }
        Op::Simple(Simple::PixelUnshuffle(r), _) => rows.start * r..rows.end * r,
        Op::Simple(Simple::Average, _) => 0..h,
        Op::Other(op) if !op.pointwise() => 0..h,
        _ => rows.clone(),
    }
}

fn join(all: &mut Range<usize>, more: Range<usize>) {
    *all = match (Range::is_empty(all), Range::is_empty(&more)) {
        (_, true) => all.clone(),
        (true, false) => more,
        _ => all.start.min(more.start)..all.end.max(more.end),
    };
}
