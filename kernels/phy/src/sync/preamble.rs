//! The preamble: 16 repetitions of a code of 16, each with the sign of a second code. The short code bears any carrier
//! offset in range; the second one makes the whole unmistakable and tells the offset.

/// Symbols of each code.
pub const CODE: usize = 16;
/// Symbols of the preamble.
pub const PREAMBLE: usize = CODE * CODE;

/// Codes of 16 whose aperiodic autocorrelation never exceeds 2 beside its peak, the least that there is.
const INNER: u16 = 1643;
const OUTER: u16 = 3821;

fn signs(code: u16) -> [f32; CODE] {
    std::array::from_fn(|i| if code >> i & 1 == 1 { -1.0 } else { 1.0 })
}

/// Signs within a repetition.
pub fn inner() -> [f32; CODE] {
    signs(INNER)
}

/// Signs of the repetitions.
pub fn outer() -> [f32; CODE] {
    signs(OUTER)
}

/// The preamble's symbols, all real.
pub fn preamble() -> [f32; PREAMBLE] {
    let (inner, outer) = (inner(), outer());
    std::array::from_fn(|k| inner[k % CODE] * outer[k / CODE])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_codes_have_no_sidelobe_over_two() {
        for code in [inner(), outer()] {
            for shift in 1..CODE {
                let side: f32 = (shift..CODE).map(|i| code[i] * code[i - shift]).sum();
                assert!(side.abs() <= 2.0, "{side} at {shift}");
            }
        }
    }
}
