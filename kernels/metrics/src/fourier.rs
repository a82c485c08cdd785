//! Fourier transforms of two dimensions. Pictures and spectra lie in groups of four lanes, so that each pass runs over
//! neighbouring vectors: a picture as `[x / 4][y]` with four columns a vector, a spectrum as `[y / 4][x]` with four rows.

use crate::fft::Fft;
use crate::lanes::{transposed, C4, F4, LANES};

/// Plans for one size.
pub struct Fourier {
    /// Columns of a picture.
    pub width: usize,
    /// Rows of one.
    pub height: usize,
    across: Fft,
    down: Fft,
    scratch: Vec<C4>,
}

impl Fourier {
    /// Plans transforms of `width` × `height` values.
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            across: Fft::new(width),
            down: Fft::new(height),
            scratch: Vec::new(),
        }
    }

    /// The conjugate of the spectrum of a picture of real and imaginary parts, row by row.
    pub fn spectrum(&mut self, re: &[f32], im: Option<&[f32]>) -> Vec<C4> {
        let (re, zeros) = (grouped(re, self.width), F4::splat(0.0));
        let im = im.map_or_else(|| vec![zeros; re.len()], |im| grouped(im, self.width));
        let mut picture: Vec<_> = re.iter().zip(&im).map(|(&re, &im)| C4 { re, im }).collect();
        for columns in picture.chunks_exact_mut(self.height) {
            self.down.process(columns, &mut self.scratch);
        }
        let mut spectrum = vec![C4::zero(); self.height.div_ceil(LANES) * self.width];
        turn(&picture, self.height, &mut spectrum, self.width);
        for rows in spectrum.chunks_exact_mut(self.width) {
            self.across.process(rows, &mut self.scratch);
            rows.iter_mut().for_each(|v| *v = v.conjugate());
        }
        spectrum
    }

    /// The conjugate of the picture that a filter makes of a conjugate spectrum, times its number of values. (Transforming
    /// the conjugate once more spares an inverse transform, and what is made of the results minds no sign.)
    pub fn response(&mut self, spectrum: &[C4], filter: impl Fn(usize) -> F4, picture: &mut [C4]) {
        let mut product = Vec::with_capacity(spectrum.len());
        product.extend(
            spectrum
                .iter()
                .enumerate()
                .map(|(i, v)| v.scaled(filter(i))),
        );
        for rows in product.chunks_exact_mut(self.width) {
            self.across.process(rows, &mut self.scratch);
        }
        turn(&product, self.width, picture, self.height);
        for columns in picture.chunks_exact_mut(self.height) {
            self.down.process(columns, &mut self.scratch);
        }
    }

    /// Vectors of a picture.
    pub fn picture_len(&self) -> usize {
        self.width.div_ceil(LANES) * self.height
    }
}

/// Rows of values as `[x / 4][y]`, zeros beyond the last column.
fn grouped(values: &[f32], width: usize) -> Vec<F4> {
    let mut out = Vec::with_capacity(width.div_ceil(LANES) * (values.len() / width));
    for left in (0..width).step_by(LANES) {
        let wide = LANES.min(width - left);
        out.extend(values.chunks_exact(width).map(|row| {
            let mut lanes = [0.0; LANES];
            lanes[..wide].copy_from_slice(&row[left..left + wide]);
            F4::new(lanes)
        }));
    }
    out
}

/// The inverse of [`grouped`].
pub fn ungrouped(values: &[F4], width: usize, height: usize) -> Vec<f32> {
    let mut out = vec![0f32; width * height];
    for (group, columns) in values.chunks_exact(height).enumerate() {
        let left = group * LANES;
        let wide = LANES.min(width - left);
        for (row, lanes) in out.chunks_exact_mut(width).zip(columns) {
            row[left..left + wide].copy_from_slice(&lanes.array()[..wide]);
        }
    }
    out
}

/// Lanes that lie along one axis, groups of `length` vectors, to lanes along the other.
fn turn(from: &[C4], length: usize, to: &mut [C4], new_length: usize) {
    let at = |group: usize, i: usize| {
        if group < new_length.div_ceil(LANES) && i < length {
            from[group * length + i]
        } else {
            C4::zero()
        }
    };
    for (new_group, out) in to.chunks_exact_mut(new_length).enumerate() {
        for (group, out) in out.chunks_mut(LANES).enumerate() {
            let tile: [C4; LANES] = std::array::from_fn(|i| at(group, new_group * LANES + i));
            let re = transposed(tile.map(|v| v.re));
            let im = transposed(tile.map(|v| v.im));
            for (o, (re, im)) in out.iter_mut().zip(re.into_iter().zip(im)) {
                *o = C4 { re, im };
            }
        }
    }
}

/// Frequency of index `i` of `n`, in cycles a value, as `piq` has it: odd sizes are divided by n − 1.
pub fn frequency(i: usize, n: usize) -> f32 {
    let signed = if i < n.div_ceil(2) {
        i as f32
    } else {
        i as f32 - n as f32
    };
    signed / (n - n % 2).max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_at_odd_sizes() {
        for (width, height) in [(7, 5), (8, 12), (11, 26), (1, 9)] {
            let re: Vec<f32> = (0..width * height).map(|i| (i * i % 17) as f32).collect();
            let im: Vec<f32> = (0..width * height).map(|i| i as f32 / 9.0).collect();
            let mut fourier = Fourier::new(width, height);
            let spectrum = fourier.spectrum(&re, Some(&im));
            let mut back = vec![C4::zero(); fourier.picture_len()];
            let filter = F4::splat(1.0 / (width * height) as f32);
            fourier.response(&spectrum, |_| filter, &mut back);
            let part = |of: fn(&C4) -> F4| {
                ungrouped(&back.iter().map(of).collect::<Vec<_>>(), width, height)
            };
            let (got_re, got_im) = (part(|v| v.re), part(|v| v.conjugate().im));
            assert!(got_re.iter().zip(&re).all(|(a, b)| (a - b).abs() < 1e-4));
            assert!(got_im.iter().zip(&im).all(|(a, b)| (a - b).abs() < 1e-4));
        }
    }

    #[test]
    fn frequencies_are_those_of_the_shifted_grid() {
        assert_eq!(
            [0, 1, 2, 3].map(|i| frequency(i, 4)),
            [0.0, 0.25, -0.5, -0.25]
        );
        assert_eq!(
            [0, 1, 2, 3, 4].map(|i| frequency(i, 5)),
            [0.0, 0.25, 0.5, -0.5, -0.25]
        );
    }
}
