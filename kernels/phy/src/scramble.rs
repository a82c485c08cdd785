//! Scrambling with the length-31 Gold sequence of TS 38.211 clauses 5.2.1 and 7.3.1.1.

const DISCARDED: usize = 1600;

/// The pseudo-random bits c(0), c(1), … of an initial value.
pub fn gold(c_init: u32) -> impl Iterator<Item = u8> {
    let mut x1 = 1u32;
    let mut x2 = c_init & 0x7fff_ffff;
    let mut step = move || {
        let bit = (x1 ^ x2) & 1;
        let new1 = (x1 >> 3 ^ x1) & 1;
        let new2 = (x2 >> 3 ^ x2 >> 2 ^ x2 >> 1 ^ x2) & 1;
        x1 = x1 >> 1 | new1 << 30;
        x2 = x2 >> 1 | new2 << 30;
        bit as u8
    };
    for _ in 0..DISCARDED {
        step();
    }
    std::iter::repeat_with(step)
}

/// Flips bits by the sequence.
pub fn scramble(bits: &mut [u8], c_init: u32) {
    for (bit, c) in bits.iter_mut().zip(gold(c_init)) {
        *bit ^= c;
    }
}

/// Flips the signs of soft bits by the sequence.
pub fn descramble(soft: &mut [i8], c_init: u32) {
    for (value, c) in soft.iter_mut().zip(gold(c_init)) {
        if c == 1 {
            *value = -(*value).max(-127);
        }
    }
}
