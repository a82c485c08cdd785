//! Lanes of the plain build: two activations against two weights, 16 bits each, in each 32-bit lane.

use core::arch::wasm32::*;

/// Stored activation, widened when its row is copied.
pub type Act = i16;
/// Packed weight.
pub type Weight = i16;
/// Activations per 32-bit lane.
pub const GROUP: usize = 2;
/// Name of the build.
pub const NAME: &str = "simd128";

/// acc + Σ of each lane's two products.
#[inline(always)]
pub fn dot(w: v128, x: v128, acc: v128) -> v128 {
    i32x4_add(acc, i32x4_dot_i16x8(w, x))
}

/// Eight activations as 16-bit lanes.
///
/// # Safety
/// Sixteen bytes at `at` are readable.
#[inline(always)]
pub unsafe fn load8(at: *const Act) -> v128 {
    // SAFETY: the caller's condition is the same; no alignment is needed.
    unsafe { v128_load(at.cast()) }
}
