//! The kernels for WebAssembly vectors. The only file with raw loads and stores; `Job::check` has proven their bounds.

use super::lanes::{dot, load8};
use super::{Job, Out, Weight, GROUP, PIXELS};
use core::arch::wasm32::*;
use std::array::from_fn;

/// See [`super::product`]; the caller has called `Job::check` and checked the weights' length.
pub fn product(job: &Job, run: usize, weights: &[Weight], out: &mut Out) {
    match job.width() / 4 {
        1 => pixels::<1>(job, run, weights, out),
        2 => pixels::<2>(job, run, weights, out),
        _ => pixels::<3>(job, run, weights, out),
    }
}

fn pixels<const N: usize>(job: &Job, run: usize, weights: &[Weight], out: &mut Out) {
    let constants = Constants::new(job);
    let whole = job.pixels - job.pixels % PIXELS;
    // SAFETY: `check` proved the bounds for all of `job.pixels` pixels and 4·N channels.
    unsafe {
        for pixel in (0..whole).step_by(PIXELS) {
            block::<PIXELS, N>(job, constants, pixel, run, weights, out);
        }
        match job.pixels - whole {
            1 => block::<1, N>(job, constants, whole, run, weights, out),
            2 => block::<2, N>(job, constants, whole, run, weights, out),
            3 => block::<3, N>(job, constants, whole, run, weights, out),
            _ => {}
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
/// elements and `run` is a multiple of GROUP.
#[inline(always)]
unsafe fn block<const P: usize, const N: usize>(
    job: &Job,
    constants: Constants,
    pixel: usize,
    run: usize,
    weights: &[Weight],
    out: &mut Out,
) {
    // SAFETY: each row holds offset + (pixels − 1) · step + run elements; bias has 4·N; weights are read in order.
    let acc = unsafe {
        let bias: [v128; N] = from_fn(|j| v128_load(job.scales.bias.as_ptr().add(4 * j).cast()));
        let mut acc = [bias; P];
        let mut bank = weights.as_ptr();
        for row in job.rows {
            let mut x = row.as_ptr().add(job.offset + pixel * job.step);
            let end = x.add(run);
            while x < end {
                let w: [v128; N] = from_fn(|j| v128_load(bank.add(4 * GROUP * j).cast()));
                for (i, sums) in acc.iter_mut().enumerate() {
                    let x = v128_load32_splat(x.add(i * job.step).cast());
                    for (sum, &w) in sums.iter_mut().zip(&w) {
                        *sum = dot(w, x, *sum);
                    }
                }
                bank = bank.add(4 * GROUP * N);
                x = x.add(GROUP);
            }
        }
        acc
    };
    // SAFETY: the caller's conditions cover each pixel of the block.
    unsafe { finish_all(job, constants, pixel, 0, acc, out) };
}

/// See [`super::depthwise`]; the caller has called `Job::check` and checked the weights' length.
pub fn depthwise(job: &Job, taps: usize, channels: usize, weights: &[i16], out: &mut Out) {
    let constants = Constants::new(job);
    let whole = job.pixels - job.pixels % PIXELS;
    for first in (0..job.width()).step_by(8) {
        // SAFETY: `check` proved the bounds for all of `job.pixels` pixels and the whole width, of which 8 are left.
        unsafe {
            for pixel in (0..whole).step_by(PIXELS) {
                deep::<PIXELS>(job, constants, pixel, first, taps, channels, weights, out);
            }
            for pixel in whole..job.pixels {
                deep::<1>(job, constants, pixel, first, taps, channels, weights, out);
            }
        }
    }
}

/// P pixels × 8 channels of a depthwise product, all sums in registers.
///
/// # Safety
/// `job.check((taps − 1) · channels + width, out)` passed, `pixel + P <= job.pixels`, `first + 8 <= job.width()`, and
/// `weights` has rows · taps · width elements.
#[inline(always)]
unsafe fn deep<const P: usize>(
    job: &Job,
    constants: Constants,
    pixel: usize,
    first: usize,
    taps: usize,
    channels: usize,
    weights: &[i16],
    out: &mut Out,
) {
    let width = job.width();
    // SAFETY: each row holds offset + (pixels − 1) · step + (taps − 1) · channels + width elements, the bias width.
    let acc = unsafe {
        let bias = job.scales.bias.as_ptr().add(first);
        let mut acc = [[v128_load(bias.cast()), v128_load(bias.add(4).cast())]; P];
        let mut bank = weights.as_ptr().add(first);
        for row in job.rows {
            let mut x = row.as_ptr().add(job.offset + pixel * job.step + first);
            let mut left = taps;
            while left > 1 {
                let (w0, w1) = (v128_load(bank.cast()), v128_load(bank.add(width).cast()));
                for (i, sums) in acc.iter_mut().enumerate() {
                    let x = x.add(i * job.step);
                    // Two products of 7 and 8 bits are at most 2·127·128 = 32512: two taps share a 16-bit sum.
                    let pair = i16x8_add(
                        i16x8_mul(load8(x), w0),
                        i16x8_mul(load8(x.add(channels)), w1),
                    );
                    accumulate(sums, pair);
                }
                bank = bank.add(2 * width);
                x = x.add(2 * channels);
                left -= 2;
            }
            if left == 1 {
                let w = v128_load(bank.cast());
                for (i, sums) in acc.iter_mut().enumerate() {
                    accumulate(sums, i16x8_mul(load8(x.add(i * job.step)), w));
                }
                bank = bank.add(width);
            }
        }
        acc
    };
    // SAFETY: the caller's conditions cover each pixel of the block.
    unsafe { finish_all(job, constants, pixel, first, acc, out) };
}

#[inline(always)]
fn accumulate(sums: &mut [v128; 2], products: v128) {
    sums[0] = i32x4_add(sums[0], i32x4_extend_low_i16x8(products));
    sums[1] = i32x4_add(sums[1], i32x4_extend_high_i16x8(products));
}

/// The constants of `Finish` in vectors, made once per job.
#[derive(Clone, Copy)]
struct Constants {
    offset: v128,
    lo: v128,
    hi: v128,
    skip_zero_point: v128,
}

impl Constants {
    #[inline(always)]
    fn new(job: &Job) -> Self {
        Self {
            offset: i64x2_splat(job.finish.offset),
            lo: i16x8_splat(job.finish.lo),
            hi: i16x8_splat(job.finish.hi),
            skip_zero_point: i16x8_splat(job.finish.skip_zero_point),
        }
    }
}

/// Requantizes and stores P pixels. Written out, because a loop that the compiler does not unroll would send the sums
/// through memory.
///
/// # Safety
/// That of [`finish`], for each pixel.
#[inline(always)]
unsafe fn finish_all<const P: usize, const N: usize>(
    job: &Job,
    constants: Constants,
    pixel: usize,
    first: usize,
    acc: [[v128; N]; P],
    out: &mut Out,
) {
    const { assert!(P <= PIXELS && PIXELS == 4) };
    // SAFETY: the caller's conditions.
    unsafe {
        finish(job, constants, pixel, first, acc[0], out);
        if P > 1 {
            finish(job, constants, pixel + 1, first, acc[1 % P], out);
        }
        if P > 2 {
            finish(job, constants, pixel + 2, first, acc[2 % P], out);
        }
        if P > 3 {
            finish(job, constants, pixel + 3, first, acc[3 % P], out);
        }
    }
}

/// Requantizes and stores 4·N channels of one pixel, beginning with channel `first`.
///
/// # Safety
/// `job.check` passed, `pixel < job.pixels`, `first + 4·N <= job.width()`.
#[inline(always)]
unsafe fn finish<const N: usize>(
    job: &Job,
    constants: Constants,
    pixel: usize,
    first: usize,
    acc: [v128; N],
    out: &mut Out,
) {
    let at = job.at + pixel * job.stride + first;
    let mut values = [i32x4_splat(0); 4];
    for (j, &sum) in acc.iter().enumerate() {
        let sum = match job.finish.acc_shift {
            0 => sum,
            shift => i32x4_shl(sum, shift),
        };
        // SAFETY: the constants have `width` elements.
        let mult = unsafe { v128_load(job.scales.mult.as_ptr().add(first + 4 * j).cast()) };
        let mut low = i64x2_add(constants.offset, i64x2_extmul_low_i32x4(sum, mult));
        let mut high = i64x2_add(constants.offset, i64x2_extmul_high_i32x4(sum, mult));
        if let Some(skip) = job.skip {
            // SAFETY: the skip tensor has `width` elements from each pixel's `at`, the constants likewise.
            let (x, mult) = unsafe {
                let x = v128_load32_zero(skip.as_ptr().add(at + 4 * j).cast());
                (
                    x,
                    v128_load(job.scales.skip_mult.as_ptr().add(first + 4 * j).cast()),
                )
            };
            let x = i16x8_sub(u16x8_extend_low_u8x16(x), constants.skip_zero_point);
            let x = i32x4_shl(i32x4_extend_low_i16x8(x), job.finish.skip_shift);
            low = i64x2_add(low, i64x2_extmul_low_i32x4(x, mult));
            high = i64x2_add(high, i64x2_extmul_high_i32x4(x, mult));
        }
        // The upper halves: a shift by 32.
        values[j] = i32x4_shuffle::<1, 3, 5, 7>(low, high);
    }
    let clamp = |a, b| {
        i16x8_min(
            i16x8_max(i16x8_narrow_i32x4(a, b), constants.lo),
            constants.hi,
        )
    };
    let words = [clamp(values[0], values[1]), clamp(values[2], values[3])];
    let count = (job.count - first.min(job.count)).min(4 * N);
    match out {
        // SAFETY: the output has `count` elements at `at`.
        Out::I16(out) => unsafe { store_i16(out.as_mut_ptr().add(at), &words, count) },
        // SAFETY: the output has `count` elements at `at`.
        Out::U7(out) => unsafe {
            store_u7(
                out.as_mut_ptr().add(at),
                u8x16_narrow_i16x8(words[0], words[1]),
                count,
            )
        },
    }
}

/// # Safety
/// `count` (at most 16) elements at `to` are writable.
#[inline(always)]
unsafe fn store_u7(to: *mut u8, bytes: v128, count: usize) {
    // SAFETY: the caller's condition; nothing beyond `count` is written.
    unsafe {
        match count {
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
