//! Lanes of the relaxed build: four activations (bytes) against four weights (bytes) in each 32-bit lane.

use crate::Lanes;
use core::arch::wasm32::*;

/// Four bytes in a lane.
#[derive(Debug)]
pub struct Own;

/// Name of the build.
pub const NAME: &str = "relaxed";

impl Lanes for Own {
    type Act = u8;
    type Weight = i8;
    const GROUP: usize = 4;

    crate::products!();

    /// ```text
    /// w   w0 w1 w2 w3 | …   int8, four weights of one channel per lane
    /// x   x0 x1 x2 x3 | …   0…127, the four activations that go with them
    ///     w0x0+w1x1  w2x2+w3x3 | …   i16: at most 2·127·128 = 32512, so no engine saturates and all agree
    ///     sum of the pair | …        i32
    /// ```
    ///
    /// Two steps instead of `i32x4_relaxed_dot_i8x16_i7x16_add`: on x86 without VNNI the engine expands that to five
    /// instructions and makes the vector of ones each time; these are three (53 against 41 GMAC/s in Deno on a Zen 4).
    #[inline(always)]
    fn dot(w: v128, x: v128, acc: v128) -> v128 {
        let pairs = i16x8_relaxed_dot_i8x16_i7x16(w, x);
        i32x4_add(acc, i32x4_dot_i16x8(pairs, i16x8_splat(1)))
    }

    /// ```text
    /// a b c d     four rows, sixteen channels each
    /// ab          a0 b0 a1 b1 … a7 b7 | a8 b8 …       cd likewise
    /// to          a0 b0 c0 d0 | a1 b1 c1 d1 | …       four vectors
    /// ```
    #[inline(always)]
    unsafe fn interleave(rows: &[&[u8]], at: usize, to: *mut i32) {
        // SAFETY: the caller's conditions; no alignment is needed.
        let load = |row: usize| match rows.get(row) {
            Some(row) => unsafe { v128_load(row.as_ptr().add(at).cast()) },
            None => i8x16_splat(0),
        };
        let pairs = |a, b| {
            [
                i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(a, b),
                i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(a, b),
            ]
        };
        let (ab, cd) = (pairs(load(0), load(1)), pairs(load(2), load(3)));
        for half in 0..2 {
            // SAFETY: the caller's conditions.
            unsafe {
                let to: *mut v128 = to.add(8 * half).cast();
                let low = i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(ab[half], cd[half]);
                let high = i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(ab[half], cd[half]);
                v128_store(to, low);
                v128_store(to.add(1), high);
            }
        }
    }
}
