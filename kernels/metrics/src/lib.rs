//! Semcast kernel `metrics`: how far a picture is from its original, as PSNR ([`psnr`]) and SSIM ([`ssim`]).

pub mod picture;
pub mod psnr;
pub mod ssim;

use picture::Pair;
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

/// See [`ssim::ssim`].
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn ssim(width: usize, height: usize, a: &[u8], b: &[u8]) -> Result<f64, JsError> {
    js(Pair::new(width, height, a, b).and_then(ssim::ssim))
}
