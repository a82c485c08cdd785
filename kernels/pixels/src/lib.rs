//! Semcast kernel `pixels`: pictures in six formats to upright 8-bit RGB under explicit limits ([`decode`]), resampling in
//! integers ([`resize`]), padding and cropping ([`rgb`]), PNG ([`encode`]).

pub mod decode;
pub mod encode;
mod opaque;
mod orientation;
pub mod resize;
pub mod rgb;

use rgb::Rgb;
use wasm_bindgen::prelude::*;

fn js<T>(result: semcast_formats::Result<T>) -> Result<T, JsError> {
    result.map_err(|error| JsError::new(&error.to_string()))
}

/// A picture on its way out.
#[wasm_bindgen]
pub struct Picture {
    rgb: Rgb,
    format: &'static str,
}

#[wasm_bindgen]
impl Picture {
    /// Pixels a row.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u32 {
        self.rgb.width
    }

    /// Rows.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u32 {
        self.rgb.height
    }

    /// Format that it was decoded from, lower case; empty for a computed one.
    #[wasm_bindgen(getter)]
    pub fn format(&self) -> String {
        self.format.to_string()
    }

    /// The bytes, taken out: a second call gives none.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.rgb.data)
    }
}

fn picture(rgb: Rgb) -> Picture {
    Picture { rgb, format: "" }
}

/// See [`decode::decode`].
///
/// # Errors
/// `malformed`, `unsupported` or `too-large`.
#[wasm_bindgen]
pub fn decode_image(bytes: &[u8], max_pixels: f64, max_side: u32) -> Result<Picture, JsError> {
    let limits = decode::DecodeLimits {
        pixels: max_pixels as u64,
        side: max_side,
    };
    let (rgb, format) = js(decode::decode(bytes, limits))?;
    Ok(Picture { rgb, format })
}

/// See [`encode::png`].
///
/// # Errors
/// `invalid-argument` when the sizes do not go together.
#[wasm_bindgen]
pub fn encode_png(width: u32, height: u32, data: Vec<u8>) -> Result<Vec<u8>, JsError> {
    let rgb = js(Rgb::new(width, height, data))?;
    encode::png(&rgb).map_err(|error| JsError::new(&error.to_string()))
}

/// See [`resize::resize`].
///
/// # Errors
/// `invalid-argument` or `too-large`.
#[wasm_bindgen]
pub fn resize_image(
    width: u32,
    height: u32,
    data: Vec<u8>,
    to_width: u32,
    to_height: u32,
) -> Result<Picture, JsError> {
    js(Rgb::new(width, height, data).and_then(|rgb| resize::resize(&rgb, to_width, to_height)))
        .map(picture)
}

/// See [`rgb::pad_to_multiple`].
///
/// # Errors
/// `invalid-argument` or `too-large`.
#[wasm_bindgen]
pub fn pad_image(
    width: u32,
    height: u32,
    data: Vec<u8>,
    multiple: u32,
) -> Result<Picture, JsError> {
    js(Rgb::new(width, height, data).and_then(|rgb| rgb::pad_to_multiple(&rgb, multiple)))
        .map(picture)
}

/// See [`rgb::crop`].
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn crop_image(
    width: u32,
    height: u32,
    data: Vec<u8>,
    to_width: u32,
    to_height: u32,
) -> Result<Picture, JsError> {
    js(Rgb::new(width, height, data).and_then(|rgb| rgb::crop(&rgb, to_width, to_height)))
        .map(picture)
}
