//! Decoded samples of any layout to opaque 8-bit RGB.

use crate::rgb::Rgb;
use semcast_formats::Samples;

/// Eight-bit RGB over white.
pub fn opaque(samples: Samples) -> Rgb {
    let Samples {
        width,
        height,
        channels,
        wide,
        mut data,
    } = samples;
    if wide {
        narrow(&mut data);
    }
    let data = match channels {
        3 => data,
        1 => data.iter().flat_map(|&grey| [grey; 3]).collect(),
        2 => over_white(&data, 2, |pixel| [pixel[0]; 3]),
        _ => over_white(&data, 4, |pixel| [pixel[0], pixel[1], pixel[2]]),
    };
    Rgb {
        width,
        height,
        data,
    }
}

/// 16-bit samples to 8 bits in place, rounded.
fn narrow(data: &mut Vec<u8>) {
    let count = data.len() / 2;
    for i in 0..count {
        let value = u32::from(u16::from_ne_bytes([data[2 * i], data[2 * i + 1]]));
        data[i] = ((value + 128) / 257) as u8;
    }
    data.truncate(count);
}

/// The last channel is alpha.
fn over_white(data: &[u8], channels: usize, colour: impl Fn(&[u8]) -> [u8; 3]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / channels * 3);
    for pixel in data.chunks_exact(channels) {
        let alpha = u32::from(pixel[channels - 1]);
        out.extend(colour(pixel).map(|value| {
            let mixed = u32::from(value) * alpha + 255 * (255 - alpha);
            ((mixed + 127) / 255) as u8
        }));
    }
    out
}
