//! Semcast kernel `metrics`: how far a picture is from its original. Each metric is taken over the whole picture, over its
//! key cells and over the others in one go ([`regions`]); `piq` 0.8 is the reference of all of them.

pub mod fast;
pub mod fft;
pub mod filters;
pub mod fourier;
pub mod fsim;
pub mod gmsd;
pub mod lanes;
pub mod phase_congruency;
pub mod picture;
pub mod plane;
pub mod psnr;
pub mod regions;
pub mod saliency;
pub mod ssim;
pub mod vsi;

use picture::Pair;
use regions::Regions;
use wasm_bindgen::prelude::*;

fn js<T>(result: Result<T, String>) -> Result<T, JsError> {
    result.map_err(|message| JsError::new(&message))
}

/// See [`psnr::psnr`].
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn psnr(width: usize, height: usize, a: &[u8], b: &[u8]) -> Result<f64, JsError> {
    js(Pair::new(width, height, a, b).map(psnr::psnr))
}

/// See [`psnr::psnr_in_cells`].
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn psnr_in_cells(
    width: usize,
    height: usize,
    a: &[u8],
    b: &[u8],
    cells: &[u8],
    value: u8,
) -> Result<f64, JsError> {
    js(Pair::new(width, height, a, b).and_then(|pair| psnr::psnr_in_cells(pair, cells, value)))
}

/// A metric by name: `ssim`, `ms_ssim`, `gmsd`, `fsim`, `fsim_luma`, `vsi`. Three numbers: over the whole picture, where
/// `cells` is not 0, and where it is; the latter two are NaN where `cells` is empty.
///
/// # Errors
/// `invalid-argument` for sizes that do not go together or are too small, and for another name.
#[wasm_bindgen]
pub fn similarity(
    metric: &str,
    width: usize,
    height: usize,
    a: &[u8],
    b: &[u8],
    cells: &[u8],
) -> Result<Vec<f64>, JsError> {
    js(by_region(metric, width, height, a, b, cells).map(Vec::from))
}

fn by_region(
    metric: &str,
    width: usize,
    height: usize,
    a: &[u8],
    b: &[u8],
    cells: &[u8],
) -> Result<regions::ByRegion, String> {
    let pair = Pair::new(width, height, a, b)?;
    let regions = Regions::new(width, height, cells)?;
    match metric {
        "ssim" => ssim::ssim(pair, regions),
        "ms_ssim" => ssim::ms_ssim(pair, regions),
        "gmsd" => Ok(gmsd::gmsd(pair, regions)),
        "fsim" => fsim::fsim(pair, regions, true),
        "fsim_luma" => fsim::fsim(pair, regions, false),
        "vsi" => Ok(vsi::vsi(pair, regions)),
        _ => Err(format!("invalid-argument: There is no metric {metric}")),
    }
}
