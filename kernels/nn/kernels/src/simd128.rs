//! Lanes of 16 bits: two activations against two weights in each 32-bit lane. The plain build takes them for everything
//! (activations are widened when their row is copied), the relaxed one for tensors of 16 bits.

use crate::Lanes;
#[cfg(target_feature = "simd128")]
use core::arch::wasm32::*;

/// Two 16-bit values in a lane.
#[derive(Debug)]
pub struct Wide;

impl Lanes for Wide {
    type Act = i16;
    type Weight = i16;
    const GROUP: usize = 2;

    crate::products!();

    #[cfg(target_feature = "simd128")]
    #[inline(always)]
    fn dot(w: v128, x: v128, acc: v128) -> v128 {
        i32x4_add(acc, i32x4_dot_i16x8(w, x))
    }

    /// ```text
    /// a   a0 a1 a2 … a7      b   b0 b1 b2 … b7       two rows, eight channels; then the same for the other eight
    /// to  a0 b0 | a1 b1 | a2 b2 | a3 b3   a4 b4 | …
    /// ```
    #[cfg(target_feature = "simd128")]
    #[inline(always)]
    unsafe fn interleave(rows: &[&[i16]], at: usize, to: *mut i32) {
        // SAFETY: the caller's conditions; no alignment is needed.
        let load = |row: usize, half: usize| match rows.get(row) {
            Some(row) => unsafe { v128_load(row.as_ptr().add(at + 8 * half).cast()) },
            None => i16x8_splat(0),
        };
        for half in 0..2 {
            let (a, b) = (load(0, half), load(1, half));
            // SAFETY: the caller's conditions.
            unsafe {
                let to: *mut v128 = to.add(8 * half).cast();
                v128_store(to, i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(a, b));
                v128_store(to.add(1), i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(a, b));
            }
        }
    }
}
