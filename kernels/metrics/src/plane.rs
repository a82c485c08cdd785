//! Single channels as floats, and what several metrics do with them.

/// One channel, row by row.
#[derive(Debug, Clone)]
pub struct Plane {
    /// Values a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width` · `height` values.
    pub data: Vec<f32>,
}

impl Plane {
    /// A weighted sum of red, green and blue of interleaved bytes.
    pub fn mixed(bytes: &[u8], width: usize, height: usize, weights: [f32; 3]) -> Self {
        let data = bytes
            .chunks_exact(3)
            .map(|p| {
                weights[0] * f32::from(p[0])
                    + weights[1] * f32::from(p[1])
                    + weights[2] * f32::from(p[2])
            })
            .collect();
        Self {
            width,
            height,
            data,
        }
    }

    /// Means of `factor` × `factor` values; what is left over at the right and below is dropped. `before` and `after`
    /// values are first added at each side, repeated from the edge or zero.
    pub fn pooled(&self, factor: usize, before: usize, after: usize, edge: Edge) -> Self {
        let width = (self.width + before + after) / factor;
        let height = (self.height + before + after) / factor;
        let scale = 1.0 / (factor * factor) as f32;
        let mut data = Vec::with_capacity(width * height);
        if before == 0 && after == 0 {
            let mut sums = vec![0f32; width * factor];
            for rows in self.data.chunks_exact(self.width * factor).take(height) {
                sums.copy_from_slice(&rows[..width * factor]);
                for row in rows.chunks_exact(self.width).skip(1) {
                    for (sum, value) in sums.iter_mut().zip(row) {
                        *sum += value;
                    }
                }
                data.extend(
                    sums.chunks_exact(factor)
                        .map(|s| s.iter().sum::<f32>() * scale),
                );
            }
        } else {
            for y in 0..height {
                for x in 0..width {
                    let mut sum = 0.0;
                    for dy in 0..factor {
                        for dx in 0..factor {
                            sum += self.at(x * factor + dx, y * factor + dy, before, edge);
                        }
                    }
                    data.push(sum * scale);
                }
            }
        }
        Self {
            width,
            height,
            data,
        }
    }

    fn at(&self, x: usize, y: usize, before: usize, edge: Edge) -> f32 {
        let outside =
            x < before || y < before || x - before >= self.width || y - before >= self.height;
        if outside && edge == Edge::Zero {
            return 0.0;
        }
        let x = x.saturating_sub(before).min(self.width - 1);
        let y = y.saturating_sub(before).min(self.height - 1);
        self.data[y * self.width + x]
    }

    /// Gradient magnitude by a 3 × 3 operator with `weights` (corner, middle), zeros outside.
    pub fn gradient(&self, [corner, middle]: [f32; 2]) -> Vec<f32> {
        let (w, h) = (self.width, self.height);
        let padded = w + 2;
        let mut source = vec![0f32; padded * (h + 2)];
        for (to, from) in source[padded..]
            .chunks_exact_mut(padded)
            .zip(self.data.chunks_exact(w))
        {
            to[1..=w].copy_from_slice(from);
        }
        let mut out = Vec::with_capacity(w * h);
        for y in 0..h {
            let row = |dy: usize| &source[(y + dy) * padded..][..padded];
            let (above, here, below) = (row(0), row(1), row(2));
            out.extend((0..w).map(|x| {
                let across = corner * (above[x + 2] - above[x] + below[x + 2] - below[x])
                    + middle * (here[x + 2] - here[x]);
                let down = corner * (below[x] - above[x] + below[x + 2] - above[x + 2])
                    + middle * (below[x + 1] - above[x + 1]);
                (across * across + down * down).sqrt()
            }));
        }
        out
    }
}

/// What lies outside a plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Zeros.
    Zero,
    /// The nearest value.
    Repeat,
}

/// Weights of Scharr's operator, corner and middle.
pub const SCHARR: [f32; 2] = [3.0 / 16.0, 10.0 / 16.0];
/// Weights of Prewitt's.
pub const PREWITT: [f32; 2] = [1.0 / 3.0, 1.0 / 3.0];

/// (2ab + c) / (a² + b² + c).
#[inline]
pub fn similarity(a: f32, b: f32, c: f32) -> f32 {
    (2.0 * a * b + c) / (a * a + b * b + c)
}

/// Python's round(side / 256), at least 1: halves go to the even number.
pub fn shrink_factor(side: usize) -> usize {
    let (whole, rest) = (side / 256, side % 256);
    let up = rest > 128 || (rest == 128 && whole % 2 == 1);
    (whole + usize::from(up)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shrink_factor_rounds_like_python() {
        assert_eq!(
            [100, 256, 383, 384, 385, 640, 641].map(shrink_factor),
            [1, 1, 1, 2, 2, 2, 3]
        );
    }

    #[test]
    fn a_step_has_its_height_as_gradient() {
        let plane = Plane {
            width: 4,
            height: 3,
            data: [0.0, 0.0, 6.0, 6.0].repeat(3),
        };
        assert_eq!(plane.gradient(PREWITT)[5], 6.0);
    }
}
