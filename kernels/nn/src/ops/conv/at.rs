//! A convolution at some pixels only: their windows are gathered, after which they are like neighbouring pixels.

use super::{Conv, Packed, Weights};
use crate::error::{Error, Result};
use crate::kernels::Lanes;
use crate::kernels::{Engine, Job, Out, Own, Scales};
use crate::ops::pack;
use crate::tensor::{Data, Shape, Tensor};
use std::ops::Range;

/// Activations as this build's kernels take bytes.
type Act = <Own as Lanes>::Act;

/// Windows that are gathered at a time.
const BATCH: usize = 16;

impl Conv {
    /// Rows of a source of `h` rows that some rows of the result depend on.
    pub fn source_rows(&self, rows: &Range<usize>, h: usize) -> Range<usize> {
        let (kernel, stride, top) = (self.kernel.0, self.stride.0, self.pad[0]);
        let last = (rows.end - 1) * stride + kernel;
        let start = (rows.start * stride).saturating_sub(top).min(h);
        start..last.saturating_sub(top).clamp(start, h)
    }

    /// Rows of padding above the first of [`Conv::source_rows`], for the result's rows from `first` on.
    pub fn top(&self, first: usize) -> usize {
        self.pad[0].saturating_sub(first * self.stride.0)
    }

    /// Whether a result pixel depends on the same source pixel alone.
    pub fn pointwise(&self) -> bool {
        self.kernel == (1, 1) && self.stride == (1, 1) && self.pad == [0; 4]
    }

    /// Whether it can be run at some pixels, by [`Conv::run_at`] if they depend on others.
    pub fn gathers(&self) -> bool {
        self.pointwise() || matches!(self.weights, Weights::Own(Packed::Dense(..)))
    }

    /// Runs it at the pixels `at` of a result `width` wide; `skip` and `out` hold these pixels alone.
    ///
    /// # Errors
    /// `Internal` for tensors of other kinds than the loader saw.
    pub fn run_at(
        &self,
        engine: Engine,
        x: &Tensor,
        (at, width): (&[usize], usize),
        skip: Option<&Tensor>,
        out: &mut Tensor,
    ) -> Result<()> {
        let Weights::Own(Packed::Dense(banks, packed)) = &self.weights else {
            return Err(Error::Internal(
                "Only dense kernels of bytes are gathered".into(),
            ));
        };
        let data = x.u7()?;
        let skip = skip.map(Tensor::u7).transpose()?;
        let mut target = match &mut out.data {
            Data::U7(bytes) => Out::U7(bytes),
            Data::I16(words) => Out::I16(words),
        };
        let run = pack::run_length::<Own>(self.kernel.1, self.input.c);
        let step = self.kernel.0 * run;
        let mut windows = vec![Act::default(); BATCH * step];
        for (batch, cells) in at.chunks(BATCH).enumerate() {
            for (&cell, window) in cells.iter().zip(windows.chunks_exact_mut(step)) {
                let (y, column) = (cell / width, cell % width);
                for (ky, row) in window.chunks_exact_mut(run).enumerate() {
                    self.fill(row, data, x.shape, y * self.stride.0 + ky, column);
                }
            }
            let rows: Vec<&[Act]> = (0..self.kernel.0).map(|ky| &windows[ky * run..]).collect();
            for bank in banks {
                let range = bank.first..bank.first + bank.width;
                let job = Job {
                    rows: &rows,
                    offset: 0,
                    step,
                    pixels: cells.len(),
                    count: range.end.min(self.output.c) - range.start,
                    finish: self.finish,
                    skip,
                    at: batch * BATCH * self.output.c + range.start,
                    stride: self.output.c,
                    scales: Scales {
                        bias: &self.bias[range.clone()],
                        mult: &self.mult[range.clone()],
                        skip_mult: &self.skip_mult[range],
                    },
                };
                let weights = &packed[bank.offset..bank.offset + step * bank.width];
                Own::product(engine, &job, run, weights, &mut target);
            }
        }
        Ok(())
    }

    /// One row of a window: padded row `y`, from padded column `column · stride` on.
    fn fill(&self, to: &mut [Act], data: &[u8], x: Shape, y: usize, column: usize) {
        let zero_point = Act::from(self.input.zero_point);
        to.fill(zero_point);
        let Some(y) = y.checked_sub(self.pad[0]).filter(|&y| y < x.h) else {
            return;
        };
        // Columns of the window that lie in the picture.
        let left = column * self.stride.1;
        let first = self.pad[1].saturating_sub(left).min(self.kernel.1);
        let last = (x.w + self.pad[1]).saturating_sub(left).min(self.kernel.1);
        if first >= last {
            return;
        }
        let from = (y * x.w + left + first - self.pad[1]) * x.c;
        let to = &mut to[first * x.c..last * x.c];
        for (to, &x) in to.iter_mut().zip(&data[from..]) {
            *to = Act::from(x);
        }
    }
}
