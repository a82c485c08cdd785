//! The inner loops, three times over: `scalar` is the definition, `simd` the same for WebAssembly, on the lanes of
//! `relaxed` (activations and weights as bytes) or `simd128` (both as 16 bits). All give the same bytes, because the
//! loader has proven that nothing overflows on the way. This file only says what a job is and dispatches.

#[cfg(all(target_feature = "simd128", target_feature = "relaxed-simd"))]
#[path = "relaxed.rs"]
mod lanes;
#[cfg(all(target_feature = "simd128", not(target_feature = "relaxed-simd")))]
mod lanes {
    pub use super::simd128::Wide as Own;
    pub const NAME: &str = "simd128";
}
#[cfg(not(target_feature = "simd128"))]
#[path = "native.rs"]
mod lanes;
mod scalar;
#[cfg(target_feature = "simd128")]
mod simd;
mod simd128;

#[cfg(target_feature = "simd128")]
use core::arch::wasm32::v128;
pub use lanes::{Own, NAME};
pub use simd128::Wide;

/// How activations and weights lie in vectors: [`GROUP`](Lanes::GROUP) products go into each 32-bit lane.
pub trait Lanes: std::fmt::Debug + Sized {
    /// Stored activation.
    type Act: Copy + Default + From<u8> + Into<i32>;
    /// Packed weight.
    type Weight: Copy + Default + From<i8> + Into<i32> + std::fmt::Debug;
    /// Activations per 32-bit lane.
    const GROUP: usize;

    /// acc + Σ of each lane's products.
    #[cfg(target_feature = "simd128")]
    fn dot(w: v128, x: v128, acc: v128) -> v128;

    /// Brings sixteen elements of each of up to GROUP rows into lanes, one channel each; rows that `rows` lacks are 0.
    ///
    /// # Safety
    /// Sixteen elements at `at` elements behind each row are readable, and 64 bytes at `to` writable.
    #[cfg(target_feature = "simd128")]
    unsafe fn interleave(rows: &[&[Self::Act]], at: usize, to: *mut i32);

    /// Dense product: `run` elements (a multiple of GROUP) of each row with up to [`CHANNELS`] channels.
    /// `weights` is packed `[row][run / GROUP][channel][GROUP]`.
    fn product(
        engine: Engine,
        job: &Job<Self::Act>,
        run: usize,
        weights: &[Self::Weight],
        out: &mut Out,
    );

    /// Depthwise product: each channel with its own window. `weights` is packed `[row / GROUP][tap][channel][GROUP]`, rows and
    /// channels padded with zeros, channels to the job's width, a multiple of [`DEEP`].
    fn depthwise(
        engine: Engine,
        job: &Job<Self::Act>,
        window: Window,
        weights: &[Self::Weight],
        scratch: &mut [i32],
        out: &mut Out,
    );
}

/// The two products of some lanes: concrete functions of this crate, since a generic one would be compiled where it is called.
macro_rules! products {
    () => {
        #[inline(never)]
        fn product(
            engine: $crate::Engine,
            job: &$crate::Job<Self::Act>,
            run: usize,
            weights: &[Self::Weight],
            out: &mut $crate::Out,
        ) {
            $crate::product::<Self>(engine, job, run, weights, out);
        }

        #[inline(never)]
        fn depthwise(
            engine: $crate::Engine,
            job: &$crate::Job<Self::Act>,
            window: $crate::Window,
            weights: &[Self::Weight],
            scratch: &mut [i32],
            out: &mut $crate::Out,
        ) {
            $crate::depthwise::<Self>(engine, job, window, weights, scratch, out);
        }
    };
}
use products;

/// Rows of one element type into rows of another; here because a generic copy would be compiled where it is called.
pub trait CopyFrom<T>: Copy {
    /// Copies elements; both are equally many.
    fn copy_from(to: &mut [Self], from: &[T]);
}

impl CopyFrom<u8> for u8 {
    fn copy_from(to: &mut [Self], from: &[u8]) {
        to.copy_from_slice(from);
    }
}

impl CopyFrom<i16> for i16 {
    fn copy_from(to: &mut [Self], from: &[i16]) {
        to.copy_from_slice(from);
    }
}

impl CopyFrom<u8> for i16 {
    #[inline(never)]
    fn copy_from(to: &mut [Self], from: &[u8]) {
        for (to, &x) in to.iter_mut().zip(from) {
            *to = x.into();
        }
    }
}

/// Which twin runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Plain Rust.
    Scalar,
    /// The vectors of this build; plain Rust in native builds.
    Simd,
}

/// Pixels of a register block.
pub const PIXELS: usize = 4;
/// Most channels of a register block.
pub const CHANNELS: usize = 12;
/// Channels of a depthwise register block.
pub const DEEP: usize = 16;

/// From the accumulator to the stored value. The loader has brought the file's formula (see `format.rs`) to the one
/// shift by 32, of which the vectors need no instruction: it only takes the upper halves.
///
/// ```text
/// wide  = (acc << acc_shift) · mult + ((skip − skip_zero_point) << skip_shift) · skip_mult + offset
/// value = clamp(wide >> 32, lo, hi)
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Finish {
    /// Left shift of the accumulator, nearly always 0.
    pub acc_shift: u32,
    /// Left shift of the skip tensor.
    pub skip_shift: u32,
    /// Output zero point and one half, times 2^32.
    pub offset: i64,
    /// Least stored value.
    pub lo: i16,
    /// Greatest stored value.
    pub hi: i16,
    /// Zero point of the skip tensor.
    pub skip_zero_point: i16,
}

/// Per-channel constants, padded with zeros to the width of the job.
#[derive(Debug, Clone, Copy)]
pub struct Scales<'a> {
    /// Start of the accumulator.
    pub bias: &'a [i32],
    /// Multiplier of the accumulator.
    pub mult: &'a [i32],
    /// Multiplier of the skip tensor; as long as the others, whether used or not.
    pub skip_mult: &'a [i32],
}

/// Where results go.
#[derive(Debug)]
pub enum Out<'a> {
    /// Bytes 0…127.
    U7(&'a mut [u8]),
    /// Signed 16-bit.
    I16(&'a mut [i16]),
}

impl Out<'_> {
    fn len(&self) -> usize {
        match self {
            Self::U7(out) => out.len(),
            Self::I16(out) => out.len(),
        }
    }
}

/// What both kernels share: some neighbouring pixels of one output row, some channels.
#[derive(Debug)]
pub struct Job<'a, A> {
    /// One slice per kernel row; pixel i reads from `offset + i · step`.
    pub rows: &'a [&'a [A]],
    /// Elements to the first pixel's window.
    pub offset: usize,
    /// Elements from one pixel's window to the next's.
    pub step: usize,
    /// Output pixels.
    pub pixels: usize,
    /// Constants of the channels.
    pub scales: Scales<'a>,
    /// Channels that exist, at most the padded width.
    pub count: usize,
    /// Requantization.
    pub finish: Finish,
    /// Tensor of the output's shape that is added, with its slack.
    pub skip: Option<&'a [u8]>,
    /// Element of the output (and skip) where the first pixel's first channel lies.
    pub at: usize,
    /// Elements from one output pixel to the next.
    pub stride: usize,
}

impl<A> Job<'_, A> {
    /// Padded number of channels.
    fn width(&self) -> usize {
        self.scales.bias.len()
    }

    /// The bounds that the vector code relies on. They hold by construction; a failure is a bug in this crate.
    fn check(&self, window: usize, out: &Out) {
        let last = self.pixels.saturating_sub(1);
        assert!(self
            .rows
            .iter()
            .all(|row| row.len() >= self.offset + last * self.step + window));
        let width = self.width();
        assert!(width.is_multiple_of(4) && self.count <= width && self.count > 0);
        assert!(self.scales.mult.len() == width && self.scales.skip_mult.len() == width);
        let end = self.at + last * self.stride;
        assert!(out.len() >= end + self.count);
        assert!(self.skip.is_none_or(|skip| skip.len() >= end + width));
    }
}

fn product<L: Lanes>(
    engine: Engine,
    job: &Job<L::Act>,
    run: usize,
    weights: &[L::Weight],
    out: &mut Out,
) {
    job.check(run, out);
    assert!(
        run.is_multiple_of(L::GROUP)
            && job.width() <= CHANNELS
            && weights.len() == job.rows.len() * run * job.width()
    );
    match engine {
        #[cfg(target_feature = "simd128")]
        Engine::Simd => simd::product::<L>(job, run, weights, out),
        _ => scalar::product::<L>(job, run, weights, out),
    }
}

/// What a depthwise kernel needs beside its job.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Columns of the kernel.
    pub taps: usize,
    /// Columns from one pixel's window to the next's.
    pub stride: usize,
    /// Elements from one column to the next.
    pub channels: usize,
}

impl Window {
    /// Lanes of scratch that a depthwise product takes for so many kernel rows and pixels.
    pub fn scratch<L: Lanes>(self, rows: usize, pixels: usize) -> usize {
        rows.div_ceil(L::GROUP) * self.columns(pixels) * DEEP
    }

    fn columns(self, pixels: usize) -> usize {
        (pixels - 1) * self.stride + self.taps
    }
}

fn depthwise<L: Lanes>(
    engine: Engine,
    job: &Job<L::Act>,
    window: Window,
    weights: &[L::Weight],
    scratch: &mut [i32],
    out: &mut Out,
) {
    let (width, rows) = (job.width(), job.rows.len());
    job.check((window.taps - 1) * window.channels + width, out);
    assert!(job.pixels > 0 && job.step == window.stride * window.channels);
    assert!(
        width.is_multiple_of(DEEP)
            && weights.len() == rows.next_multiple_of(L::GROUP) * window.taps * width
            && scratch.len() >= window.scratch::<L>(rows, job.pixels)
    );
    match engine {
        #[cfg(target_feature = "simd128")]
        Engine::Simd => simd::depthwise::<L>(job, window, weights, scratch, out),
        _ => scalar::depthwise::<L>(job, window, weights, out),
    }
}
