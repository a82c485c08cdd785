//! Semcast kernel `pixels`: pictures in six formats to upright 8-bit RGB under explicit limits ([`decode`]), resampling in
//! integers ([`resize`]), PNG ([`encode`]), and what a description needs of all pixels ([`means`], [`strokes`],
//! [`texture`]).

pub mod decode;
pub mod encode;
pub mod means;
mod opaque;
mod orientation;
pub mod resize;
pub mod rgb;
pub mod strokes;
pub mod texture;

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

    /// Format that it was decoded from, lower case.
    #[wasm_bindgen(getter)]
    pub fn format(&self) -> String {
        self.format.to_string()
    }

    /// The bytes, taken out: a second call gives none.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.rgb.data)
    }
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

/// See [`resize::Resizer`].
#[wasm_bindgen]
pub struct Resizer(resize::Resizer);

#[wasm_bindgen]
impl Resizer {
    /// See [`resize::Resizer::new`].
    ///
    /// # Errors
    /// `invalid-argument` or `too-large`.
    #[wasm_bindgen(constructor)]
    pub fn new(width: u32, height: u32, to_width: u32, to_height: u32) -> Result<Resizer, JsError> {
        js(resize::Resizer::new((width, height), (to_width, to_height))).map(Self)
    }

    /// See [`resize::Resizer::push`].
    pub fn push(&mut self, source: &[u8]) -> Vec<u8> {
        self.0.push(source)
    }
}

/// See [`strokes::strokes`].
#[wasm_bindgen]
pub fn strokes(band: &[u8], side: u32) -> Vec<u8> {
    strokes::strokes(band, side as usize)
}

/// See [`means::cell_means`].
///
/// # Errors
/// `invalid-argument` when rows are not whole.
#[wasm_bindgen]
pub fn cell_means(rgb: &[u8], width: u32, columns: u32, rows: u32) -> Result<Vec<u8>, JsError> {
    let [width, columns, rows] = [width, columns, rows].map(|side| side as usize);
    if width == 0 || !rgb.len().is_multiple_of(3 * width) {
        return Err(JsError::new(
            "invalid-argument: Rows of pixels are not whole",
        ));
    }
    Ok(means::cell_means(rgb, width, columns, rows))
}

/// See [`means::brightness`].
#[wasm_bindgen]
pub fn brightness(rgb: &[u8]) -> Vec<f64> {
    means::brightness(rgb).to_vec()
}

/// See [`texture::texture_sums`].
///
/// # Errors
/// `invalid-argument` when the sizes do not go together.
#[wasm_bindgen]
pub fn texture_sums(
    rgb: &[u8],
    width: u32,
    regions: &[i8],
    columns: u32,
    count: u32,
) -> Result<Vec<f64>, JsError> {
    let [width, columns] = [width, columns].map(|side| side as usize);
    if width == 0
        || columns == 0
        || !rgb.len().is_multiple_of(3 * width)
        || !regions.len().is_multiple_of(columns)
    {
        return Err(JsError::new(
            "invalid-argument: Rows of pixels or of cells are not whole",
        ));
    }
    let (height, rows) = (rgb.len() / (3 * width), regions.len() / columns);
    let regions = texture::Regions {
        of: regions,
        columns,
        rows,
    };
    Ok(texture::texture_sums(
        rgb,
        width,
        height,
        &regions,
        count as usize,
    ))
}
