//! Powers that a compiler can vectorize, to about a millionth. Bounds are comparisons: `f32::max` would be a call.

/// 2^x for x in −126…127; less gives nearly 0.
#[inline(always)]
pub fn exp2(x: f32) -> f32 {
    let x = if x > -126.0 { x } else { -126.0 };
    let whole = (x + 0.5).floor();
    let z = (x - whole) * std::f32::consts::LN_2;
    let series = 1.0
        + z * (1.0
            + z * (0.5 + z * (1.0 / 6.0 + z * (1.0 / 24.0 + z * (1.0 / 120.0 + z / 720.0)))));
    series * f32::from_bits(((whole as i32 + 127) << 23) as u32)
}

/// e^x.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    exp2(x * std::f32::consts::LOG2_E)
}

/// Binary logarithm of a positive, normal number.
#[inline(always)]
pub fn log2(x: f32) -> f32 {
    // The mantissa from √½ to √2 keeps the series of the inverse hyperbolic tangent short.
    const HALF_ROOT: i32 = 0x3f35_04f3;
    let bits = x.to_bits() as i32;
    let exponent = (bits - HALF_ROOT) >> 23;
    let mantissa = f32::from_bits((bits - (exponent << 23)) as u32);
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let s = t * t;
    let series = t * (1.0 + s * (1.0 / 3.0 + s * (0.2 + s * (1.0 / 7.0 + s / 9.0))));
    exponent as f32 + series * (2.0 * std::f32::consts::LOG2_E)
}

/// x^y; 0 (for y > 0) where x is not above the smallest normal number.
#[inline(always)]
pub fn power(x: f32, y: f32) -> f32 {
    let normal = x > f32::MIN_POSITIVE;
    let value = exp2(y * log2(if normal { x } else { 1.0 }));
    if normal {
        value
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_close_to_those_of_the_library() {
        for i in 1..4000 {
            let x = i as f32 / 777.0;
            for y in [0.02f32, 0.4, 1.0 / 3.0, 2.4] {
                assert!((power(x, y) / x.powf(y) - 1.0).abs() < 2e-6, "{x} {y}");
            }
            assert!((exp(-x * 9.0) / (-x * 9.0).exp() - 1.0).abs() < 5e-6);
        }
        assert_eq!([power(0.0, 0.5), power(1.0, 0.5)], [0.0, 1.0]);
        assert!(exp(-500.0) < 1e-37);
    }
}
