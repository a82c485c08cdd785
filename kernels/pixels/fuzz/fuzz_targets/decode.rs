//! Reads bytes as a picture of any format: anything but a picture of its stated size or a typed error is a finding.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pixels::decode::{decode, DecodeLimits};

/// Small, so that most time is spent on parsing; the checks are the same at any limit.
const LIMITS: DecodeLimits = DecodeLimits {
    pixels: 1 << 18,
    side: 4096,
};

fuzz_target!(|bytes: &[u8]| {
    if let Ok((picture, _)) = decode(bytes, LIMITS) {
        let (width, height) = (picture.width as usize, picture.height as usize);
        assert_eq!(picture.data.len(), width * height * 3);
        assert!((width * height) as u64 <= LIMITS.pixels);
    }
});
