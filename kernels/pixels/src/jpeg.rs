//! JPEG pictures.

use crate::error::{Error, Result};
use crate::samples::Samples;
use image::metadata::Orientation;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::JpegDecoder;

/// An opened JPEG file, its pixels still unread.
pub struct Jpeg<'a> {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    decoder: JpegDecoder<ZCursor<&'a [u8]>>,
    channels: usize,
}

impl From<DecodeErrors> for Error {
    fn from(error: DecodeErrors) -> Self {
        let text = format!("Picture cannot be read (JPEG: {error:?})");
        match error {
            DecodeErrors::Unsupported(_) => Self::Unsupported(text),
            _ => Self::Malformed(text),
        }
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
        decoder.decode_headers()?;
        let (Some((width, height)), Some(stored)) =
            (decoder.dimensions(), decoder.input_colorspace())
        else {
            return Err(Error::Malformed(
                "Picture cannot be read (JPEG without a frame)".to_string(),
            ));
        };
        let (wanted, channels) = match stored {
            ColorSpace::Luma => (ColorSpace::Luma, 1),
            _ => (ColorSpace::RGB, 3),
        };
        decoder.set_options(decoder.options().jpeg_set_out_colorspace(wanted));
        Ok(Self {
            width: width as u32,
            height: height as u32,
            decoder,
            channels,
        })
    }

    /// How the camera was held.
    pub fn orientation(&self) -> Orientation {
        self.decoder
            .exif()
            .and_then(|chunk| Orientation::from_exif_chunk(chunk))
            .unwrap_or(Orientation::NoTransforms)
    }

    /// The pixels.
    pub fn read(mut self) -> Result<Samples> {
        let mut data = vec![0; self.width as usize * self.height as usize * self.channels];
        self.decoder.decode_into(&mut data)?;
        Ok(Samples {
            width: self.width,
            height: self.height,
            channels: self.channels,
            wide: false,
            data,
        })
    }
}
