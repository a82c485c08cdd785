//! Sixteen lanes of `simd128`.

use core::arch::wasm32::*;

/// Lanes of a vector.
pub const LANES: usize = 16;

/// A vector of 8-bit lanes.
#[derive(Clone, Copy)]
pub struct Lanes(v128);

impl Lanes {
    /// The same value in every lane.
    #[inline(always)]
    pub fn splat(value: i8) -> Self {
        Self(i8x16_splat(value))
    }

    /// # Safety
    /// `from` must be readable for [`LANES`] bytes; any alignment.
    #[inline(always)]
    pub unsafe fn load(from: *const i8) -> Self {
        // SAFETY: the caller's promise.
        Self(unsafe { v128_load(from.cast()) })
    }

    /// # Safety
    /// `to` must be writable for [`LANES`] bytes; any alignment.
    #[inline(always)]
    pub unsafe fn store(self, to: *mut i8) {
        // SAFETY: the caller's promise.
        unsafe { v128_store(to.cast(), self.0) }
    }

    /// Saturating difference.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(i8x16_sub_sat(self.0, other.0))
    }

    /// Saturating sum.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(i8x16_add_sat(self.0, other.0))
    }

    /// Wrapping difference.
    #[inline(always)]
    pub fn minus_wrapping(self, other: Self) -> Self {
        Self(i8x16_sub(self.0, other.0))
    }

    /// Wrapping sum.
    #[inline(always)]
    pub fn plus_wrapping(self, other: Self) -> Self {
        Self(i8x16_add(self.0, other.0))
    }

    /// Magnitude, unsigned: 128 for −128.
    #[inline(always)]
    pub fn magnitude(self) -> Self {
        Self(i8x16_abs(self.0))
    }

    /// Smaller of unsigned lanes.
    #[inline(always)]
    pub fn smaller(self, other: Self) -> Self {
        Self(u8x16_min(self.0, other.0))
    }

    /// Larger of unsigned lanes.
    #[inline(always)]
    pub fn larger(self, other: Self) -> Self {
        Self(u8x16_max(self.0, other.0))
    }

    /// Saturating difference of unsigned lanes.
    #[inline(always)]
    pub fn minus_unsigned(self, other: Self) -> Self {
        Self(u8x16_sub_sat(self.0, other.0))
    }

    /// Bits of either but not both.
    #[inline(always)]
    pub fn xor(self, other: Self) -> Self {
        Self(v128_xor(self.0, other.0))
    }

    /// Bits of both.
    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    /// Bits of either.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(v128_or(self.0, other.0))
    }

    /// `yes` where this is all ones, `no` where it is 0.
    #[inline(always)]
    pub fn select(self, yes: Self, no: Self) -> Self {
        Self(v128_bitselect(yes.0, no.0, self.0))
    }

    /// All ones where lanes are equal.
    #[inline(always)]
    pub fn equals(self, other: Self) -> Self {
        Self(i8x16_eq(self.0, other.0))
    }

    /// All ones where lanes are below 0.
    #[inline(always)]
    pub fn negative(self) -> Self {
        Self(i8x16_lt(self.0, i8x16_splat(0)))
    }

    /// All ones in the first `count` lanes.
    #[inline(always)]
    pub fn first(count: usize) -> Self {
        let index = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        Self(i8x16_lt(index, i8x16_splat(count.min(LANES) as i8)))
    }

    /// Whether any lane is below 0.
    #[inline(always)]
    pub fn any_negative(self) -> bool {
        i8x16_bitmask(self.0) != 0
    }
}
