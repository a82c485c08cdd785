//! Convolution: its output size, and running it. [`read`] is the only way to make one.

mod at;
mod read;

use super::pack::{self, Bank};
use super::rows::{Ring, Source};
use crate::error::{Error, Result};
use crate::kernels::{
    CopyFrom, Engine, Finish, Job, Lanes, Out, Own, Scales, Wide, Window, PIXELS,
};
use crate::model::ValueType;
use crate::tensor::{Data, Kind, Shape, Tensor};

/// Bytes of activations that one tile of pixels should stay within, so that they outlive all channels in the L1 cache.
const TILE_BYTES: usize = 16 << 10;

/// Weights in the order of a kernel.
#[derive(Debug)]
enum Packed<L: Lanes> {
    Dense(Vec<Bank>, Vec<L::Weight>),
    Depthwise(Vec<L::Weight>),
}

/// Weights for u7 sources, in this build's lanes, or for i16 sources.
#[derive(Debug)]
enum Weights {
    Own(Packed<Own>),
    Wide(Packed<Wide>),
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
        match &self.weights {
            Weights::Own(packed) => self.scratch_on(packed, x, out),
            Weights::Wide(packed) => self.scratch_on(packed, x, out),
        }
    }

    fn scratch_on<L: Lanes>(&self, packed: &Packed<L>, x: Shape, out: Shape) -> usize {
        if self.direct(packed, x, out) {
            return 0;
        }
        let ring = Ring::<L::Act>::elements(self.kernel.0, self.window(out));
        ring.saturating_mul(size_of::<L::Act>())
            .saturating_add(4 * self.lanes(packed, out.w))
    }

    /// Lanes of scratch for rows of so many pixels.
    fn lanes<L: Lanes>(&self, packed: &Packed<L>, pixels: usize) -> usize {
        match packed {
            Packed::Dense(..) => 0,
            Packed::Depthwise(_) => {
                let pixels = self.tile::<L>(self.kernel.0).min(pixels);
                self.columns().scratch::<L>(self.kernel.0, pixels)
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
    fn tile<L: Lanes>(&self, rows: usize) -> usize {
        let footprint = rows * self.stride.1 * self.input.c * size_of::<L::Act>();
        (TILE_BYTES / footprint.max(1)).clamp(2 * PIXELS, 1024) / PIXELS * PIXELS
    }

    /// Elements of a padded row that the windows of an output row cover.
    fn window(&self, out: Shape) -> usize {
        ((out.w - 1) * self.stride.1 + self.kernel.1) * self.input.c
    }

    /// Whether the windows lie in the input as it is: elements as the kernel takes them, no padding, dense, and no group
    /// of elements that begins in the tensor and ends behind it (bytes have slack there, words have none).
    fn direct<L: Lanes>(&self, packed: &Packed<L>, x: Shape, out: Shape) -> bool {
        size_of::<L::Act>() == self.input.kind.bytes()
            && matches!(packed, Packed::Dense(..))
            && self.pad == [0; 4]
            && (self.input.kind == Kind::U7
                || (self.kernel.1 * self.input.c).is_multiple_of(L::GROUP))
            && (out.h - 1) * self.stride.0 + self.kernel.0 <= x.h
            && (out.w - 1) * self.stride.1 + self.kernel.1 <= x.w
    }

    /// Runs it into `out`, which has the right shape and kind, with `top` rows of padding above `x`.
    pub fn run(
        &self,
        engine: Engine,
        x: &Tensor,
        top: usize,
        skip: Option<&Tensor>,
        out: &mut Tensor,
    ) -> Result<()> {
        let skip = skip.map(Tensor::u7).transpose()?;
        let shape = out.shape;
        let mut target = match &mut out.data {
            Data::U7(bytes) => Out::U7(bytes),
            Data::I16(words) => Out::I16(words),
        };
        match (&self.weights, &x.data) {
            (Weights::Own(packed), Data::U7(data)) => {
                let rows = self.direct(packed, x.shape, shape).then_some(as_own(data));
                let on = On {
                    engine,
                    packed,
                    top,
                    skip,
                };
                self.run_on(on, data, rows.flatten(), x.shape, shape, &mut target);
            }
            (Weights::Wide(packed), Data::I16(data)) => {
                let rows = self.direct(packed, x.shape, shape).then_some(&data[..]);
                let on = On {
                    engine,
                    packed,
                    top,
                    skip,
                };
                self.run_on(on, data, rows, x.shape, shape, &mut target);
            }
            _ => return Err(Error::Internal("Convolution got a mixed-up tensor".into())),
        }
        Ok(())
    }

    /// Runs it on the rows of `direct`, or else on copies of those of `data`.
    fn run_on<L: Lanes, T: Copy>(
        &self,
        on: On<L>,
        data: &[T],
        direct: Option<&[L::Act]>,
        x: Shape,
        out: Shape,
        target: &mut Out,
    ) where
        L::Act: CopyFrom<T>,
    {
        let (kernel, stride) = (self.kernel, self.stride);
        let row = x.w * x.c;
        if let Some(data) = direct {
            if kernel == (1, 1) && stride == (1, 1) {
                return self.run_row(&on, &[data], out.h * out.w, 0, target);
            }
            for y in 0..out.h {
                let start = |ky| (y * stride.0 + ky) * row;
                let rows: Vec<&[L::Act]> = (0..kernel.0).map(|ky| &data[start(ky)..]).collect();
                self.run_row(&on, &rows, out.w, y * out.w * out.c, target);
            }
            return;
        }
        let mut ring = Ring::<L::Act>::new(kernel.0, self.window(out));
        let from = Source {
            data,
            h: x.h,
            row,
            top: on.top,
            left: self.pad[1] * x.c,
            zero_point: self.input.zero_point,
        };
        for y in 0..out.h {
            ring.advance(y * stride.0, from);
            let rows: Vec<&[L::Act]> = (0..kernel.0)
                .map(|ky| ring.row(y * stride.0 + ky))
                .collect();
            self.run_row(&on, &rows, out.w, y * out.w * out.c, target);
        }
    }

    /// `pixels` neighbouring outputs, the first at element `at`; in tiles, so that the activations of a tile stay in the
    /// first-level cache while all channels pass.
    fn run_row<L: Lanes>(
        &self,
        on: &On<L>,
        rows: &[&[L::Act]],
        pixels: usize,
        at: usize,
        out: &mut Out,
    ) {
        let step = self.stride.1 * self.input.c;
        let stride = self.output.c;
        let tile = self.tile::<L>(rows.len());
        let mut scratch = vec![0; self.lanes(on.packed, pixels)];
        let job = |first: usize, count: usize, bank: std::ops::Range<usize>| Job {
            rows,
            offset: first * step,
            step,
            pixels: count,
            count: bank.end.min(self.output.c) - bank.start,
            finish: self.finish,
            skip: on.skip,
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
            match on.packed {
                Packed::Dense(banks, packed) => {
                    let run = pack::run_length::<L>(self.kernel.1, self.input.c);
                    for bank in banks {
                        let weights =
                            &packed[bank.offset..bank.offset + rows.len() * run * bank.width];
                        let job = job(first, count, bank.first..bank.first + bank.width);
                        L::product(on.engine, &job, run, weights, out);
                    }
                }
                Packed::Depthwise(packed) => {
                    let job = job(first, count, 0..self.bias.len());
                    let window = self.columns();
                    L::depthwise(on.engine, &job, window, packed, &mut scratch, out);
                }
            }
        }
    }
}

/// What all rows of a run share.
struct On<'a, L: Lanes> {
    engine: Engine,
    packed: &'a Packed<L>,
    /// Rows of padding above the source's.
    top: usize,
    skip: Option<&'a [u8]>,
}

/// Bytes as this build's kernels take them, unless they must be widened.
#[cfg(not(all(target_feature = "simd128", not(target_feature = "relaxed-simd"))))]
fn as_own(data: &[u8]) -> Option<&[u8]> {
    Some(data)
}

#[cfg(all(target_feature = "simd128", not(target_feature = "relaxed-simd")))]
fn as_own(_: &[u8]) -> Option<&[i16]> {
    None
}
