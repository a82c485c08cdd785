//! What every decoder gives.

/// Interleaved samples, rows from the top.
#[derive(Debug)]
pub struct Samples {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Grey, grey and alpha, RGB, or RGB and alpha: 1 to 4.
    pub channels: usize,
    /// Two bytes a sample, in this machine's order.
    pub wide: bool,
    /// `width * height * channels` samples.
    pub data: Vec<u8>,
}
