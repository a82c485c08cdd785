//! Walks latent tensors [h, w, channels] in coding order: cells in raster order, channels fastest.
//!
//! Parameters are [h, w, 2 channels]: locations of all channels of a cell, then their scale indices.

use crate::coder::{Decoder, Sink};
use crate::error::{Error, Result};
use crate::logistic::SCALES;
use crate::refinement::Refinements;
use crate::window::Windows;

/// Largest number of values in a tensor: 16 Mpixel hold 12.6 million.
const LARGEST: usize = 1 << 24;

/// Shape of a latent tensor.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub h: usize,
    pub w: usize,
    pub channels: usize,
}

impl Shape {
    /// Values in the tensor.
    ///
    /// # Errors
    /// `InvalidArgument` where there are more than 2^24.
    pub fn values(self) -> Result<usize> {
        let product = self.h.checked_mul(self.w);
        match product.and_then(|cells| cells.checked_mul(self.channels)) {
            Some(len) if len <= LARGEST => Ok(len),
            _ => Err(Error::InvalidArgument(format!(
                "Tensor of {} x {} x {} has more than {LARGEST} values",
                self.h, self.w, self.channels
            ))),
        }
    }

    /// Cells whose x + y is even (parity 0) or odd (1), in coding order.
    ///
    /// # Errors
    /// `InvalidArgument` for another parity.
    pub fn cells_of_parity(self, parity: usize) -> Result<impl Iterator<Item = usize>> {
        if parity > 1 {
            return Err(Error::InvalidArgument(format!(
                "Parity is {parity}, not 0 or 1"
            )));
        }
        let w = self.w;
        Ok((0..self.h).flat_map(move |y| ((y + parity) % 2..w).step_by(2).map(move |x| y * w + x)))
    }
}

pub(crate) fn expect_len(name: &str, len: usize, expected: usize) -> Result<()> {
    if len == expected {
        return Ok(());
    }
    Err(Error::InvalidArgument(format!(
        "{name} has {len} values, expected {expected}"
    )))
}

#[inline]
pub(crate) fn scale_index(scale: i16) -> usize {
    scale.clamp(0, SCALES as i16 - 1) as usize
}

/// Values of one fixed model per channel: the hyperlatents.
pub fn encode_channels<S: Sink>(sink: &mut S, z: &[i16], mu: &[i16], scale: &[u8]) -> Result<()> {
    expect_len("scale", scale.len(), mu.len())?;
    if mu.is_empty() || !z.len().is_multiple_of(mu.len()) {
        return Err(Error::InvalidArgument(format!(
            "z has {} values, not a multiple of {} channels",
            z.len(),
            mu.len()
        )));
    }
    let windows = Windows::get();
    for cell in z.chunks_exact(mu.len()) {
        for ((&value, &mu), &scale) in cell.iter().zip(mu).zip(scale) {
            windows.encode(sink, value, mu, scale_index(scale.into()))?;
        }
    }
    Ok(())
}

/// Mirrors [`encode_channels`].
pub fn decode_channels(
    decoder: &mut Decoder,
    cells: usize,
    mu: &[i16],
    scale: &[u8],
) -> Result<Vec<i16>> {
    expect_len("scale", scale.len(), mu.len())?;
    let shape = Shape {
        h: cells,
        w: 1,
        channels: mu.len(),
    };
    let mut z = Vec::with_capacity(shape.values()?);
    let windows = Windows::get();
    for _ in 0..cells {
        for (&mu, &scale) in mu.iter().zip(scale) {
            z.push(windows.decode(decoder, mu, scale_index(scale.into()))?);
        }
    }
    Ok(z)
}

/// Base symbols of the cells of one parity.
pub fn encode_base<S: Sink>(
    sink: &mut S,
    k0: &[i16],
    params: &[i16],
    shape: Shape,
    parity: usize,
) -> Result<()> {
    let (len, m) = (shape.values()?, shape.channels);
    expect_len("k0", k0.len(), len)?;
    expect_len("params", params.len(), 2 * len)?;
    let windows = Windows::get();
    for cell in shape.cells_of_parity(parity)? {
        let (mu, scale) = params[2 * m * cell..][..2 * m].split_at(m);
        for ((&value, &mu), &scale) in k0[m * cell..][..m].iter().zip(mu).zip(scale) {
            windows.encode(sink, value, mu, scale_index(scale))?;
        }
    }
    Ok(())
}

/// Mirrors [`encode_base`]; other cells of `k0` stay as they are.
pub fn decode_base(
    decoder: &mut Decoder,
    params: &[i16],
    shape: Shape,
    parity: usize,
    k0: &mut [i16],
) -> Result<()> {
    let (len, m) = (shape.values()?, shape.channels);
    expect_len("k0", k0.len(), len)?;
    expect_len("params", params.len(), 2 * len)?;
    let windows = Windows::get();
    for cell in shape.cells_of_parity(parity)? {
        let (mu, scale) = params[2 * m * cell..][..2 * m].split_at(m);
        for ((value, &mu), &scale) in k0[m * cell..][..m].iter_mut().zip(mu).zip(scale) {
            *value = windows.decode(decoder, mu, scale_index(scale))?;
        }
    }
    Ok(())
}

fn check_refinement(k0: &[i16], r: &[i8], params: &[i16], shape: Shape, mask: &[u8]) -> Result<()> {
    let len = shape.values()?;
    expect_len("k0", k0.len(), len)?;
    expect_len("r", r.len(), len)?;
    expect_len("params", params.len(), 2 * len)?;
    expect_len("Cell mask", mask.len(), shape.h * shape.w)
}

/// Refinements of the cells whose mask is not 0.
pub fn encode_refinement<S: Sink>(
    sink: &mut S,
    k0: &[i16],
    r: &[i8],
    params: &[i16],
    shape: Shape,
    mask: &[u8],
) -> Result<()> {
    check_refinement(k0, r, params, shape, mask)?;
    let m = shape.channels;
    let refinements = Refinements::get();
    for cell in (0..mask.len()).filter(|&cell| mask[cell] != 0) {
        let (mu, scale) = params[2 * m * cell..][..2 * m].split_at(m);
        let symbols = k0[m * cell..][..m].iter().zip(&r[m * cell..][..m]);
        for (((&k0, &r), &mu), &scale) in symbols.zip(mu).zip(scale) {
            refinements.encode(sink, r, k0, mu, scale_index(scale))?;
        }
    }
    Ok(())
}

/// Mirrors [`encode_refinement`]; other cells of `r` stay as they are.
pub fn decode_refinement(
    decoder: &mut Decoder,
    k0: &[i16],
    params: &[i16],
    shape: Shape,
    mask: &[u8],
    r: &mut [i8],
) -> Result<()> {
    check_refinement(k0, r, params, shape, mask)?;
    let m = shape.channels;
    let refinements = Refinements::get();
    for cell in (0..mask.len()).filter(|&cell| mask[cell] != 0) {
        let (mu, scale) = params[2 * m * cell..][..2 * m].split_at(m);
        let symbols = k0[m * cell..][..m].iter().zip(&mut r[m * cell..][..m]);
        for (((&k0, r), &mu), &scale) in symbols.zip(mu).zip(scale) {
            *r = refinements.decode(decoder, k0, mu, scale_index(scale))?;
        }
    }
    Ok(())
}
