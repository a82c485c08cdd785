//! Symbols as the networks of the entropy model take them: 7-bit integers.

use crate::cells::{expect_len, Shape};
use crate::error::Result;

/// Largest magnitude that a network sees, and what stands for the symbol 0.
const MOST: i16 = 63;
const ZERO: u8 = 64;

/// Magnitudes up to 127: what hyper analysis begins from.
pub fn magnitudes(k0: &[i16]) -> Vec<u8> {
    k0.iter().map(|k| k.unsigned_abs().min(127) as u8).collect()
}

/// Symbols within ±63 around 64; with a parity of x + y only those of its cells, and 64 in all others.
///
/// # Errors
/// `InvalidArgument` where sizes do not go together.
pub fn context(k0: &[i16], shape: Shape, parity: Option<usize>) -> Result<Vec<u8>> {
    expect_len("k0", k0.len(), shape.values()?)?;
    let seen = |k: i16| (k.clamp(-MOST, MOST) + i16::from(ZERO)) as u8;
    let Some(parity) = parity else {
        return Ok(k0.iter().map(|&k| seen(k)).collect());
    };
    let mut out = vec![ZERO; k0.len()];
    let m = shape.channels;
    for cell in shape.cells_of_parity(parity)? {
        for (out, &k) in out[m * cell..][..m].iter_mut().zip(&k0[m * cell..][..m]) {
            *out = seen(k);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_clamped_to_seven_bits() {
        let k0 = [0, 1, -1, 63, -64, 127, -128, i16::MAX, i16::MIN];
        assert_eq!(magnitudes(&k0), [0, 1, 1, 63, 64, 127, 127, 127, 127]);
        let shape = Shape {
            h: 3,
            w: 3,
            channels: 1,
        };
        let all = context(&k0, shape, None).unwrap();
        assert_eq!(all, [64, 65, 63, 127, 1, 127, 1, 127, 1]);
        let even = context(&k0, shape, Some(0)).unwrap();
        assert_eq!(even, [64, 64, 63, 64, 1, 64, 1, 64, 1]);
        let odd = context(&k0, shape, Some(1)).unwrap();
        assert_eq!(odd, [64, 65, 64, 127, 64, 127, 64, 127, 64]);
        assert!(context(&k0[1..], shape, None).is_err());
    }
}
