//! The inner loops, three times over: `scalar` is the definition, `simd` the same for WebAssembly, on the lanes of
//! `relaxed` (activations as bytes) or `simd128` (activations widened to 16 bits). All give the same bytes, because the
//! loader has proven that nothing overflows on the way. This file only says what a job is and dispatches.

#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
#[path = "relaxed.rs"]
mod lanes;
#[cfg(all(target_arch = "wasm32", not(target_feature = "relaxed-simd")))]
#[path = "simd128.rs"]
mod lanes;
#[cfg(not(target_arch = "wasm32"))]
#[path = "native.rs"]
mod lanes;
mod scalar;
#[cfg(target_arch = "wasm32")]
mod simd;

pub use lanes::{Act, Weight, GROUP, NAME};

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
pub struct Job<'a> {
    /// One slice per kernel row; pixel i reads from `offset + i · step`.
    pub rows: &'a [&'a [Act]],
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

impl Job<'_> {
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

/// Dense product: `run` elements (a multiple of [`GROUP`]) of each row with up to [`CHANNELS`] channels.
/// `weights` is packed `[row][run / GROUP][channel][GROUP]`.
pub fn product(engine: Engine, job: &Job, run: usize, weights: &[Weight], out: &mut Out) {
    job.check(run, out);
    assert!(
        run.is_multiple_of(GROUP)
            && job.width() <= CHANNELS
            && weights.len() == job.rows.len() * run * job.width()
    );
    match engine {
        #[cfg(target_arch = "wasm32")]
        Engine::Simd => simd::product(job, run, weights, out),
        _ => scalar::product(job, run, weights, out),
    }
}

/// Depthwise product: each channel with its own window of `taps` columns, `channels` elements apart.
/// `weights` is packed `[row][tap][channel]`, channels padded with zeros to the job's width, a multiple of 8.
pub fn depthwise(
    engine: Engine,
    job: &Job,
    taps: usize,
    channels: usize,
    weights: &[i16],
    out: &mut Out,
) {
    let width = job.width();
    job.check((taps - 1) * channels + width, out);
    assert!(width.is_multiple_of(8) && weights.len() == job.rows.len() * taps * width);
    match engine {
        #[cfg(target_arch = "wasm32")]
        Engine::Simd => simd::depthwise(job, taps, channels, weights, out),
        _ => scalar::depthwise(job, taps, channels, weights, out),
    }
}
