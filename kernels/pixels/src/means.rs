//! Mean colours of a picture's cells, and how bright it is.

use crate::texture::luma;

/// Mean red, green and blue, rounded, of each cell of a grid of `columns` × `rows` over RGB pixels; 0 where it has none.
pub fn cell_means(rgb: &[u8], width: usize, columns: usize, rows: usize) -> Vec<u8> {
    let height = rgb.len() / (3 * width);
    let column_of: Vec<usize> = (0..width).map(|x| x * columns / width).collect();
    let mut sums = vec![[0u32; 4]; columns * rows];
    for (y, row) in rgb.chunks_exact(3 * width).enumerate() {
        let cells = &mut sums[y * rows / height * columns..][..columns];
        for (pixel, &column) in row.chunks_exact(3).zip(&column_of) {
            let [red, green, blue, count] = &mut cells[column];
            *red += u32::from(pixel[0]);
            *green += u32::from(pixel[1]);
            *blue += u32::from(pixel[2]);
            *count += 1;
        }
    }
    sums.iter()
        .flat_map(|&[red, green, blue, count]| {
            let count = count.max(1);
            [red, green, blue].map(|sum| ((2 * sum + count) / (2 * count)) as u8)
        })
        .collect()
}

/// Mean and standard deviation of the luma of RGB pixels, 0…255.
pub fn brightness(rgb: &[u8]) -> [f64; 2] {
    let y8: Vec<f64> = rgb.chunks_exact(3).map(|rgb| luma(rgb).into()).collect();
    let mean = y8.iter().sum::<f64>() / y8.len() as f64;
    let squares: f64 = y8.iter().map(|y| (y - mean) * (y - mean)).sum();
    [mean, (squares / y8.len() as f64).sqrt()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_has_the_rounded_mean_of_its_pixels() {
        // 3 × 2 pixels in 2 × 1 cells: columns 0 and 1, and column 2.
        let rgb: Vec<u8> = [10, 11, 200, 12, 13, 100]
            .into_iter()
            .flat_map(|value| [value, 0, 255])
            .collect();
        assert_eq!(cell_means(&rgb, 3, 2, 1), [12, 0, 255, 150, 0, 255]);
        assert_eq!(cell_means(&rgb[..3], 1, 2, 1), [10, 0, 255, 0, 0, 0]);
    }

    #[test]
    fn brightness_is_mean_and_deviation_of_the_luma() {
        let [mean, deviation] = brightness(&[50, 50, 50, 150, 150, 150]);
        assert!((mean - 100.0).abs() < 1e-4 && (deviation - 50.0).abs() < 1e-4);
    }
}
