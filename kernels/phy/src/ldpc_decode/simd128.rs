//! The check node update on 16 lanes at a time: [`super::scalar`] in vectors.

use super::{LANES, MESSAGE_LIMIT};
use core::arch::wasm32::*;

/// See [`super::scalar::update`].
pub fn update(gathered: &mut [i8], messages: &mut [i8], padded: usize, z: usize) -> bool {
    let edges = gathered.len() / padded;
    assert!(
        padded % LANES == 0
            && z <= padded
            && gathered.len() == edges * padded
            && messages.len() == gathered.len()
    );
    let mut broken = i8x16_splat(0);
    for lane in (0..padded).step_by(LANES) {
        let valid = lanes_below(z - lane.min(z));
        let (mut least, mut second) = (u8x16_splat(255), u8x16_splat(255));
        let (mut sign, mut parity) = (i8x16_splat(0), i8x16_splat(0));
        for edge in 0..edges {
            let at = edge * padded + lane;
            // SAFETY: at + LANES <= edges * padded, the length of both slices, as asserted above.
            let (posterior, message) = unsafe { (load(gathered, at), load(messages, at)) };
            parity = v128_xor(parity, posterior);
            let extrinsic = i8x16_sub_sat(posterior, message);
            // SAFETY: as above.
            unsafe { store(gathered, at, extrinsic) };
            sign = v128_xor(sign, extrinsic);
            let magnitude = i8x16_abs(extrinsic);
            second = u8x16_min(second, u8x16_max(least, magnitude));
            least = u8x16_min(least, magnitude);
        }
        broken = v128_or(broken, v128_and(parity, valid));
        let of_least = weakened(second);
        let of_others = weakened(least);
        for edge in 0..edges {
            let at = edge * padded + lane;
            // SAFETY: as above.
            let extrinsic = unsafe { load(gathered, at) };
            let is_least = i8x16_eq(i8x16_abs(extrinsic), least);
            let magnitude = v128_bitselect(of_least, of_others, is_least);
            let negative = i8x16_shr(v128_xor(sign, extrinsic), 7);
            let message = i8x16_sub(v128_xor(magnitude, negative), negative);
            // SAFETY: as above.
            unsafe {
                store(messages, at, message);
                store(gathered, at, i8x16_add_sat(extrinsic, message));
            }
        }
    }
    i8x16_bitmask(broken) != 0
}

/// [`super::weakened`] of each magnitude.
fn weakened(magnitude: v128) -> v128 {
    let less = u8x16_sub_sat(magnitude, u8x16_splat(1));
    let eighth = u8x16_shr(u8x16_add_sat(less, u8x16_splat(4)), 3);
    u8x16_min(u8x16_sub(less, eighth), u8x16_splat(MESSAGE_LIMIT))
}

/// All ones in the first `count` lanes.
fn lanes_below(count: usize) -> v128 {
    let index = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    i8x16_lt(index, i8x16_splat(count.min(LANES) as i8))
}

/// # Safety
/// `at + 16 <= data.len()`.
unsafe fn load(data: &[i8], at: usize) -> v128 {
    // SAFETY: the caller's promise; v128_load takes any alignment.
    unsafe { v128_load(data.as_ptr().add(at).cast()) }
}

/// # Safety
/// `at + 16 <= data.len()`.
unsafe fn store(data: &mut [i8], at: usize, value: v128) {
    // SAFETY: the caller's promise; v128_store takes any alignment.
    unsafe { v128_store(data.as_mut_ptr().add(at).cast(), value) }
}
