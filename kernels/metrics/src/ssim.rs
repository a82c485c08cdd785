//! Structural similarity (Wang et al., IEEE TIP 13(4), 2004) and its multi-scale form (Wang, Simoncelli, Bovik, Asilomar
//! 2003), in the convention of `piq` 0.8: RGB in [0, 1], Gaussian window 11 with σ 1.5 inside the picture only, mean over
//! pixels and channels. SSIM first averages pictures down so that the short side is near 256; MS-SSIM does not.

use crate::picture::Pair;
use crate::plane::{shrink_factor, Edge, Plane};
use crate::regions::{ByRegion, Grid, Regions};

const WINDOW: usize = 11;
const SIGMA: f64 = 1.5;
const C1: f32 = 0.01 * 0.01;
const C2: f32 = 0.03 * 0.03;
/// Exponents of the five scales, from fine to coarse.
const SCALES: [f64; 5] = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
/// Least side of MS-SSIM: the window has to fit into the coarsest scale.
const LEAST: usize = (WINDOW - 1) * 16 + 1;

/// Mean SSIM, at most 1.
///
/// # Errors
/// `invalid-argument` when a side is below 11 pixels after averaging down.
pub fn ssim(pair: Pair, regions: Regions) -> Result<ByRegion, String> {
    let factor = shrink_factor(pair.width.min(pair.height));
    if pair.width / factor < WINDOW || pair.height / factor < WINDOW {
        return Err(format!(
            "invalid-argument: SSIM needs at least {WINDOW} pixels a side"
        ));
    }
    let mut total = [0.0; 3];
    for channel in 0..3 {
        let [a, b] = channels(pair, channel).map(|p| p.pooled(factor, 0, 0, Edge::Zero));
        let grid = Grid {
            width: a.width - WINDOW + 1,
            step: factor,
            offset: WINDOW / 2 * factor + factor / 2,
        };
        let maps = maps(&a, &b);
        let means = regions.mean(grid, maps.full.len(), |i| (maps.full[i], 1.0));
        total.iter_mut().zip(means).for_each(|(t, m)| *t += m / 3.0);
    }
    Ok(total)
}

/// Mean MS-SSIM over five scales, 0 to 1; negative structure at a scale counts as 0.
///
/// # Errors
/// `invalid-argument` when a side is below 161 pixels.
pub fn ms_ssim(pair: Pair, regions: Regions) -> Result<ByRegion, String> {
    if pair.width < LEAST || pair.height < LEAST {
        return Err(format!(
            "invalid-argument: MS-SSIM needs at least {LEAST} pixels a side"
        ));
    }
    let mut total = [0.0; 3];
    for channel in 0..3 {
        let [mut a, mut b] = channels(pair, channel);
        let mut product = [1.0f64; 3];
        for (level, exponent) in SCALES.into_iter().enumerate() {
            if level > 0 {
                let pad = (a.width % 2).max(a.height % 2);
                (a, b) = (
                    a.pooled(2, pad, 0, Edge::Repeat),
                    b.pooled(2, pad, 0, Edge::Repeat),
                );
            }
            let maps = maps(&a, &b);
            let map = if level + 1 < SCALES.len() {
                &maps.contrast
            } else {
                &maps.full
            };
            let grid = Grid {
                width: a.width - WINDOW + 1,
                step: 1 << level,
                offset: (WINDOW / 2) << level,
            };
            let means = regions.mean(grid, map.len(), |i| (map[i], 1.0));
            // NaN of an empty region stays NaN: max would hide it.
            let clamped = means.map(|m| if m < 0.0 { 0.0 } else { m });
            product
                .iter_mut()
                .zip(clamped)
                .for_each(|(p, m)| *p *= m.powf(exponent));
        }
        total
            .iter_mut()
            .zip(product)
            .for_each(|(t, p)| *t += p / 3.0);
    }
    Ok(total)
}

fn channels(pair: Pair, channel: usize) -> [Plane; 2] {
    let mut weights = [0.0; 3];
    weights[channel] = 1.0 / 255.0;
    [pair.a, pair.b].map(|bytes| Plane::mixed(bytes, pair.width, pair.height, weights))
}

/// Similarity at each place of the window.
struct Maps {
    /// Contrast and structure.
    contrast: Vec<f32>,
    /// The same with luminance.
    full: Vec<f32>,
}

fn maps(a: &Plane, b: &Plane) -> Maps {
    let product = |x: &Plane, y: &Plane| Plane {
        data: x.data.iter().zip(&y.data).map(|(p, q)| p * q).collect(),
        ..*x
    };
    // Variances of both are only needed as a sum.
    let squares = Plane {
        data: a
            .data
            .iter()
            .zip(&b.data)
            .map(|(p, q)| p * p + q * q)
            .collect(),
        ..*a
    };
    let window = gaussian();
    let (mu_a, mu_b) = (blurred(a, &window), blurred(b, &window));
    let both = blurred(&squares, &window);
    let ab = blurred(&product(a, b), &window);
    let (mut contrast, mut full) = (both, ab);
    for i in 0..mu_a.len() {
        let (ma, mb) = (mu_a[i], mu_b[i]);
        let means = ma * ma + mb * mb;
        let c = (2.0 * (full[i] - ma * mb) + C2) / (contrast[i] - means + C2);
        contrast[i] = c;
        full[i] = (2.0 * ma * mb + C1) / (means + C1) * c;
    }
    Maps { contrast, full }
}

fn gaussian() -> [f32; WINDOW] {
    let centre = (WINDOW / 2) as f64;
    let raw: [f64; WINDOW] =
        std::array::from_fn(|i| (-(i as f64 - centre).powi(2) / (2.0 * SIGMA * SIGMA)).exp());
    let sum: f64 = raw.iter().sum();
    raw.map(|value| (value / sum) as f32)
}

/// Separable window, without padding: (w − 10) × (h − 10) values.
fn blurred(plane: &Plane, window: &[f32; WINDOW]) -> Vec<f32> {
    let (w, h) = (plane.width - WINDOW + 1, plane.height - WINDOW + 1);
    let mut rows = vec![0f32; w * plane.height];
    for (out, row) in rows
        .chunks_exact_mut(w)
        .zip(plane.data.chunks_exact(plane.width))
    {
        for (x, o) in out.iter_mut().enumerate() {
            *o = weighted(window, |k| row[x + k]);
        }
    }
    let mut data = vec![0f32; w * h];
    for (y, out) in data.chunks_exact_mut(w).enumerate() {
        let taps: [&[f32]; WINDOW] = std::array::from_fn(|k| &rows[(y + k) * w..][..w]);
        for (x, o) in out.iter_mut().enumerate() {
            *o = weighted(window, |k| taps[k][x]);
        }
    }
    data
}

/// The window is symmetric: six products instead of eleven.
#[inline(always)]
fn weighted(window: &[f32; WINDOW], value: impl Fn(usize) -> f32) -> f32 {
    let middle = WINDOW / 2;
    (0..middle).fold(window[middle] * value(middle), |sum, k| {
        sum + window[k] * (value(k) + value(WINDOW - 1 - k))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pictures_have_similarity_1() {
        let a: Vec<u8> = (0..170 * 165 * 3).map(|i| (i * 7 % 251) as u8).collect();
        let pair = Pair::new(170, 165, &a, &a).unwrap();
        let regions = Regions::new(170, 165, &[]).unwrap();
        assert!((ssim(pair, regions).unwrap()[0] - 1.0).abs() < 1e-6);
        assert!((ms_ssim(pair, regions).unwrap()[0] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn small_pictures_are_refused() {
        let a = vec![0u8; 10 * 10 * 3];
        let pair = Pair::new(10, 10, &a, &a).unwrap();
        let regions = Regions::new(10, 10, &[]).unwrap();
        assert!(ssim(pair, regions).is_err() && ms_ssim(pair, regions).is_err());
    }
}
