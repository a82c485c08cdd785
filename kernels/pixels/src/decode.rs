//! Pictures to RGB: any of six formats, upright, opaque, eight bits.

use crate::opaque::opaque;
use crate::orientation::upright;
use crate::rgb::Rgb;
use semcast_formats::{open, png_size, Error, Format, Result};

/// What decoding may cost at most. All are checked on the header, before any pixel is allocated.
#[derive(Debug, Clone, Copy)]
pub struct DecodeLimits {
    /// Pixels of the picture.
    pub pixels: u64,
    /// Width and height.
    pub side: u32,
}

/// Decodes the first frame, turns it upright (EXIF), lays transparency over white and reduces it to 8-bit RGB.
/// Also returns the format's name, lower case.
pub fn decode(bytes: &[u8], limits: DecodeLimits) -> Result<(Rgb, &'static str)> {
    let format = Format::of(bytes)?;
    if let (Format::Png, Some(size)) = (format, png_size(bytes)) {
        check_size(size, limits)?; // the decoder refuses the largest itself, but without the figures
    }
    // The largest picture at 16 bits and four channels, and as much again for what a decoder keeps beside it.
    let memory = usize::try_from(limits.pixels.saturating_mul(16)).unwrap_or(usize::MAX);
    let mut picture = open(format, bytes, memory)?;
    check_size(picture.size(), limits)?;
    let orientation = picture.orientation();
    Ok((upright(opaque(picture.read()?), orientation), format.name()))
}

fn check_size((width, height): (u32, u32), limits: DecodeLimits) -> Result<()> {
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
