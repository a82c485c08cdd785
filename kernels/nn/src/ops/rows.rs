//! Padded input rows for a convolution: a ring that holds as many rows as the kernel is high, so that each input row is
//! copied once and nothing like an im2col matrix ever exists.

use crate::kernels::CopyFrom;

/// Readable elements behind the last window of a row.
const SLACK: usize = 16;

/// The rows that the current output row reads.
pub struct Ring<A> {
    buffer: Vec<A>,
    height: usize,
    length: usize,
    /// Next padded row to fill.
    next: usize,
}

/// The source of the rows.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a, T> {
    /// Activations [h, w, c].
    pub data: &'a [T],
    /// Rows.
    pub h: usize,
    /// Elements of a row.
    pub row: usize,
    /// Rows of padding above.
    pub top: usize,
    /// Elements of padding at the left.
    pub left: usize,
    /// Value of the padding.
    pub zero_point: u8,
}

impl<A: Copy + Default + From<u8>> Ring<A> {
    /// Elements that a ring takes; saturates, for the planner to refuse.
    pub fn elements(height: usize, window: usize) -> usize {
        height.saturating_mul(window + SLACK)
    }

    /// Room for `height` rows of `window` elements.
    pub fn new(height: usize, window: usize) -> Self {
        let length = window + SLACK;
        Self {
            buffer: vec![A::default(); height * length],
            height,
            length,
            next: 0,
        }
    }

    /// Makes the padded rows `first … first + height` present. Calls must not go back.
    pub fn advance<T: Copy>(&mut self, first: usize, source: Source<T>)
    where
        A: CopyFrom<T>,
    {
        for row in self.next.max(first)..first + self.height {
            let start = row % self.height * self.length;
            fill(&mut self.buffer[start..start + self.length], row, source);
        }
        self.next = first + self.height;
    }

    /// The padded row, which `advance` has made present.
    pub fn row(&self, row: usize) -> &[A] {
        let start = row % self.height * self.length;
        &self.buffer[start..start + self.length]
    }
}

fn fill<A: Copy + From<u8> + CopyFrom<T>, T: Copy>(to: &mut [A], row: usize, source: Source<T>) {
    let zero_point = A::from(source.zero_point);
    let inside = row.checked_sub(source.top).filter(|&y| y < source.h);
    let Some(y) = inside else {
        to.fill(zero_point);
        return;
    };
    let left = source.left.min(to.len());
    let (pad, rest) = to.split_at_mut(left);
    pad.fill(zero_point);
    let count = source.row.min(rest.len());
    let (body, pad) = rest.split_at_mut(count);
    A::copy_from(body, &source.data[y * source.row..][..count]);
    pad.fill(zero_point);
}
