//! TIFF pictures: 1, 8 and 16 bits of grey, RGB or CMYK, with or without alpha.

use crate::error::{Error, Result};
use crate::samples::Samples;
use crate::tiff_layout::separate_planes;
use std::io::Cursor;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::{ColorType, TiffError};

/// An opened TIFF file, its pixels still unread.
pub struct TiffPicture<'a> {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    color: ColorType,
    decoder: Decoder<Cursor<&'a [u8]>>,
}

impl From<TiffError> for Error {
    fn from(error: TiffError) -> Self {
        let text = format!("Picture cannot be read ({error})");
        match error {
            TiffError::UnsupportedError(_) => Self::Unsupported(text),
            TiffError::LimitsExceeded => Self::TooLarge(text),
            _ => Self::Malformed(text),
        }
    }
}

impl<'a> TiffPicture<'a> {
    /// Reads the first directory; decoding may take so many bytes.
    pub fn open(bytes: &'a [u8], memory: u64) -> Result<Self> {
        if separate_planes(bytes) {
            return Err(Error::Unsupported(
                "TIFF pictures in separate planes cannot be read".to_string(),
            ));
        }
        let most = usize::try_from(memory).unwrap_or(usize::MAX);
        let mut limits = Limits::default();
        limits.decoding_buffer_size = most;
        limits.intermediate_buffer_size = most;
        limits.ifd_value_size = most;
        let mut decoder = Decoder::new(Cursor::new(bytes))?.with_limits(limits);
        let (width, height) = decoder.dimensions()?;
        let color = decoder.colortype()?;
        Ok(Self {
            width,
            height,
            color,
            decoder,
        })
    }

    /// The pixels.
    pub fn read(mut self) -> Result<Samples> {
        let (channels, bits) = match self.color {
            ColorType::Gray(bits) => (1, bits),
            ColorType::GrayA(bits) => (2, bits),
            ColorType::RGB(bits) => (3, bits),
            ColorType::RGBA(bits) | ColorType::CMYK(bits) => (4, bits),
            other => return Err(unsupported(other)),
        };
        let (wide, mut data) = match self.decoder.read_image()? {
            DecodingResult::U8(data) if bits == 8 => (false, data),
            DecodingResult::U8(data) if bits == 1 && channels == 1 => {
                (false, expand_bits(&data, self.width as usize))
            }
            DecodingResult::U16(data) if bits == 16 => {
                (true, data.iter().flat_map(|v| v.to_ne_bytes()).collect())
            }
            _ => return Err(unsupported(self.color)),
        };
        let samples = self.width as usize * self.height as usize * channels;
        if data.len() < samples << usize::from(wide) {
            return Err(Error::Malformed(
                "Picture cannot be read (TIFF file has fewer samples than pixels)".to_string(),
            ));
        }
        data.truncate(samples << usize::from(wide));
        let mut picture = Samples {
            width: self.width,
            height: self.height,
            channels,
            wide,
            data,
        };
        if let ColorType::CMYK(_) = self.color {
            ink_to_light(&mut picture);
        }
        Ok(picture)
    }
}

fn unsupported(color: ColorType) -> Error {
    Error::Unsupported(format!("TIFF pictures of {color:?} cannot be read"))
}

/// Rows of bits, each begun in a byte of its own, to 0 and 255.
fn expand_bits(data: &[u8], width: usize) -> Vec<u8> {
    data.chunks_exact(width.div_ceil(8))
        .flat_map(|row| {
            (0..width).map(|x| {
                if row[x / 8] >> (7 - x % 8) & 1 == 1 {
                    255
                } else {
                    0
                }
            })
        })
        .collect()
}

/// CMYK to RGB without a colour profile: each ink takes its part of what black leaves.
fn ink_to_light(picture: &mut Samples) {
    let most = if picture.wide { 65_535u32 } else { 255 };
    let light = |ink: u32, black: u32| ((most - ink) * (most - black) + most / 2) / most;
    let mut data = Vec::with_capacity(picture.data.len() / 4 * 3);
    if picture.wide {
        for pixel in picture.data.chunks_exact(8) {
            let ink = |i: usize| u32::from(u16::from_ne_bytes([pixel[2 * i], pixel[2 * i + 1]]));
            for i in 0..3 {
                data.extend_from_slice(&(light(ink(i), ink(3)) as u16).to_ne_bytes());
            }
        }
    } else {
        for pixel in picture.data.chunks_exact(4) {
            let ink = |i: usize| u32::from(pixel[i]);
            data.extend((0..3).map(|i| light(ink(i), ink(3)) as u8));
        }
    }
    picture.data = data;
    picture.channels = 3;
}
