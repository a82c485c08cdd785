//! Peak signal-to-noise ratio over RGB, peak 255.

use crate::picture::Pair;

/// Cells of the mask are this many pixels a side.
const CELL: usize = 16;

/// 10 log10(255² / MSE) over all channels; infinite for equal pictures.
pub fn psnr(pair: Pair) -> f64 {
    decibels(squared(pair.a, pair.b), pair.a.len() as u64)
}

/// The same over the 16 × 16 cells whose byte in `cells` (row by row) is `value`; NaN when there is none.
///
/// # Errors
/// `invalid-argument` when the mask does not fit the pictures.
pub fn psnr_in_cells(pair: Pair, cells: &[u8], value: u8) -> Result<f64, String> {
    let across = pair.width.div_ceil(CELL);
    let wanted = across * pair.height.div_ceil(CELL);
    if cells.len() != wanted {
        return Err(format!(
            "invalid-argument: Mask must have {wanted} cells, got {}",
            cells.len()
        ));
    }
    let (mut sum, mut count) = (0, 0);
    for y in 0..pair.height {
        for (x, _) in cells[y / CELL * across..][..across]
            .iter()
            .enumerate()
            .filter(|(_, cell)| **cell == value)
        {
            let from = (y * pair.width + x * CELL) * 3;
            let to = (y * pair.width + ((x + 1) * CELL).min(pair.width)) * 3;
            sum += squared(&pair.a[from..to], &pair.b[from..to]);
            count += (to - from) as u64;
        }
    }
    Ok(decibels(sum, count))
}

fn squared(a: &[u8], b: &[u8]) -> u64 {
    a.iter()
        .zip(b)
        .map(|(&a, &b)| u64::from(a.abs_diff(b)).pow(2))
        .sum()
}

fn decibels(sum: u64, count: u64) -> f64 {
    if count == 0 {
        return f64::NAN;
    }
    10.0 * (255.0 * 255.0 * count as f64 / sum as f64).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pictures_have_infinite_psnr_and_one_step_everywhere_has_48_db() {
        let (a, b) = (vec![7u8; 300], vec![8u8; 300]);
        let pair = |b| Pair::new(10, 10, &a, b).unwrap();
        assert!(psnr(pair(&a)).is_infinite());
        assert!((psnr(pair(&b)) - 48.130_803_608_679).abs() < 1e-9);
    }

    #[test]
    fn only_the_chosen_cells_count() {
        let a = vec![0u8; 20 * 17 * 3];
        let mut b = a.clone();
        b[19 * 3] = 255; // first row, second cell
        let pair = Pair::new(20, 17, &a, &b).unwrap();
        assert!(psnr_in_cells(pair, &[1, 0, 0, 0], 1).unwrap().is_infinite());
        let expected = 10.0 * f64::from(4 * 16 * 3).log10();
        assert!((psnr_in_cells(pair, &[0, 1, 0, 0], 1).unwrap() - expected).abs() < 1e-9);
        assert!(psnr_in_cells(pair, &[0, 0, 0, 0], 1).unwrap().is_nan());
        assert!(psnr_in_cells(pair, &[0], 1).is_err());
    }
}
