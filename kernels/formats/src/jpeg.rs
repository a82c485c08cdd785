//! JPEG pictures.

use crate::{exif, Error, Opened, Result, Samples};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::JpegDecoder;

/// An opened JPEG file.
pub struct Jpeg<'a> {
    size: (u32, u32),
    decoder: JpegDecoder<ZCursor<&'a [u8]>>,
    channels: usize,
}

fn said(error: DecodeErrors) -> Error {
    match error {
        DecodeErrors::Unsupported(_) => Error::kind("JPEG", "of a kind that is not read"),
        DecodeErrors::FormatStatic(what) => Error::damaged("JPEG", what),
        DecodeErrors::Format(what) => Error::damaged("JPEG", &what),
        _ => Error::damaged("JPEG", "damaged"),
    }
}

impl<'a> Jpeg<'a> {
    /// Reads the headers.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        // Lenient as browsers are: a file that ends early still shows what is there.
        let options = DecoderOptions::default()
            .set_strict_mode(false)
            .set_max_width(usize::MAX)
            .set_max_height(usize::MAX);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        decoder.decode_headers().map_err(said)?;
        let (Some((width, height)), Some(stored)) =
            (decoder.dimensions(), decoder.input_colorspace())
        else {
            return Err(Error::damaged("JPEG", "without a frame"));
        };
        let (wanted, channels) = match stored {
            ColorSpace::Luma => (ColorSpace::Luma, 1),
            _ => (ColorSpace::RGB, 3),
        };
        decoder.set_options(decoder.options().jpeg_set_out_colorspace(wanted));
        Ok(Self {
            size: (width as u32, height as u32),
            decoder,
            channels,
        })
    }
}

impl Opened for Jpeg<'_> {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn orientation(&mut self) -> u8 {
        self.decoder
            .exif()
            .map_or(1, |block| exif::orientation(block))
    }

    fn read(mut self: Box<Self>) -> Result<Samples> {
        let (width, height) = self.size;
        let mut data = vec![0; width as usize * height as usize * self.channels];
        self.decoder.decode_into(&mut data).map_err(said)?;
        Ok(Samples {
            width,
            height,
            channels: self.channels,
            wide: false,
            data,
        })
    }
}
