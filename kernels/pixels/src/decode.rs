//! Pictures to RGB: any of six formats, upright, opaque, eight bits.

use crate::error::{Error, Result};
use crate::rgb::Rgb;
use crate::tiff_layout::separate_planes;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// What decoding may cost at most. All are checked on the header, before any pixel is allocated.
#[derive(Debug, Clone, Copy)]
pub struct DecodeLimits {
    /// Pixels of the picture.
    pub pixels: u64,
    /// Width and height.
    pub side: u32,
}

/// Formats by their first bytes that are worth a name of their own in the error.
const STRANGERS: [(&str, usize, &[u8]); 5] = [
    ("AVIF", 4, b"ftypavif"),
    ("AVIF", 4, b"ftypavis"),
    ("HEIC", 4, b"ftyphei"),
    ("HEIC", 4, b"ftypmif1"),
    ("JPEG XL", 4, b"JXL "),
];

/// The format that the bytes begin as; names and content types are never asked.
fn sniff(bytes: &[u8]) -> Result<ImageFormat> {
    if let Some((name, ..)) = STRANGERS
        .iter()
        .find(|(_, at, magic)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)))
    {
        return Err(Error::Unsupported(format!(
            "{name} pictures cannot be read"
        )));
    }
    let format = image::guess_format(bytes).map_err(|_| {
        Error::Unsupported("Bytes are no JPEG, PNG, WebP, GIF, BMP or TIFF picture".to_string())
    })?;
    match format {
        ImageFormat::Jpeg
        | ImageFormat::Png
        | ImageFormat::WebP
        | ImageFormat::Gif
        | ImageFormat::Bmp
        | ImageFormat::Tiff => Ok(format),
        other => Err(Error::Unsupported(format!(
            "{other:?} pictures cannot be read"
        ))),
    }
}

/// Decodes the first frame, turns it upright (EXIF), lays transparency over white and reduces it to 8-bit RGB.
/// Also returns the format's name, lower case.
pub fn decode(bytes: &[u8], limits: DecodeLimits) -> Result<(Rgb, &'static str)> {
    let format = sniff(bytes)?;
    if format == ImageFormat::Tiff && separate_planes(bytes) {
        return Err(Error::Unsupported(
            "TIFF pictures in separate planes cannot be read".to_string(),
        ));
    }
    if let Some((width, height)) = png_size(bytes) {
        check_size(width, height, limits)?; // the decoder refuses the largest itself, but without the figures
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.no_limits();
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, limits)?;
    let mut memory = Limits::no_limits();
    // The largest picture at 16 bits and four channels, and as much again for what a decoder keeps beside it.
    memory.max_alloc = Some(limits.pixels.saturating_mul(16));
    decoder.set_limits(memory)?;
    // A damaged EXIF block is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok((opaque(picture), name(format)))
}

fn check_size(width: u32, height: u32, limits: DecodeLimits) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(Error::Malformed(format!(
            "Picture is {width} × {height} pixels"
        )));
    }
    if width > limits.side || height > limits.side {
        return Err(Error::TooLarge(format!(
            "Picture is {width} × {height} pixels, over the limit of {} a side",
            limits.side
        )));
    }
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Error::TooLarge(format!(
            "Picture is {width} × {height} pixels, over the limit of {} in all",
            limits.pixels
        )));
    }
    Ok(())
}

/// Width and height of a PNG header.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let header = bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16)? == b"IHDR";
    header.then(|| Some((number(16)?, number(20)?)))?
}

fn name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Jpeg => "jpeg",
        ImageFormat::Png => "png",
        ImageFormat::WebP => "webp",
        ImageFormat::Gif => "gif",
        ImageFormat::Bmp => "bmp",
        _ => "tiff",
    }
}

/// Eight-bit RGB over white.
fn opaque(picture: DynamicImage) -> Rgb {
    if !picture.color().has_alpha() {
        let rgb = picture.into_rgb8();
        return Rgb {
            width: rgb.width(),
            height: rgb.height(),
            data: rgb.into_raw(),
        };
    }
    let rgba = picture.into_rgba8();
    let (width, height) = rgba.dimensions();
    let mut data = Vec::with_capacity(rgba.as_raw().len() / 4 * 3);
    for pixel in rgba.as_raw().chunks_exact(4) {
        let alpha = u32::from(pixel[3]);
        for &value in &pixel[..3] {
            let mixed = u32::from(value) * alpha + 255 * (255 - alpha);
            data.push(((mixed + 127) / 255) as u8);
        }
    }
    Rgb {
        width,
        height,
        data,
    }
}
