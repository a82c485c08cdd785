//! Lanes as plain arrays, for machines that are no WASM engine.

/// Lanes of a vector: a register of AVX2.
pub const LANES: usize = 32;

/// A vector of 8-bit lanes.
#[derive(Clone, Copy)]
pub struct Lanes([i8; LANES]);

impl Lanes {
    #[inline(always)]
    fn each(self, other: Self, action: impl Fn(i8, i8) -> i8) -> Self {
        let mut out = [0; LANES];
        for (out, (a, b)) in out.iter_mut().zip(self.0.into_iter().zip(other.0)) {
            *out = action(a, b);
        }
        Self(out)
    }

    /// The same value in every lane.
    #[inline(always)]
    pub fn splat(value: i8) -> Self {
        Self([value; LANES])
    }

    /// # Safety
    /// `from` must be readable for [`LANES`] bytes; any alignment.
    #[inline(always)]
    pub unsafe fn load(from: *const i8) -> Self {
        // SAFETY: the caller's promise.
        Self(unsafe { from.cast::<[i8; LANES]>().read_unaligned() })
    }

    /// # Safety
    /// `to` must be writable for [`LANES`] bytes; any alignment.
    #[inline(always)]
    pub unsafe fn store(self, to: *mut i8) {
        // SAFETY: the caller's promise.
        unsafe { to.cast::<[i8; LANES]>().write_unaligned(self.0) }
    }

    /// Saturating difference.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        self.each(other, i8::saturating_sub)
    }

    /// Saturating sum.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        self.each(other, i8::saturating_add)
    }

    /// Wrapping difference.
    #[inline(always)]
    pub fn minus_wrapping(self, other: Self) -> Self {
        self.each(other, i8::wrapping_sub)
    }

    /// Wrapping sum.
    #[inline(always)]
    pub fn plus_wrapping(self, other: Self) -> Self {
        self.each(other, i8::wrapping_add)
    }

    /// Magnitude, unsigned: 128 for −128.
    #[inline(always)]
    pub fn magnitude(self) -> Self {
        self.each(self, |a, _| a.wrapping_abs())
    }

    /// Smaller of unsigned lanes.
    #[inline(always)]
    pub fn smaller(self, other: Self) -> Self {
        self.each(other, |a, b| (a as u8).min(b as u8) as i8)
    }

    /// Larger of unsigned lanes.
    #[inline(always)]
    pub fn larger(self, other: Self) -> Self {
        self.each(other, |a, b| (a as u8).max(b as u8) as i8)
    }

    /// Saturating difference of unsigned lanes.
    #[inline(always)]
    pub fn minus_unsigned(self, other: Self) -> Self {
        self.each(other, |a, b| (a as u8).saturating_sub(b as u8) as i8)
    }

    /// Bits of either but not both.
    #[inline(always)]
    pub fn xor(self, other: Self) -> Self {
        self.each(other, |a, b| a ^ b)
    }

    /// Bits of both.
    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        self.each(other, |a, b| a & b)
    }

    /// Bits of either.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        self.each(other, |a, b| a | b)
    }

    /// `yes` where this is all ones, `no` where it is 0.
    #[inline(always)]
    pub fn select(self, yes: Self, no: Self) -> Self {
        self.and(yes).or(self.xor(Self::splat(-1)).and(no))
    }

    /// All ones where lanes are equal.
    #[inline(always)]
    pub fn equals(self, other: Self) -> Self {
        self.each(other, |a, b| -i8::from(a == b))
    }

    /// All ones where lanes are below 0.
    #[inline(always)]
    pub fn negative(self) -> Self {
        self.each(self, |a, _| -i8::from(a < 0))
    }

    /// All ones in the first `count` lanes.
    #[inline(always)]
    pub fn first(count: usize) -> Self {
        Self(std::array::from_fn(|lane| -i8::from(lane < count)))
    }

    /// Whether any lane is below 0.
    #[inline(always)]
    pub fn any_negative(self) -> bool {
        self.0.iter().any(|&a| a < 0)
    }
}
