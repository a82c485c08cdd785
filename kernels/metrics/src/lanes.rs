//! Four floats at a time: SIMD where WebAssembly is the target, plain arrays elsewhere, with the same results.

use std::ops::{Add, Div, Mul, Sub};

#[cfg(target_arch = "wasm32")]
use std::arch::wasm32::{
    f32x4, f32x4_abs, f32x4_add, f32x4_div, f32x4_extract_lane, f32x4_max, f32x4_mul, f32x4_splat,
    f32x4_sqrt, f32x4_sub, v128,
};

/// Lanes of a vector.
pub const LANES: usize = 4;

/// Four floats.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy, Debug)]
pub struct F4(v128);

/// Four floats.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug)]
pub struct F4([f32; LANES]);

#[cfg(target_arch = "wasm32")]
impl F4 {
    /// The same value four times.
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    /// Four values.
    #[inline(always)]
    pub fn new([a, b, c, d]: [f32; LANES]) -> Self {
        Self(f32x4(a, b, c, d))
    }

    /// The four values.
    #[inline(always)]
    pub fn array(self) -> [f32; LANES] {
        [
            f32x4_extract_lane::<0>(self.0),
            f32x4_extract_lane::<1>(self.0),
            f32x4_extract_lane::<2>(self.0),
            f32x4_extract_lane::<3>(self.0),
        ]
    }

    /// Square roots.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(f32x4_sqrt(self.0))
    }

    /// Absolute values.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(f32x4_abs(self.0))
    }

    /// The larger ones; none may be NaN.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(f32x4_max(self.0, other.0))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl F4 {
    /// The same value four times.
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self([value; LANES])
    }

    /// Four values.
    #[inline(always)]
    pub fn new(values: [f32; LANES]) -> Self {
        Self(values)
    }

    /// The four values.
    #[inline(always)]
    pub fn array(self) -> [f32; LANES] {
        self.0
    }

    /// Square roots.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(self.0.map(f32::sqrt))
    }

    /// Absolute values.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(self.0.map(f32::abs))
    }

    /// The larger ones; none may be NaN.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i].max(other.0[i])))
    }
}

/// An operator of [`F4`]: lane by lane.
macro_rules! lane_by_lane {
    ($operator:ident, $method:ident, $simd:ident) => {
        impl $operator for F4 {
            type Output = Self;

            #[cfg(target_arch = "wasm32")]
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self($simd(self.0, other.0))
            }

            #[cfg(not(target_arch = "wasm32"))]
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(std::array::from_fn(|i| self.0[i].$method(other.0[i])))
            }
        }
    };
}
lane_by_lane!(Add, add, f32x4_add);
lane_by_lane!(Sub, sub, f32x4_sub);
lane_by_lane!(Mul, mul, f32x4_mul);
lane_by_lane!(Div, div, f32x4_div);

/// Four complex numbers.
#[derive(Clone, Copy, Debug)]
pub struct C4 {
    /// Real parts.
    pub re: F4,
    /// Imaginary parts.
    pub im: F4,
}

impl C4 {
    /// Four zeros.
    #[inline(always)]
    pub fn zero() -> Self {
        let zero = F4::splat(0.0);
        Self { re: zero, im: zero }
    }

    /// Times one complex number.
    #[inline(always)]
    pub fn turned(self, [re, im]: [f32; 2]) -> Self {
        let (re, im) = (F4::splat(re), F4::splat(im));
        Self {
            re: self.re * re - self.im * im,
            im: self.re * im + self.im * re,
        }
    }

    /// Times real numbers.
    #[inline(always)]
    pub fn scaled(self, factor: F4) -> Self {
        Self {
            re: self.re * factor,
            im: self.im * factor,
        }
    }

    /// Conjugates.
    #[inline(always)]
    pub fn conjugate(self) -> Self {
        Self {
            im: F4::splat(0.0) - self.im,
            ..self
        }
    }

    /// Times −i.
    #[inline(always)]
    pub fn minus_i(self) -> Self {
        Self {
            re: self.im,
            im: F4::splat(0.0) - self.re,
        }
    }

    /// Squared absolute values.
    #[inline(always)]
    pub fn squared(self) -> F4 {
        self.re * self.re + self.im * self.im
    }
}

impl Add for C4 {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self {
            re: self.re + other.re,
            im: self.im + other.im,
        }
    }
}

impl Sub for C4 {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self {
            re: self.re - other.re,
            im: self.im - other.im,
        }
    }
}

/// Rows become columns.
#[inline(always)]
pub fn transposed(rows: [F4; LANES]) -> [F4; LANES] {
    let rows = rows.map(F4::array);
    std::array::from_fn(|i| F4::new(rows.map(|row| row[i])))
}
