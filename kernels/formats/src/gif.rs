//! GIF pictures: the first frame, on a transparent screen.

use crate::{Error, Opened, Result, Samples};
use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, MemoryLimit};
use std::num::NonZeroU64;

const CHANNELS: usize = 4;

/// An opened GIF file.
pub struct Gif<'a> {
    decoder: Decoder<&'a [u8]>,
    memory: usize,
}

impl<'a> Gif<'a> {
    /// Reads the header.
    pub fn open(bytes: &'a [u8], memory: usize) -> Result<Self> {
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::RGBA);
        if let Some(most) = NonZeroU64::new(memory as u64) {
            options.set_memory_limit(MemoryLimit::Bytes(most));
        }
        let decoder = options.read_info(bytes).map_err(said)?;
        Ok(Self { decoder, memory })
    }
}

fn said(error: DecodingError) -> Error {
    match error {
        DecodingError::MemoryLimit | DecodingError::OutOfMemory => Error::memory("GIF"),
        DecodingError::Io(_) => Error::damaged("GIF", "ends early"),
        _ => Error::damaged("GIF", "damaged"),
    }
}

impl Opened for Gif<'_> {
    fn size(&self) -> (u32, u32) {
        (self.decoder.width().into(), self.decoder.height().into())
    }

    fn read(mut self: Box<Self>) -> Result<Samples> {
        let (width, height) = self.size();
        let frame = self.decoder.next_frame_info().map_err(said)?;
        let frame = frame.ok_or_else(|| Error::damaged("GIF", "has no frame"))?;
        let [left, top, wide, high] =
            [frame.left, frame.top, frame.width, frame.height].map(usize::from);
        let length = wide * high * CHANNELS;
        if length > self.memory {
            return Err(Error::memory("GIF"));
        }
        let mut pixels = vec![0; length];
        self.decoder.read_into_buffer(&mut pixels).map_err(said)?;
        let row = width as usize * CHANNELS;
        if (left, top, wide, high) == (0, 0, width as usize, height as usize) {
            return Ok(samples(width, height, pixels));
        }
        // The frame may be smaller than the screen, and may reach beyond it.
        let mut screen = vec![0; row * height as usize];
        let visible = wide.min((width as usize).saturating_sub(left)) * CHANNELS;
        if visible > 0 {
            for (to, from) in screen
                .chunks_exact_mut(row)
                .skip(top)
                .zip(pixels.chunks_exact(wide * CHANNELS))
            {
                to[left * CHANNELS..][..visible].copy_from_slice(&from[..visible]);
            }
        }
        Ok(samples(width, height, screen))
    }
}

fn samples(width: u32, height: u32, data: Vec<u8>) -> Samples {
    Samples {
        width,
        height,
        channels: CHANNELS,
        wide: false,
        data,
    }
}
