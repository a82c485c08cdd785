//! The one picture type of the kernel.

use semcast_formats::{Error, Result};

/// Largest width or height that any routine makes.
pub const MAX_SIDE: u32 = 32_768;

/// Interleaved 8-bit RGB, rows from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rgb {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width * height * 3` bytes.
    pub data: Vec<u8>,
}

impl Rgb {
    /// Takes over the bytes of a picture.
    ///
    /// # Errors
    /// `invalid-argument` when the sizes do not go together.
    pub fn new(width: u32, height: u32, data: Vec<u8>) -> Result<Self> {
        check_size(width, height)?;
        let wanted = width as usize * height as usize * 3;
        if data.len() != wanted {
            return Err(Error::InvalidArgument(format!(
                "Picture of {width} × {height} pixels needs {wanted} bytes, got {}",
                data.len()
            )));
        }
        Ok(Self {
            width,
            height,
            data,
        })
    }

    /// Row `y` as bytes.
    pub fn row(&self, y: usize) -> &[u8] {
        let stride = self.width as usize * 3;
        &self.data[y * stride..][..stride]
    }
}

/// Refuses sizes of 0, beyond [`MAX_SIDE`] or beyond 2^28 pixels.
pub fn check_size(width: u32, height: u32) -> Result<()> {
    if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
        return Err(Error::InvalidArgument(format!(
            "Size {width} × {height} is outside 1…{MAX_SIDE} pixels a side"
        )));
    }
    if u64::from(width) * u64::from(height) > 1 << 28 {
        return Err(Error::TooLarge(format!(
            "Size {width} × {height} is over 2^28 pixels"
        )));
    }
    Ok(())
}
