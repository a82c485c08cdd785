//! WebP pictures.

use crate::{exif, Error, Opened, Result, Samples};
use image_webp::{DecodingError, WebPDecoder};
use std::io::Cursor;

/// An opened WebP file.
pub struct WebP<'a> {
    decoder: WebPDecoder<Cursor<&'a [u8]>>,
}

impl<'a> WebP<'a> {
    /// Reads the list of chunks.
    pub fn open(bytes: &'a [u8], memory: usize) -> Result<Self> {
        let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(said)?;
        decoder.set_memory_limit(memory);
        Ok(Self { decoder })
    }
}

fn said(error: DecodingError) -> Error {
    match error {
        DecodingError::MemoryLimitExceeded | DecodingError::ImageTooLarge => Error::memory("WebP"),
        DecodingError::UnsupportedFeature(what) => Error::kind("WebP", &what),
        DecodingError::IoError(_) => Error::damaged("WebP", "ends early"),
        _ => Error::damaged("WebP", "damaged"),
    }
}

impl Opened for WebP<'_> {
    fn size(&self) -> (u32, u32) {
        self.decoder.dimensions()
    }

    fn orientation(&mut self) -> u8 {
        let block = self.decoder.exif_metadata().ok().flatten();
        block.as_deref().map_or(1, exif::orientation)
    }

    fn read(mut self: Box<Self>) -> Result<Samples> {
        let (width, height) = self.size();
        let length = self.decoder.output_buffer_size();
        let mut data = vec![0; length.ok_or_else(|| Error::memory("WebP"))?];
        self.decoder.read_image(&mut data).map_err(said)?;
        Ok(Samples {
            width,
            height,
            channels: if self.decoder.has_alpha() { 4 } else { 3 },
            wide: false,
            data,
        })
    }
}
