//! TIFF pictures: 1, 8 and 16 bits of grey, RGB or CMYK, with or without alpha.

use crate::tiff_layout::separate_planes;
use crate::{Error, Opened, Result, Samples};
use std::io::Cursor;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::{ColorType, TiffError};

/// An opened TIFF file.
pub struct Tiff<'a> {
    size: (u32, u32),
    color: ColorType,
    decoder: Decoder<Cursor<&'a [u8]>>,
}

fn said(error: TiffError) -> Error {
    match error {
        TiffError::UnsupportedError(_) => Error::kind("TIFF", "of a kind that is not read"),
        TiffError::LimitsExceeded => Error::memory("TIFF"),
        TiffError::IoError(_) => Error::damaged("TIFF", "ends early"),
        _ => Error::damaged("TIFF", "damaged"),
    }
}

impl<'a> Tiff<'a> {
    /// Reads the first directory.
    pub fn open(bytes: &'a [u8], memory: usize) -> Result<Self> {
        if separate_planes(bytes) {
            return Err(Error::kind("TIFF", "samples in separate planes"));
        }
        let mut limits = Limits::default();
        limits.decoding_buffer_size = memory;
        limits.intermediate_buffer_size = memory;
        limits.ifd_value_size = memory;
        let decoder = Decoder::new(Cursor::new(bytes)).map_err(said)?;
        let mut decoder = decoder.with_limits(limits);
        Ok(Self {
            size: decoder.dimensions().map_err(said)?,
            color: decoder.colortype().map_err(said)?,
            decoder,
        })
    }
}

impl Opened for Tiff<'_> {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn read(mut self: Box<Self>) -> Result<Samples> {
        let (width, height) = self.size;
        let (channels, bits) = match self.color {
            ColorType::Gray(bits) => (1, bits),
            ColorType::GrayA(bits) => (2, bits),
            ColorType::RGB(bits) => (3, bits),
            ColorType::RGBA(bits) | ColorType::CMYK(bits) => (4, bits),
            _ => return Err(unsupported()),
        };
        let (wide, mut data) = match self.decoder.read_image().map_err(said)? {
            DecodingResult::U8(data) if bits == 8 => (false, data),
            DecodingResult::U8(data) if bits == 1 && channels == 1 => {
                (false, expand_bits(&data, width as usize))
            }
            DecodingResult::U16(data) if bits == 16 => {
                (true, data.iter().flat_map(|v| v.to_ne_bytes()).collect())
            }
            _ => return Err(unsupported()),
        };
        let samples = width as usize * height as usize * channels;
        if data.len() < samples << usize::from(wide) {
            return Err(Error::damaged("TIFF", "fewer samples than pixels"));
        }
        data.truncate(samples << usize::from(wide));
        let mut picture = Samples {
            width,
            height,
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

fn unsupported() -> Error {
    Error::kind("TIFF", "samples neither grey, RGB nor CMYK of 8 or 16 bits")
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
