//! Pairs of pictures that can be compared.

/// Two interleaved 8-bit RGB pictures of one size.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The first picture's bytes.
    pub a: &'a [u8],
    /// The second picture's bytes.
    pub b: &'a [u8],
}

impl<'a> Pair<'a> {
    /// Checks the sizes.
    ///
    /// # Errors
    /// `invalid-argument` when they do not go together.
    pub fn new(width: usize, height: usize, a: &'a [u8], b: &'a [u8]) -> Result<Self, String> {
        let wanted = width.checked_mul(height).and_then(|n| n.checked_mul(3));
        if width == 0 || height == 0 || wanted != Some(a.len()) || a.len() != b.len() {
            return Err(format!(
                "invalid-argument: Pictures of {width} × {height} pixels do not have {} and {} bytes",
                a.len(),
                b.len()
            ));
        }
        Ok(Self {
            width,
            height,
            a,
            b,
        })
    }
}
