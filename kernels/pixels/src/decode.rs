//! Pictures to RGB: any of six formats, upright, opaque, eight bits.

use crate::error::{Error, Result};
use crate::jpeg::Jpeg;
use crate::orientation::upright;
use crate::rgb::Rgb;
use crate::samples::{opaque, Samples};
use crate::tiff_picture::TiffPicture;
use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, Limits};
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
    if let Some((width, height)) = png_size(bytes) {
        check_size(width, height, limits)?; // the decoder refuses the largest itself, but without the figures
    }
    // The largest picture at 16 bits and four channels, and as much again for what a decoder keeps beside it.
    let memory = limits.pixels.saturating_mul(16);
    if format == ImageFormat::Tiff {
        let picture = TiffPicture::open(bytes, memory)?;
        check_size(picture.width, picture.height, limits)?;
        return Ok((opaque(picture.read()?), name(format)));
    }
    if format == ImageFormat::Jpeg {
        let picture = Jpeg::open(bytes)?;
        check_size(picture.width, picture.height, limits)?;
        let orientation = picture.orientation();
        return Ok((upright(opaque(picture.read()?), orientation), name(format)));
    }
    let mut decoder = decoder_of(format, bytes)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, limits)?;
    let mut memory_limit = Limits::no_limits();
    memory_limit.max_alloc = Some(memory);
    decoder.set_limits(memory_limit)?;
    // A damaged EXIF block is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let color = decoder.color_type();
    let mut data = vec![
        0;
        usize::try_from(decoder.total_bytes())
            .unwrap_or(usize::MAX)
            .min(1 << 30)
    ];
    decoder.read_image_boxed(&mut data)?;
    let samples = Samples {
        width,
        height,
        channels: usize::from(color.channel_count()),
        wide: usize::from(color.bytes_per_pixel()) == 2 * usize::from(color.channel_count()),
        data,
    };
    Ok((upright(opaque(samples), orientation), name(format)))
}

/// The decoder of a format, behind one interface: each by its own name, since the crate's generic reader and picture bring
/// conversions between all kinds of colour along, which are half of the kernel's bytes.
fn decoder_of(format: ImageFormat, bytes: &[u8]) -> Result<Box<dyn ImageDecoder + '_>> {
    let bytes = Cursor::new(bytes);
    Ok(match format {
        ImageFormat::Png => Box::new(PngDecoder::new(bytes)?),
        ImageFormat::WebP => Box::new(WebPDecoder::new(bytes)?),
        ImageFormat::Gif => Box::new(GifDecoder::new(bytes)?),
        _ => Box::new(BmpDecoder::new(bytes)?),
    })
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
