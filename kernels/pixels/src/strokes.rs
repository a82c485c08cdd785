//! Cells with strokes: lettering, or as fine and clear a line drawing. In integers, luma in thousandths.

/// Contrast between ink and ground, in luma steps…
const CONTRAST: usize = 90;
/// …to one of which, within a quarter of the contrast, this share of the pixels belongs.
const TWO_TONED: f64 = 0.72;
/// Changes between ink and ground along a row, on average over the rows: a stroke makes two.
const STROKES: f64 = 1.6;
/// Most changes: beyond are screens of dots and foliage.
const MOST_STROKES: f64 = 7.0;
/// Share of ink or of ground that there must be at least.
const LEAST_SHARE: f64 = 0.12;
/// Shares of the pixels that may be darker than ink or not as light as ground.
const DARK: f64 = 0.08;
const LIGHT: f64 = 0.92;

/// Of each cell of a band of `side` rows of RGB pixels, from the left: 1 where it has two tones with strokes, else 0.
pub fn strokes(band: &[u8], side: usize) -> Vec<u8> {
    let width = band.len() / (3 * side.max(1));
    let mut cell = Vec::with_capacity(side * side);
    let lefts = (0..width / side.max(1)).map(|i| i * side);
    lefts
        .map(|left| {
            cell.clear();
            for row in band.chunks_exact(3 * width) {
                cell.extend(row[3 * left..][..3 * side].chunks_exact(3).map(luma));
            }
            has_strokes(&cell, side).into()
        })
        .collect()
}

/// Thousandths of the luma of ITU-R BT.601, 0…255,000.
fn luma(rgb: &[u8]) -> u32 {
    299 * u32::from(rgb[0]) + 587 * u32::from(rgb[1]) + 114 * u32::from(rgb[2])
}

fn has_strokes(cell: &[u32], side: usize) -> bool {
    let mut histogram = [0u32; 256];
    for value in cell {
        histogram[(value / 1000) as usize] += 1;
    }
    let count = cell.len() as f64;
    // The luma below which a share of the pixels lies.
    let quantile = |share: f64| {
        let mut below = 0;
        let reached = histogram.iter().position(|n| {
            below += n;
            f64::from(below) > share * count
        });
        reached.unwrap_or(255)
    };
    let (dark, light) = (quantile(DARK), quantile(LIGHT));
    let contrast = light - dark;
    if contrast < CONTRAST {
        return false;
    }
    let (low, high) = (250 * (4 * dark + contrast), 250 * (4 * light - contrast));
    let (mut ink, mut ground, mut changes) = (0u32, 0u32, 0u32);
    for row in cell.chunks_exact(side) {
        // A change counts from one tone to the other, however many pixels lie between.
        let mut tone = 0;
        for &value in row {
            let here = if value as usize <= low {
                ink += 1;
                -1
            } else if value as usize >= high {
                ground += 1;
                1
            } else {
                continue;
            };
            changes += u32::from(tone == -here);
            tone = here;
        }
    }
    let per_row = f64::from(changes) / side as f64;
    f64::from(ink + ground) >= TWO_TONED * count
        && f64::from(ink.min(ground)) >= LEAST_SHARE * count
        && (STROKES..=MOST_STROKES).contains(&per_row)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two cells: the left one by `left`, the right one even.
    fn found(left: impl Fn(usize, usize) -> u8) -> Vec<u8> {
        let pixel = |y: usize, x: usize| if x < 16 { left(x, y) } else { 128 };
        let band: Vec<u8> = (0..16)
            .flat_map(|y| (0..32).flat_map(move |x| [(x, y); 3]))
            .map(|(x, y)| pixel(y, x))
            .collect();
        strokes(&band, 16)
    }

    #[test]
    fn bars_are_strokes_and_neither_edges_nor_faint_bars_nor_screens_are() {
        assert_eq!(found(|x, _| if x % 8 < 4 { 20 } else { 230 }), [1, 0]);
        assert_eq!(found(|x, _| if x < 8 { 20 } else { 230 }), [0, 0]);
        assert_eq!(found(|x, _| if x % 8 < 4 { 100 } else { 150 }), [0, 0]);
        assert_eq!(
            found(|x, y| if (x + y) % 2 == 0 { 20 } else { 230 }),
            [0, 0]
        );
        assert_eq!(found(|x, _| 17 * x as u8), [0, 0]);
        assert!(strokes(&[], 0).is_empty());
    }
}
