//! RGB to PNG.

use crate::error::Result;
use crate::rgb::Rgb;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// PNG bytes; fast compression, since pictures are made per request.
pub fn png(picture: &Rgb) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive)
        .write_image(
            &picture.data,
            picture.width,
            picture.height,
            ExtendedColorType::Rgb8,
        )?;
    Ok(out)
}
