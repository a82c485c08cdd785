//! Compares two small pictures of any sizes by every metric: anything but numbers in their range or a typed error is a finding.

#![no_main]

use libfuzzer_sys::fuzz_target;
use metrics::picture::Pair;
use metrics::regions::Regions;
use metrics::{fsim, gmsd, psnr, ssim, vsi};

fuzz_target!(|input: &[u8]| {
    let Some((&[metric, width, height, claimed, masked], bytes)) = input.split_first_chunk() else {
        return;
    };
    // MS-SSIM begins at 161 pixels a side.
    let (width, height) = (usize::from(width), usize::from(height));
    let size = 3 * width * height;
    let some = |from: usize, count: usize| -> Vec<u8> {
        bytes
            .iter()
            .copied()
            .cycle()
            .skip(from)
            .take(count)
            .collect()
    };
    let (a, b) = (some(0, size), some(usize::from(claimed), size));
    let claimed = if claimed == 255 { usize::MAX } else { width };
    let Ok(pair) = Pair::new(claimed, height, &a, &b) else {
        return;
    };
    let cells = if masked & 1 == 0 {
        Vec::new()
    } else {
        some(1, usize::from(masked))
    };
    if let Ok(value) = psnr::psnr_in_cells(pair, &cells, 1) {
        assert!(value >= 0.0 || value.is_nan());
    }
    assert!(psnr::psnr(pair) >= 0.0);
    let whole = width.div_ceil(16) * height.div_ceil(16);
    let cells = if masked & 1 == 0 {
        Vec::new()
    } else {
        some(1, whole)
    };
    let Ok(regions) = Regions::new(width, height, &cells) else {
        return;
    };
    let found = match metric % 6 {
        0 => ssim::ssim(pair, regions),
        1 => ssim::ms_ssim(pair, regions),
        2 => Ok(gmsd::gmsd(pair, regions)),
        3 => fsim::fsim(pair, regions, true),
        4 => fsim::fsim(pair, regions, false),
        _ => Ok(vsi::vsi(pair, regions)),
    };
    if let Ok([whole, ..]) = found {
        assert!(
            whole.is_finite() && (-1.01..=1.01).contains(&whole),
            "{whole}"
        );
    }
});
