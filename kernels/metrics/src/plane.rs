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
        let pool = Pool::new(self.width, self.height, factor, [before, after], edge);
        let mut data = Vec::with_capacity(pool.width * pool.height);
        let mut sums = vec![0f32; self.width];
        for y in 0..pool.height {
            sums.fill(0.0);
            for row in pool.rows(y) {
                for (sum, value) in sums.iter_mut().zip(&self.data[row * self.width..]) {
                    *sum += value;
                }
            }
            pool.columns(&sums, 1, 0, &mut data);
        }
        Self {
            width: pool.width,
            height: pool.height,
            data,
        }
    }

    /// Red, green and blue of interleaved bytes as [`Plane::pooled`] planes.
    pub fn pooled_rgb(bytes: &[u8], width: usize, pool: &Pool) -> [Self; 3] {
        let mut data: [Vec<f32>; 3] =
            std::array::from_fn(|_| Vec::with_capacity(pool.width * pool.height));
        let mut sums = vec![0f32; 3 * width];
        for y in 0..pool.height {
            sums.fill(0.0);
            for row in pool.rows(y) {
                for (sum, &value) in sums.iter_mut().zip(&bytes[row * 3 * width..]) {
                    *sum += f32::from(value);
                }
            }
            for (channel, data) in data.iter_mut().enumerate() {
                pool.columns(&sums, 3, channel, data);
            }
        }
        data.map(|data| Self {
            width: pool.width,
            height: pool.height,
            data,
        })
    }

    /// A weighted sum of three planes of one size.
    pub fn sum([r, g, b]: &[Self; 3], weights: [f32; 3]) -> Self {
        let pairs = r.data.iter().zip(&g.data).zip(&b.data);
        Self {
            width: r.width,
            height: r.height,
            data: pairs
                .map(|((r, g), b)| weights[0] * r + weights[1] * g + weights[2] * b)
                .collect(),
        }
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

/// How values are averaged down.
pub struct Pool {
    /// Values a row that come out.
    pub width: usize,
    /// Rows that come out.
    pub height: usize,
    from: [usize; 2],
    factor: usize,
    before: usize,
    edge: Edge,
}

impl Pool {
    /// See [`Plane::pooled`]; `padding` is what is added before and after.
    pub fn new(
        width: usize,
        height: usize,
        factor: usize,
        [before, after]: [usize; 2],
        edge: Edge,
    ) -> Self {
        Self {
            width: (width + before + after) / factor,
            height: (height + before + after) / factor,
            from: [width, height],
            factor,
            before,
            edge,
        }
    }

    /// Rows that make row `y`.
    fn rows(&self, y: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.factor).filter_map(move |dy| self.index(y * self.factor + dy, self.from[1]))
    }

    fn index(&self, padded: usize, len: usize) -> Option<usize> {
        let outside = padded < self.before || padded - self.before >= len;
        if outside && self.edge == Edge::Zero {
            return None;
        }
        Some(padded.saturating_sub(self.before).min(len - 1))
    }

    /// Means along a row of sums, of which every `step`-th from `first` on counts.
    fn columns(&self, sums: &[f32], step: usize, first: usize, out: &mut Vec<f32>) {
        let scale = 1.0 / (self.factor * self.factor) as f32;
        let at = |x: usize| -> f32 {
            let places =
                (0..self.factor).filter_map(|dx| self.index(x * self.factor + dx, self.from[0]));
            places.map(|place| sums[place * step + first]).sum()
        };
        // Only the borders look outside.
        let inner_from = self.before.div_ceil(self.factor).min(self.width);
        let inner_to = ((self.from[0] + self.before) / self.factor).clamp(inner_from, self.width);
        out.extend((0..inner_from).map(|x| at(x) * scale));
        if inner_to > inner_from {
            let begin = (inner_from * self.factor - self.before) * step;
            let inner = sums[begin..]
                .chunks(self.factor * step)
                .take(inner_to - inner_from);
            match (self.factor, step) {
                (2, 1) => out.extend(inner.map(|s| (s[0] + s[1]) * scale)),
                (2, 3) => out.extend(inner.map(|s| (s[first] + s[3 + first]) * scale)),
                _ => {
                    out.extend(inner.map(|s| {
                        (0..self.factor).map(|dx| s[dx * step + first]).sum::<f32>() * scale
                    }))
                }
            }
        }
        out.extend((inner_to..self.width).map(|x| at(x) * scale));
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

/// What `of` makes of two maps, value by value.
#[inline(always)]
pub fn combined(a: &[f32], b: &[f32], of: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    a.iter().zip(b).map(|(&a, &b)| of(a, b)).collect()
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
