//! PNG pictures.

use crate::{exif, Error, Opened, Result, Samples};
use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Reader, Transformations};
use std::io::Cursor;

/// Most bytes of a palette: 256 colours.
const PALETTE_BYTES: usize = 3 * 256;

/// An opened PNG file.
pub struct Png<'a> {
    reader: Reader<Cursor<&'a [u8]>>,
}

impl<'a> Png<'a> {
    /// Reads the chunks before the pixels.
    pub fn open(bytes: &'a [u8], memory: usize) -> Result<Self> {
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: memory });
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        // Palettes to colours, bits to bytes; 16 bits stay.
        decoder.set_transformations(Transformations::EXPAND);
        let reader = decoder.read_info().map_err(said)?;
        // The decoder takes a palette of any length and panics on a colour that ends early, or on a 257th.
        let palette = reader.info().palette.as_deref().unwrap_or_default();
        if !palette.len().is_multiple_of(3) || palette.len() > PALETTE_BYTES {
            return Err(Error::damaged("PNG", "palette"));
        }
        Ok(Self { reader })
    }
}

/// Width and height of a header, which the decoder's own refusal of the largest does not tell.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let header = bytes.get(12..16)? == b"IHDR";
    header.then(|| Some((number(16)?, number(20)?)))?
}

fn said(error: DecodingError) -> Error {
    match error {
        DecodingError::LimitsExceeded => Error::memory("PNG"),
        DecodingError::IoError(_) => Error::damaged("PNG", "ends early"),
        _ => Error::damaged("PNG", "damaged"),
    }
}

impl Opened for Png<'_> {
    fn size(&self) -> (u32, u32) {
        self.reader.info().size()
    }

    fn orientation(&mut self) -> u8 {
        self.reader
            .info()
            .exif_metadata
            .as_deref()
            .map_or(1, exif::orientation)
    }

    fn read(mut self: Box<Self>) -> Result<Samples> {
        let (width, height) = self.size();
        let (color, depth) = self.reader.output_color_type();
        let channels = match color {
            ColorType::Grayscale => 1,
            ColorType::GrayscaleAlpha => 2,
            ColorType::Rgb => 3,
            ColorType::Rgba => 4,
            ColorType::Indexed => return Err(Error::damaged("PNG", "without a palette")),
        };
        let length = self.reader.output_buffer_size();
        let mut data = vec![0; length.ok_or_else(|| Error::memory("PNG"))?];
        self.reader.next_frame(&mut data).map_err(said)?;
        let wide = depth == BitDepth::Sixteen;
        if wide {
            for pair in data.chunks_exact_mut(2) {
                let value = u16::from_be_bytes([pair[0], pair[1]]);
                pair.copy_from_slice(&value.to_ne_bytes());
            }
        }
        Ok(Samples {
            width,
            height,
            channels,
            wide,
            data,
        })
    }
}
