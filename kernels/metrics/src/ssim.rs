//! Structural similarity (Wang et al., IEEE TIP 13(4), 2004), in the convention of `piq.ssim`: RGB in [0, 1], pictures first
//! averaged down so that the short side is near 256, Gaussian window 11 with σ 1.5 inside the picture only, mean over
//! pixels and channels.

use crate::picture::Pair;

const WINDOW: usize = 11;
const SIGMA: f64 = 1.5;
const C1: f32 = 0.01 * 0.01;
const C2: f32 = 0.03 * 0.03;

/// One channel as floats.
struct Plane {
    width: usize,
    height: usize,
    data: Vec<f32>,
}

/// Mean SSIM, at most 1.
///
/// # Errors
/// `invalid-argument` when a side is below 11 pixels after averaging down.
pub fn ssim(pair: Pair) -> Result<f64, String> {
    let factor = shrink_factor(pair.width.min(pair.height));
    if pair.width / factor < WINDOW || pair.height / factor < WINDOW {
        return Err(format!(
            "invalid-argument: SSIM needs at least {WINDOW} pixels a side"
        ));
    }
    let sum: f64 = (0..3)
        .map(|channel| {
            let a = shrunk(pair.a, pair.width, pair.height, channel, factor);
            let b = shrunk(pair.b, pair.width, pair.height, channel, factor);
            mean_of_plane(&a, &b)
        })
        .sum();
    Ok(sum / 3.0)
}

/// Python's round(side / 256), at least 1: halves go to the even number.
fn shrink_factor(side: usize) -> usize {
    let (whole, rest) = (side / 256, side % 256);
    let up = rest > 128 || (rest == 128 && whole % 2 == 1);
    (whole + usize::from(up)).max(1)
}

fn shrunk(bytes: &[u8], width: usize, height: usize, channel: usize, factor: usize) -> Plane {
    let (w, h) = (width / factor, height / factor);
    let scale = 1.0 / (255.0 * (factor * factor) as f32);
    let mut data = Vec::with_capacity(w * h);
    for y in 0..h {
        for x in 0..w {
            let mut sum = 0u32;
            for dy in 0..factor {
                let row = ((y * factor + dy) * width + x * factor) * 3 + channel;
                sum += (0..factor)
                    .map(|dx| u32::from(bytes[row + dx * 3]))
                    .sum::<u32>();
            }
            data.push(sum as f32 * scale);
        }
    }
    Plane {
        width: w,
        height: h,
        data,
    }
}

fn mean_of_plane(a: &Plane, b: &Plane) -> f64 {
    let product = |x: &Plane, y: &Plane| Plane {
        width: x.width,
        height: x.height,
        data: x.data.iter().zip(&y.data).map(|(p, q)| p * q).collect(),
    };
    let window = gaussian();
    let (mu_a, mu_b) = (blurred(a, &window), blurred(b, &window));
    let aa = blurred(&product(a, a), &window);
    let bb = blurred(&product(b, b), &window);
    let ab = blurred(&product(a, b), &window);
    let mut sum = 0.0f64;
    for i in 0..mu_a.len() {
        let (ma, mb) = (mu_a[i], mu_b[i]);
        let (va, vb, cov) = (aa[i] - ma * ma, bb[i] - mb * mb, ab[i] - ma * mb);
        let contrast = (2.0 * cov + C2) / (va + vb + C2);
        sum += f64::from((2.0 * ma * mb + C1) / (ma * ma + mb * mb + C1) * contrast);
    }
    sum / mu_a.len() as f64
}

fn gaussian() -> [f32; WINDOW] {
    let centre = (WINDOW / 2) as f64;
    let raw: Vec<f64> = (0..WINDOW)
        .map(|i| (-(i as f64 - centre).powi(2) / (2.0 * SIGMA * SIGMA)).exp())
        .collect();
    let sum: f64 = raw.iter().sum();
    std::array::from_fn(|i| (raw[i] / sum) as f32)
}

/// Separable window, without padding: (w − 10) × (h − 10) values.
fn blurred(plane: &Plane, window: &[f32; WINDOW]) -> Vec<f32> {
    let (w, h) = (plane.width - WINDOW + 1, plane.height - WINDOW + 1);
    let mut rows = vec![0f32; w * plane.height];
    for (out, row) in rows
        .chunks_exact_mut(w)
        .zip(plane.data.chunks_exact(plane.width))
    {
        for (k, weight) in window.iter().enumerate() {
            for (o, value) in out.iter_mut().zip(&row[k..]) {
                *o += weight * value;
            }
        }
    }
    let mut data = vec![0f32; w * h];
    for (y, out) in data.chunks_exact_mut(w).enumerate() {
        for (k, weight) in window.iter().enumerate() {
            for (o, value) in out.iter_mut().zip(&rows[(y + k) * w..][..w]) {
                *o += weight * value;
            }
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pictures_have_ssim_1() {
        let a: Vec<u8> = (0..40 * 30 * 3).map(|i| (i * 7 % 251) as u8).collect();
        assert!((ssim(Pair::new(40, 30, &a, &a).unwrap()).unwrap() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_shrink_factor_rounds_like_python() {
        assert_eq!(
            [100, 256, 383, 384, 385, 640, 641].map(shrink_factor),
            [1, 1, 1, 2, 2, 2, 3]
        );
    }

    #[test]
    fn small_pictures_are_refused() {
        let a = vec![0u8; 10 * 10 * 3];
        assert!(ssim(Pair::new(10, 10, &a, &a).unwrap()).is_err());
    }
}
