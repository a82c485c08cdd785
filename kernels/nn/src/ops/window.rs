//! The window of a pooling operator.

use crate::error::{Error, Result};
use crate::format::Reader;
use crate::tensor::Shape;
use std::ops::Range;

/// Kernel, stride and padding of a pooling operator.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    kernel: (usize, usize),
    stride: (usize, usize),
    /// Top, left, bottom, right.
    pad: [usize; 4],
    ceil: bool,
    /// Padding counts as pixels of value 0 in a mean.
    pub count_padding: bool,
}

impl Window {
    /// Reads what the format calls `window`.
    ///
    /// # Errors
    /// `Malformed` when a stride is 0, or padding could fill a window.
    pub fn read(reader: &mut Reader) -> Result<Self> {
        let mut small = [0usize; 9];
        for value in &mut small {
            *value = reader.u8()?.into();
        }
        let [kh, kw, sy, sx, top, left, bottom, right, flags] = small;
        let padding_fits = top.max(bottom) < kh.max(1) && left.max(right) < kw.max(1);
        if sy == 0 || sx == 0 || (kh == 0) != (kw == 0) || !padding_fits || flags > 3 {
            return Err(Error::Malformed(format!(
                "Window of {kh}x{kw}, stride {sy}x{sx}, padding {:?}, flags {flags}",
                [top, left, bottom, right]
            )));
        }
        Ok(Self {
            kernel: (kh, kw),
            stride: (sy, sx),
            pad: [top, left, bottom, right],
            ceil: flags & 1 != 0,
            count_padding: flags & 2 != 0,
        })
    }

    /// Whether it is the whole image, which has no kernel.
    pub fn whole(&self) -> bool {
        self.kernel.0 == 0
    }

    /// Height and width of the result for a source of `x`.
    ///
    /// # Errors
    /// `InvalidArgument` when the window does not fit.
    pub fn output_size(&self, x: Shape) -> Result<(usize, usize)> {
        if self.whole() {
            return Ok((1, 1));
        }
        let [top, left, bottom, right] = self.pad;
        Ok((
            self.extent(x.h, top, bottom, self.kernel.0, self.stride.0)?,
            self.extent(x.w, left, right, self.kernel.1, self.stride.1)?,
        ))
    }

    fn extent(
        &self,
        size: usize,
        before: usize,
        after: usize,
        kernel: usize,
        stride: usize,
    ) -> Result<usize> {
        let Some(room) = (before + size + after).checked_sub(kernel) else {
            return Err(Error::InvalidArgument(format!(
                "A side of {size} does not fit a window of {kernel}"
            )));
        };
        if !self.ceil {
            return Ok(room / stride + 1);
        }
        let count = room.div_ceil(stride) + 1;
        // A window that would begin behind the last pixel is left out, as in PyTorch and ONNX.
        let beyond = (count - 1) * stride >= before + size;
        Ok(count - usize::from(beyond))
    }

    /// Rows and columns of the source that the window at output (y, x) covers, and how many positions it counts.
    pub fn at(&self, y: usize, x: usize, size: Shape) -> (Range<usize>, Range<usize>, u64) {
        if self.whole() {
            return (0..size.h, 0..size.w, size.h as u64 * size.w as u64);
        }
        let [top, left, bottom, right] = self.pad;
        let (rows, high) = side(y * self.stride.0, self.kernel.0, top, size.h, bottom);
        let (columns, wide) = side(x * self.stride.1, self.kernel.1, left, size.w, right);
        let count = if self.count_padding {
            high * wide
        } else {
            rows.len() * columns.len()
        };
        (rows, columns, count as u64)
    }
}

/// What a window beginning at `start` of the padded side covers of the source, and of the padded side.
fn side(
    start: usize,
    kernel: usize,
    before: usize,
    size: usize,
    after: usize,
) -> (Range<usize>, usize) {
    let end = (start + kernel).min(before + size + after);
    let inside = start.saturating_sub(before)..end.saturating_sub(before).min(size);
    (inside, end - start)
}
