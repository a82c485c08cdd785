//! Parts of a picture that count: all of it, its key cells, and the others.
//!
//! Every metric is a mean over a map (of similarities, of squared errors), some of them weighted. A value of the map
//! belongs to the 16 × 16 cell that holds the pixel at the middle of what it was reckoned from; the mean in a region is
//! the same mean over the values that belong to it, and a deviation is one from that mean.

/// Cells are this many pixels a side.
const CELL: usize = 16;

/// Key cells of a picture, or none given.
#[derive(Debug, Clone, Copy)]
pub struct Regions<'a> {
    cells: &'a [u8],
    across: usize,
}

/// Where a map lies over the picture: value (x, y) stands for pixel (x, y) · `step` + `offset`.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    /// Values a row.
    pub width: usize,
    /// Pixels from value to value.
    pub step: usize,
    /// Pixel of the first value.
    pub offset: usize,
}

/// Over the whole picture, in its key cells and in the others; NaN where there is nothing.
pub type ByRegion = [f64; 3];

impl<'a> Regions<'a> {
    /// Cells row by row, 0 for the rest, anything else key; empty: only the whole is asked for.
    ///
    /// # Errors
    /// `invalid-argument` for another number of cells.
    pub fn new(width: usize, height: usize, cells: &'a [u8]) -> Result<Self, String> {
        let across = width.div_ceil(CELL);
        let wanted = across * height.div_ceil(CELL);
        if !cells.is_empty() && cells.len() != wanted {
            return Err(format!(
                "invalid-argument: Mask must have {wanted} cells, got {}",
                cells.len()
            ));
        }
        Ok(Self { cells, across })
    }

    /// Weighted means of a map; `value` gives value · weight and weight.
    pub fn mean(&self, grid: Grid, len: usize, value: impl Fn(usize) -> (f32, f32)) -> ByRegion {
        let (mut sums, mut weights) = ([0f64; 2], [0f64; 2]);
        for (y, start) in (0..len).step_by(grid.width).enumerate() {
            for x in 0..grid.width {
                let (v, w) = value(start + x);
                let key = usize::from(self.is_key(grid, x, y));
                sums[key] += f64::from(v);
                weights[key] += f64::from(w);
            }
        }
        let whole = (sums[0] + sums[1]) / (weights[0] + weights[1]);
        if self.cells.is_empty() {
            return [whole, f64::NAN, f64::NAN];
        }
        [whole, sums[1] / weights[1], sums[0] / weights[0]]
    }

    /// Standard deviations of a map.
    pub fn deviation(&self, grid: Grid, map: &[f32]) -> ByRegion {
        let means = self.mean(grid, map.len(), |i| (map[i], 1.0));
        std::array::from_fn(|r| {
            let squared = |i: usize| ((f64::from(map[i]) - means[r]).powi(2) as f32, 1.0);
            self.mean(grid, map.len(), squared)[r].sqrt()
        })
    }

    #[inline]
    fn is_key(&self, grid: Grid, x: usize, y: usize) -> bool {
        if self.cells.is_empty() {
            return false;
        }
        let at = |i: usize| (i * grid.step + grid.offset) / CELL;
        let column = at(x).min(self.across - 1);
        let row = at(y).min(self.cells.len() / self.across - 1);
        self.cells[row * self.across + column] != 0
    }
}
