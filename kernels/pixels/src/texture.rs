//! Sums over the pixels of regions by which their texture is judged.

/// Distances at which a surface may repeat itself, in pixels.
const PERIODS: [usize; 5] = [4, 6, 8, 12, 16];
/// Distances at which pixels are compared: these and their halves.
const DISTANCES: [usize; 7] = [2, 3, 4, 6, 8, 12, 16];
/// Values of a region's sums.
pub const SUMS: usize = 5 + PERIODS.len();

/// Which region each pixel of a picture belongs to, by cells in rows.
pub struct Regions<'a> {
    /// Region of each cell, from 0; none where it is negative.
    pub of: &'a [i8],
    /// Cells a row.
    pub columns: usize,
    /// Rows of cells.
    pub rows: usize,
}

/// For each of `count` regions: its pixels; xx, yy and xy of the structure tensor, of luma differences over two pixels;
/// squared differences between pixels four apart, in both directions; and for each of [`PERIODS`] how much more alike
/// pixels a whole period apart are than those half of one apart. Beyond its edge the picture goes on with its last pixels.
pub fn texture_sums(
    rgb: &[u8],
    width: usize,
    height: usize,
    regions: &Regions,
    count: usize,
) -> Vec<f64> {
    let y8: Vec<f32> = rgb.chunks_exact(3).map(luma).collect();
    let columns: Vec<usize> = (0..width).map(|x| x * regions.columns / width).collect();
    let mut sums = vec![0.0; count * SUMS];
    for y in 0..height {
        let cells = &regions.of[y * regions.rows / height * regions.columns..][..regions.columns];
        for x in 0..width {
            let region = usize::try_from(cells[columns[x]]).ok();
            if let Some(sums) = region.and_then(|r| sums.chunks_exact_mut(SUMS).nth(r)) {
                add(sums, &y8, (width, height), (x, y));
            }
        }
    }
    sums
}

/// ITU-R BT.601, 0…255.
pub(crate) fn luma(rgb: &[u8]) -> f32 {
    (0.299 * f64::from(rgb[0]) + 0.587 * f64::from(rgb[1]) + 0.114 * f64::from(rgb[2])) as f32
}

fn add(sums: &mut [f64], y8: &[f32], (width, height): (usize, usize), (x, y): (usize, usize)) {
    let at = y * width + x;
    let (right, below) = (width - 1 - x, height - 1 - y);
    let value = |at: usize| f64::from(y8[at]);
    // Central differences: in noise the horizontal and the vertical one have nothing in common.
    let dx = value(at + right.min(1)) - value(at - x.min(1));
    let dy = value(at + below.min(1) * width) - value(at - y.min(1) * width);
    let here = value(at);
    let mut contrast = [0.0; 17];
    for d in DISTANCES {
        let wide = value(at + d.min(right)) - here;
        let high = value(at + d.min(below) * width) - here;
        contrast[d] = wide * wide + high * high;
    }
    let (first, repeat) = sums.split_at_mut(5);
    for (sum, value) in first
        .iter_mut()
        .zip([1.0, dx * dx, dy * dy, dx * dy, contrast[4]])
    {
        *sum += value;
    }
    for (sum, period) in repeat.iter_mut().zip(PERIODS) {
        *sum += contrast[period / 2] - contrast[period];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripes_of_eight_pixels_repeat_in_their_region_alone() {
        let (width, height) = (64, 32);
        // Left half stripes, right half even.
        let rgb: Vec<u8> = (0..width * height)
            .map(|i| i % width)
            .flat_map(|x| [if x < 32 && x % 8 < 4 { 200 } else { 100 }; 3])
            .collect();
        let of = [0, 1, -1, 1];
        let regions = Regions {
            of: &of,
            columns: 2,
            rows: 2,
        };
        let sums = texture_sums(&rgb, width, height, &regions, 2);
        let (stripes, even) = sums.split_at(SUMS);
        assert_eq!((stripes[0], even[0]), (512.0, 1024.0));
        assert!(stripes[1] > 0.0 && stripes[2] == 0.0 && stripes[3] == 0.0);
        // Half a period apart everything differs, a whole one nothing but at the end of the stripes.
        assert!(stripes[5 + 2] > 0.7 * stripes[4] && stripes[5] < 0.0);
        // Only the first column sees the last stripe: it is dark, as all that is even.
        assert_eq!(even[1..], [0.0; SUMS - 1]);
    }
}
