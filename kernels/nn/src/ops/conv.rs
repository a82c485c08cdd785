//! Convolution: its output size, and running it. [`read`] is the only way to make one.

mod read;

use super::pack::{self, Bank};
use super::rows::{Ring, Source};
use crate::error::{Error, Result};
use crate::kernels::{self, Act, Engine, Finish, Job, Out, Scales, Weight, Window, PIXELS};
use crate::model::ValueType;
use crate::tensor::{Data, Kind, Shape, Tensor};

/// Bytes of activations that one tile of pixels should stay within, so that they outlive all channels in the L1 cache.
const TILE_BYTES: usize = 16 << 10;

#[derive(Debug)]
enum Weights {
    Dense(Vec<Bank>, Vec<Weight>),
    Depthwise(Vec<Weight>),
}

/// A convolution whose ranges have been proven.
#[derive(Debug)]
pub struct Conv {
    /// Input value.
    pub src: usize,
    /// Value added before the clamp.
    pub skip: Option<usize>,
    input: ValueType,
    output: ValueType,
    kernel: (usize, usize),
    stride: (usize, usize),
    /// Top, left, bottom, right.
    pad: [usize; 4],
    ceil: bool,
    exact: bool,
    finish: Finish,
    weights: Weights,
    bias: Vec<i32>,
    mult: Vec<i32>,
    skip_mult: Vec<i32>,
}

impl Conv {
    /// Size of the result for an input of `x`.
    ///
    /// # Errors
    /// `InvalidArgument` when the window does not fit, or leaves a remainder where it must not.
    pub fn output_shape(&self, x: Shape) -> Result<Shape> {
        let [top, left, bottom, right] = self.pad;
        let h = self.extent(x.h + top + bottom, self.kernel.0, self.stride.0)?;
        let w = self.extent(x.w + left + right, self.kernel.1, self.stride.1)?;
        Ok(Shape {
            h,
            w,
            c: self.output.c,
        })
    }

    fn extent(&self, size: usize, kernel: usize, stride: usize) -> Result<usize> {
        if self.ceil {
            return Ok(size.saturating_sub(kernel).div_ceil(stride) + 1);
        }
        match size.checked_sub(kernel) {
            Some(room) if !self.exact || room.is_multiple_of(stride) => Ok(room / stride + 1),
            _ => Err(Error::InvalidArgument(format!(
                "A side of {size} (with padding) does not fit a kernel of {kernel} with stride {stride}"
            ))),
        }
    }

    /// Element type of the result.
    pub fn kind(&self) -> Kind {
        self.output.kind
    }

    /// Bytes of scratch that [`Conv::run`] takes for an input of `x` giving `out`.
    pub fn scratch(&self, x: Shape, out: Shape) -> usize {
        if self.direct(x, out) {
            return 0;
        }
        let ring = Ring::elements(self.kernel.0, self.window(out)).saturating_mul(size_of::<Act>());
        ring.saturating_add(4 * self.lanes(out.w))
    }

    /// Lanes of scratch for rows of so many pixels.
    fn lanes(&self, pixels: usize) -> usize {
        match self.weights {
            Weights::Dense(..) => 0,
            Weights::Depthwise(_) => {
                let pixels = self.tile(self.kernel.0).min(pixels);
                self.columns().scratch(self.kernel.0, pixels)
            }
        }
    }

    fn columns(&self) -> Window {
        Window {
            taps: self.kernel.1,
            stride: self.stride.1,
            channels: self.input.c,
        }
    }

    /// Pixels that are taken together, for `rows` kernel rows.
    fn tile(&self, rows: usize) -> usize {
        let footprint = rows * self.stride.1 * self.input.c * size_of::<Act>();
        (TILE_BYTES / footprint.max(1)).clamp(2 * PIXELS, 1024) / PIXELS * PIXELS
    }

    /// Elements of a padded row that the windows of an output row cover.
    fn window(&self, out: Shape) -> usize {
        ((out.w - 1) * self.stride.1 + self.kernel.1) * self.input.c
    }

    /// Whether the windows lie in the input as it is: bytes, no padding, dense.
    fn direct(&self, x: Shape, out: Shape) -> bool {
        size_of::<Act>() == 1
            && matches!(self.weights, Weights::Dense(..))
            && self.pad == [0; 4]
            && (out.h - 1) * self.stride.0 + self.kernel.0 <= x.h
            && (out.w - 1) * self.stride.1 + self.kernel.1 <= x.w
    }

    /// Runs it into `out`, which has the right shape and kind.
    pub fn run(
        &self,
        engine: Engine,
        x: &Tensor,
        skip: Option<&Tensor>,
        out: &mut Tensor,
    ) -> Result<()> {
        let data = x.u7()?;
        let skip = skip.map(Tensor::u7).transpose()?;
        let shape = out.shape;
        let mut target = match &mut out.data {
            Data::U7(bytes) => Out::U7(bytes),
            Data::I16(words) => Out::I16(words),
        };
        let row = x.shape.w * x.shape.c;
        if self.direct(x.shape, shape) {
            return self.run_direct(engine, x.shape, shape, data, skip, &mut target);
        }
        let mut ring = Ring::new(self.kernel.0, self.window(shape));
        let [top, left, ..] = self.pad;
        let left = left * x.shape.c;
        let from = Source {
            data,
            h: x.shape.h,
            row,
            top,
            left,
            zero_point: self.input.zero_point,
        };
        for y in 0..shape.h {
            ring.advance(y * self.stride.0, from);
            let rows: Vec<&[Act]> = (0..self.kernel.0)
                .map(|ky| ring.row(y * self.stride.0 + ky))
                .collect();
            self.run_row(
                engine,
                &rows,
                shape.w,
                y * shape.w * shape.c,
                skip,
                &mut target,
            );
        }
        Ok(())
    }

    #[cfg(not(all(target_arch = "wasm32", not(target_feature = "relaxed-simd"))))]
    fn run_direct(
        &self,
        engine: Engine,
        x: Shape,
        out: Shape,
        data: &[Act],
        skip: Option<&[u8]>,
        target: &mut Out,
    ) -> Result<()> {
        if self.kernel == (1, 1) && self.stride == (1, 1) {
            self.run_row(engine, &[data], out.h * out.w, 0, skip, target);
            return Ok(());
        }
        for y in 0..out.h {
            let start = |ky| (y * self.stride.0 + ky) * x.w * x.c;
            let rows: Vec<&[Act]> = (0..self.kernel.0).map(|ky| &data[start(ky)..]).collect();
            self.run_row(engine, &rows, out.w, y * out.w * out.c, skip, target);
        }
        Ok(())
    }

    #[cfg(all(target_arch = "wasm32", not(target_feature = "relaxed-simd")))]
    fn run_direct(
        &self,
        _: Engine,
        _: Shape,
        _: Shape,
        _: &[u8],
        _: Option<&[u8]>,
        _: &mut Out,
    ) -> Result<()> {
        Err(Error::Internal("Rows must be widened in this build".into()))
    }

    /// `pixels` neighbouring outputs, the first at element `at`; in tiles, so that the activations of a tile stay in the
    /// first-level cache while all channels pass.
    fn run_row(
        &self,
        engine: Engine,
        rows: &[&[Act]],
        pixels: usize,
        at: usize,
        skip: Option<&[u8]>,
        out: &mut Out,
    ) {
        let step = self.stride.1 * self.input.c;
        let stride = self.output.c;
        let tile = self.tile(rows.len());
        let mut scratch = vec![0; self.lanes(pixels)];
        let job = |first: usize, count: usize, bank: std::ops::Range<usize>| Job {
            rows,
            offset: first * step,
            step,
            pixels: count,
            count: bank.end.min(self.output.c) - bank.start,
            finish: self.finish,
            skip,
            at: at + first * stride + bank.start,
            stride,
            scales: Scales {
                bias: &self.bias[bank.clone()],
                mult: &self.mult[bank.clone()],
                skip_mult: &self.skip_mult[bank],
            },
        };
        for first in (0..pixels).step_by(tile) {
            let count = tile.min(pixels - first);
            match &self.weights {
                Weights::Dense(banks, packed) => {
                    let run = pack::run_length(self.kernel.1, self.input.c);
                    for bank in banks {
                        let weights =
                            &packed[bank.offset..bank.offset + rows.len() * run * bank.width];
                        let job = job(first, count, bank.first..bank.first + bank.width);
                        kernels::product(engine, &job, run, weights, out);
                    }
                }
                Weights::Depthwise(packed) => {
                    let job = job(first, count, 0..self.bias.len());
                    kernels::depthwise(engine, &job, self.columns(), packed, &mut scratch, out);
                }
            }
        }
    }
}
