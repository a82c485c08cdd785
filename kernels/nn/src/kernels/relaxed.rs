//! Lanes of the relaxed build: four activations (bytes) against four weights (bytes) in each 32-bit lane.

use core::arch::wasm32::*;

/// Stored activation.
pub type Act = u8;
/// Packed weight.
pub type Weight = i8;
/// Activations per 32-bit lane.
pub const GROUP: usize = 4;
/// Name of the build.
pub const NAME: &str = "relaxed";

/// acc + Σ of each lane's four products.
///
/// ```text
/// w   w0 w1 w2 w3 | …   int8, four weights of one channel per lane
/// x   x0 x1 x2 x3 | …   0…127, the same four activations in every lane
///     w0x0+w1x1  w2x2+w3x3 | …   i16: at most 2·127·128 = 32512, so no engine saturates and all agree
///     sum of the pair | …        i32
/// ```
///
/// Two steps instead of `i32x4_relaxed_dot_i8x16_i7x16_add`: on x86 without VNNI the engine expands that to five
/// instructions and makes the vector of ones each time; these are three (53 against 41 GMAC/s in Deno on a Zen 4).
#[inline(always)]
pub fn dot(w: v128, x: v128, acc: v128) -> v128 {
    let pairs = i16x8_relaxed_dot_i8x16_i7x16(w, x);
    i32x4_add(acc, i32x4_dot_i16x8(pairs, i16x8_splat(1)))
}

/// Eight activations as 16-bit lanes.
///
/// # Safety
/// Eight bytes at `at` are readable.
#[inline(always)]
pub unsafe fn load8(at: *const Act) -> v128 {
    // SAFETY: the caller's condition is the same.
    unsafe { u16x8_load_extend_u8x8(at) }
}
