//! Requantization in 64 bits, for operators without weights: a multiplication, a shift and a clamp. It rounds half to
//! even as ONNX's QuantizeLinear does: sums and means of a few small integers often lie half way.

use crate::error::{Error, Result};
use crate::model::ValueType;
use crate::tensor::{Data, Tensor};
use std::cmp::Ordering;

/// From a scaled sum to the stored value.
#[derive(Debug, Clone, Copy)]
pub struct Requantize {
    shift: u32,
    zero_point: i64,
    lo: i64,
    hi: i64,
}

impl Requantize {
    /// For results of type `to`.
    ///
    /// # Errors
    /// `Malformed` for a shift over 62.
    pub fn new(shift: u8, to: &ValueType) -> Result<Self> {
        if shift > 62 {
            return Err(Error::Malformed(format!("Shift {shift} is over 62")));
        }
        Ok(Self {
            shift: shift.into(),
            zero_point: to.zero_point.into(),
            lo: to.lo.into(),
            hi: to.hi.into(),
        })
    }

    /// `clamp(round(scaled / 2^shift) + zero_point)`. `scaled` stays below 2^62 in magnitude.
    #[inline(always)]
    pub fn apply(&self, scaled: i64) -> i16 {
        // Adding one below one half rounds every half down; the last bit of what is kept lifts it to the even side.
        let below = ((1i64 << self.shift) >> 1) - i64::from(self.shift > 0);
        let odd = (scaled >> self.shift) & i64::from(self.shift > 0);
        let value = ((scaled + below + odd) >> self.shift) + self.zero_point;
        value.clamp(self.lo, self.hi) as i16
    }

    /// `clamp(round(scaled / (count · 2^shift)) + zero_point)`, for means.
    pub fn mean(&self, scaled: i128, count: u64) -> i16 {
        let whole = i128::from(count) << self.shift;
        let (floor, rest) = (scaled.div_euclid(whole), scaled.rem_euclid(whole));
        let up = match (2 * rest).cmp(&whole) {
            Ordering::Less => 0,
            Ordering::Equal => floor & 1,
            Ordering::Greater => 1,
        };
        (floor + up + i128::from(self.zero_point)).clamp(self.lo.into(), self.hi.into()) as i16
    }
}

/// Elements of either kind, widened.
#[derive(Debug, Clone, Copy)]
pub enum View<'a> {
    /// Bytes.
    U7(&'a [u8]),
    /// Words.
    I16(&'a [i16]),
}

impl<'a> View<'a> {
    /// The elements of a tensor.
    pub fn of(tensor: &'a Tensor) -> Self {
        match &tensor.data {
            Data::U7(bytes) => Self::U7(bytes),
            Data::I16(words) => Self::I16(words),
        }
    }
}

/// Runs `$body` with `$name` bound to the elements of a [`View`], as a slice of its own type: one loop for each kind.
macro_rules! each_kind {
    ($view:expr, $name:ident => $body:expr) => {
        match $view {
            $crate::ops::requantize::View::U7($name) => $body,
            $crate::ops::requantize::View::I16($name) => $body,
        }
    };
}
pub(crate) use each_kind;

/// Fills the elements of `out` from `value(index)`.
pub fn fill(out: &mut Tensor, value: impl Fn(usize) -> i16) {
    let count = out.shape.len();
    match &mut out.data {
        Data::U7(bytes) => {
            for (i, to) in bytes[..count].iter_mut().enumerate() {
                *to = value(i) as u8;
            }
        }
        Data::I16(words) => {
            for (i, to) in words[..count].iter_mut().enumerate() {
                *to = value(i);
            }
        }
    }
}
