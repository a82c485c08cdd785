//! The kernels for WebAssembly vectors. The only file with raw loads and stores; `Job::check` has proven their bounds.

use crate::{Job, Lanes, Out, Window, DEEP, PIXELS};
use core::arch::wasm32::*;
use std::array::from_fn;
use std::ptr::{null, null_mut};

/// See [`super::product`]; the caller has called `Job::check` and checked the weights' length.
pub fn product<L: Lanes>(job: &Job<L::Act>, run: usize, weights: &[L::Weight], out: &mut Out) {
    match job.width() / 4 {
        1 => pixels::<L, 1>(job, run, weights, out),
        2 => pixels::<L, 2>(job, run, weights, out),
        _ => pixels::<L, 3>(job, run, weights, out),
    }
}

fn pixels<L: Lanes, const N: usize>(
    job: &Job<L::Act>,
    run: usize,
    weights: &[L::Weight],
    out: &mut Out,
) {
    let end = End::new(job, out);
    let finish = end.finish::<N>(4 * N);
    // What is left over is too little for a block of its own: the last block begins earlier and computes some again.
    let last = job.pixels.saturating_sub(PIXELS);
    // SAFETY: `check` proved the bounds for all of `job.pixels` pixels and 4·N channels; `finish` is for the latter.
    unsafe {
        if job.pixels >= PIXELS {
            for pixel in (0..job.pixels).step_by(PIXELS).map(|at| at.min(last)) {
                let sums = block::<L, PIXELS, N>(job, pixel, run, weights);
                finish(&end, pixel, 0, &sums);
            }
        } else {
            for pixel in 0..job.pixels {
                let sums = block::<L, 1, N>(job, pixel, run, weights);
                finish(&end, pixel, 0, &sums);
            }
        }
    }
}

/// A register block: P pixels × 4·N channels, all sums in registers.
///
/// ```text
///             w[0]            w[1]            w[2]          4 channels each, GROUP weights per channel
/// x[0]   acc[0][0]       acc[0][1]       acc[0][2]
/// x[1]   acc[1][0]       acc[1][1]       acc[1][2]          x[i]: GROUP activations of pixel i in every lane
/// …
/// ```
///
/// # Safety
/// `job.check(run, out)` passed, `pixel + P <= job.pixels`, `job.width() == 4·N`, `weights` has rows · run · 4·N
/// elements, and `run` is a multiple of GROUP.
#[inline(always)]
unsafe fn block<L: Lanes, const P: usize, const N: usize>(
    job: &Job<L::Act>,
    pixel: usize,
    run: usize,
    weights: &[L::Weight],
) -> [[v128; N]; P] {
    // SAFETY: each row holds offset + (pixels − 1) · step + run elements; bias has 4·N; weights are read in order.
    unsafe {
        let bias: [v128; N] = from_fn(|j| v128_load(job.scales.bias.as_ptr().add(4 * j).cast()));
        let mut acc = [bias; P];
        let mut bank = weights.as_ptr();
        for row in job.rows {
            let mut x = row.as_ptr().add(job.offset + pixel * job.step);
            let last = x.add(run);
            while x < last {
                let w: [v128; N] = from_fn(|j| v128_load(bank.add(4 * L::GROUP * j).cast()));
                for (i, sums) in acc.iter_mut().enumerate() {
                    let x = v128_load32_splat(x.add(i * job.step).cast());
                    for (sum, &w) in sums.iter_mut().zip(&w) {
                        *sum = L::dot(w, x, *sum);
                    }
                }
                bank = bank.add(4 * L::GROUP * N);
                x = x.add(L::GROUP);
            }
        }
        acc
    }
}

/// See [`super::depthwise`]; the caller has called `Job::check` and checked the lengths of weights and scratch.
///
/// Sixteen channels at a time: their columns are brought into lanes in which the rows of the kernel lie together, then a
/// pixel is as many dot products as the kernel has columns, each column being read by all pixels that see it.
pub fn depthwise<L: Lanes>(
    job: &Job<L::Act>,
    window: Window,
    weights: &[L::Weight],
    scratch: &mut [i32],
    out: &mut Out,
) {
    let end = End::new(job, out);
    let columns = window.columns(job.pixels);
    for first in (0..job.width()).step_by(DEEP) {
        for (rows, lanes) in job
            .rows
            .chunks(L::GROUP)
            .zip(scratch.chunks_exact_mut(columns * DEEP))
        {
            for (column, lanes) in lanes.chunks_exact_mut(DEEP).enumerate() {
                let at = job.offset + column * window.channels + first;
                // SAFETY: `check` proved offset + (columns − 1) · channels + width elements, of which 16 are left here;
                // a chunk has 16 lanes.
                unsafe { L::interleave(rows, at, lanes.as_mut_ptr()) };
            }
        }
        let finish = end.finish::<4>(first + DEEP);
        // The usual end is made in place: a pixel has few products, so that another pass through memory would be felt.
        let usual = end.mode(first + DEEP) == U7;
        // SAFETY: `check` proved the bounds for all pixels and the whole width, of which 16 are left; scratch has been
        // filled for all columns and groups.
        unsafe {
            let whole = job.pixels - job.pixels % 2;
            for pixel in (0..whole).step_by(2) {
                let sums = deep::<L, 2>(job, pixel, first, window, weights, scratch);
                if usual {
                    finish_here::<4, U7>(&end, pixel, first, &sums);
                } else {
                    finish(&end, pixel, first, &sums);
                }
            }
            if whole < job.pixels {
                let sums = deep::<L, 1>(job, whole, first, window, weights, scratch);
                finish(&end, whole, first, &sums);
            }
        }
    }
}

/// P pixels × 16 channels of a depthwise product, all sums in registers.
///
/// # Safety
/// `job.check` passed, `pixel + P <= job.pixels`, `first + 16 <= job.width()`, `weights` has groups · taps · width lanes,
/// and `scratch` holds the columns of the job `groups` times, 16 lanes each.
#[inline(always)]
unsafe fn deep<L: Lanes, const P: usize>(
    job: &Job<L::Act>,
    pixel: usize,
    first: usize,
    window: Window,
    weights: &[L::Weight],
    scratch: &[i32],
) -> [[v128; 4]; P] {
    let (width, groups) = (job.width(), job.rows.len().div_ceil(L::GROUP));
    // SAFETY: the caller's conditions.
    unsafe {
        let bias = job.scales.bias.as_ptr().add(first);
        let bias: [v128; 4] = from_fn(|j| v128_load(bias.add(4 * j).cast()));
        let mut acc = [bias; P];
        let mut bank = weights.as_ptr().add(first * L::GROUP);
        for group in 0..groups {
            let column = group * window.columns(job.pixels) + pixel * window.stride;
            let mut x = scratch.as_ptr().add(column * DEEP);
            for _ in 0..window.taps {
                let w: [v128; 4] = from_fn(|j| v128_load(bank.add(4 * L::GROUP * j).cast()));
                for (i, sums) in acc.iter_mut().enumerate() {
                    let x = x.add(i * window.stride * DEEP);
                    for (j, sum) in sums.iter_mut().enumerate() {
                        *sum = L::dot(w[j], v128_load(x.add(4 * j).cast()), *sum);
                    }
                }
                bank = bank.add(width * L::GROUP);
                x = x.add(DEEP);
            }
        }
        acc
    }
}

/// Ways to end that are worth code of their own, because a branch between the sums costs more than their arithmetic: bytes;
/// bytes with a skip tensor; 16-bit results. All for whole blocks without a shift. Then any way at all.
const U7: u8 = 0;
const SKIP: u8 = 1;
const I16: u8 = 2;
const ANY: u8 = 3;

/// What the end of a block needs of its job, made once: the constants of `Finish` in vectors, and where results go.
struct End {
    offset: v128,
    lo: v128,
    hi: v128,
    skip_zero_point: v128,
    acc_shift: u32,
    skip_shift: u32,
    mult: *const i32,
    skip_mult: *const i32,
    /// Channels that exist.
    count: usize,
    /// Element of the first pixel's first channel, and from one pixel to the next.
    at: usize,
    stride: usize,
    /// The skip tensor, or null.
    skip: *const u8,
    /// Bytes of the output, or null.
    u7: *mut u8,
    /// Words of the output, or null.
    i16: *mut i16,
}

/// Requantizes and stores the sums of some pixels from `pixel` on, 4·N channels each from `first` on.
type FinishBlock<const N: usize> =
    unsafe fn(end: &End, pixel: usize, first: usize, sums: &[[v128; N]]);

impl End {
    fn new<A>(job: &Job<A>, out: &mut Out) -> Self {
        let (u7, i16) = match out {
            Out::U7(bytes) => (bytes.as_mut_ptr(), null_mut()),
            Out::I16(words) => (null_mut(), words.as_mut_ptr()),
        };
        Self {
            offset: i64x2_splat(job.finish.offset),
            lo: i16x8_splat(job.finish.lo),
            hi: i16x8_splat(job.finish.hi),
            skip_zero_point: i16x8_splat(job.finish.skip_zero_point),
            acc_shift: job.finish.acc_shift,
            skip_shift: job.finish.skip_shift,
            mult: job.scales.mult.as_ptr(),
            skip_mult: job.scales.skip_mult.as_ptr(),
            count: job.count,
            at: job.at,
            stride: job.stride,
            skip: job.skip.map_or(null(), <[u8]>::as_ptr),
            u7,
            i16,
        }
    }

    /// How channels end of which the last is before `last`.
    fn mode(&self, last: usize) -> u8 {
        match (self.u7.is_null(), self.skip.is_null()) {
            _ if self.acc_shift != 0 || last > self.count => ANY,
            (false, true) => U7,
            (false, false) => SKIP,
            (true, true) => I16,
            (true, false) => ANY,
        }
    }

    /// The function for it.
    fn finish<const N: usize>(&self, last: usize) -> FinishBlock<N> {
        match self.mode(last) {
            U7 => finish::<N, U7>,
            SKIP => finish::<N, SKIP>,
            I16 => finish::<N, I16>,
            _ => finish::<N, ANY>,
        }
    }
}

/// See [`FinishBlock`]. A function apart: the sums pass through memory once, which costs a hundredth of a block, and its code
/// exists once instead of in every block.
///
/// # Safety
/// That of [`finish_here`].
#[inline(never)]
unsafe fn finish<const N: usize, const MODE: u8>(
    end: &End,
    pixel: usize,
    first: usize,
    sums: &[[v128; N]],
) {
    // SAFETY: the caller's conditions.
    unsafe { finish_here::<N, MODE>(end, pixel, first, sums) };
}

/// # Safety
/// `end` is of a job whose `check` passed, `pixel + sums.len() <= job.pixels`, `first + 4·N <= job.width()`, and MODE is ANY
/// or what `end.mode(first + 4·N)` says.
#[inline(always)]
unsafe fn finish_here<const N: usize, const MODE: u8>(
    end: &End,
    pixel: usize,
    first: usize,
    sums: &[[v128; N]],
) {
    let skipping = MODE == SKIP || (MODE == ANY && !end.skip.is_null());
    for (i, acc) in sums.iter().enumerate() {
        let at = end.at + (pixel + i) * end.stride + first;
        let mut values = [i32x4_splat(0); 4];
        for (j, &sum) in acc.iter().enumerate() {
            let sum = if MODE == ANY {
                i32x4_shl(sum, end.acc_shift)
            } else {
                sum
            };
            // SAFETY: the constants have `width` elements.
            let mult = unsafe { v128_load(end.mult.add(first + 4 * j).cast()) };
            let mut low = i64x2_add(end.offset, i64x2_extmul_low_i32x4(sum, mult));
            let mut high = i64x2_add(end.offset, i64x2_extmul_high_i32x4(sum, mult));
            if skipping {
                // SAFETY: the skip tensor has `width` elements from each pixel's `at`, the constants likewise.
                let (x, mult) = unsafe {
                    let x = v128_load32_zero(end.skip.add(at + 4 * j).cast());
                    (x, v128_load(end.skip_mult.add(first + 4 * j).cast()))
                };
                let x = i16x8_sub(u16x8_extend_low_u8x16(x), end.skip_zero_point);
                let x = i32x4_shl(i32x4_extend_low_i16x8(x), end.skip_shift);
                low = i64x2_add(low, i64x2_extmul_low_i32x4(x, mult));
                high = i64x2_add(high, i64x2_extmul_high_i32x4(x, mult));
            }
            // The upper halves: a shift by 32.
            values[j] = i32x4_shuffle::<1, 3, 5, 7>(low, high);
        }
        let clamp = |a, b| i16x8_min(i16x8_max(i16x8_narrow_i32x4(a, b), end.lo), end.hi);
        let words = [clamp(values[0], values[1]), clamp(values[2], values[3])];
        let bytes = u8x16_narrow_i16x8(words[0], words[1]);
        // SAFETY: the output has `count` elements at `at`, which are 4·N unless MODE is ANY.
        unsafe {
            match MODE {
                U7 | SKIP => store_u7(end.u7.add(at), bytes, 4 * N),
                I16 => store_i16(end.i16.add(at), &words, 4 * N),
                _ => {
                    let count = (end.count - first.min(end.count)).min(4 * N);
                    if end.u7.is_null() {
                        store_i16(end.i16.add(at), &words, count);
                    } else {
                        store_u7(end.u7.add(at), bytes, count);
                    }
                }
            }
        }
    }
}

/// # Safety
/// `count` (at most 16) elements at `to` are writable.
#[inline(always)]
unsafe fn store_u7(to: *mut u8, bytes: v128, count: usize) {
    // SAFETY: the caller's condition; nothing beyond `count` is written.
    unsafe {
        match count {
            16 => v128_store(to.cast(), bytes),
            12 => {
                v128_store64_lane::<0>(bytes, to.cast());
                v128_store32_lane::<2>(bytes, to.add(8).cast());
            }
            8 => v128_store64_lane::<0>(bytes, to.cast()),
            4 => v128_store32_lane::<0>(bytes, to.cast()),
            _ => {
                let mut whole = [0u8; 16];
                v128_store(whole.as_mut_ptr().cast(), bytes);
                std::ptr::copy_nonoverlapping(whole.as_ptr(), to, count);
            }
        }
    }
}

/// # Safety
/// `count` (at most 16) elements at `to` are writable.
#[inline(always)]
unsafe fn store_i16(to: *mut i16, words: &[v128; 2], count: usize) {
    // SAFETY: the caller's condition; nothing beyond `count` is written.
    unsafe {
        match count {
            16 => {
                v128_store(to.cast(), words[0]);
                v128_store(to.add(8).cast(), words[1]);
            }
            12 => {
                v128_store(to.cast(), words[0]);
                v128_store64_lane::<0>(words[1], to.add(8).cast());
            }
            8 => v128_store(to.cast(), words[0]),
            4 => v128_store64_lane::<0>(words[0], to.cast()),
            _ => {
                let mut whole = [0i16; 16];
                v128_store(whole.as_mut_ptr().cast(), words[0]);
                v128_store(whole.as_mut_ptr().add(8).cast(), words[1]);
                std::ptr::copy_nonoverlapping(whole.as_ptr(), to, count);
            }
        }
    }
}
