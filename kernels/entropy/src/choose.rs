//! Rate-distortion optimized symbols: of a few candidates the one with the least bits + weight · squared error in steps.
//!
//! The encoder's business alone; the model is the one that the symbol will be coded under, so every choice is made right
//! before coding. Candidates of a base symbol are the nearest one, the next towards 0, and 0; of a refinement -1, 0 and 1.

use crate::cells::{expect_len, scale_index, Shape};
use crate::cost::Estimator;
use crate::error::{Error, Result};
use crate::refinement::Refinements;
use crate::window::Windows;

/// Latents and how they are quantized.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// [h, w, channels].
    pub y: &'a [i16],
    /// Fine step of each cell in the unit of `y`.
    pub steps: &'a [u16],
    /// Bits that a squared error of one step² is worth in each cell.
    pub weights: &'a [f32],
}

impl Source<'_> {
    fn check(self, shape: Shape) -> Result<()> {
        expect_len("y", self.y.len(), shape.values()?)?;
        expect_len("steps", self.steps.len(), shape.h * shape.w)?;
        expect_len("weights", self.weights.len(), self.steps.len())?;
        if self.steps.contains(&0) || !self.weights.iter().all(|w| w.is_finite() && *w >= 0.0) {
            return Err(Error::InvalidArgument(
                "A step is 0 or a weight is no positive number".into(),
            ));
        }
        Ok(())
    }

    /// What an error is worth in a cell, for symbols of this step.
    fn distortion(self, error: i64, cell: usize, step: u32) -> f32 {
        let steps = error as f32 / step as f32;
        self.weights[cell] * steps * steps
    }
}

/// Ideal bits of what `write` puts.
fn bits(write: impl FnOnce(&mut Estimator) -> Result<()>) -> Result<f32> {
    let mut estimator = Estimator::default();
    write(&mut estimator)?;
    Ok(estimator.bits_256() as f32 / 256.0)
}

/// Base symbols, of three fine steps, of the cells of one parity whose mask is not 0; all others stay as they are.
///
/// # Errors
/// `InvalidArgument` where sizes do not go together, a step is 0 or a weight is no number.
pub fn choose_base(
    source: Source,
    params: &[i16],
    shape: Shape,
    parity: usize,
    mask: &[u8],
    k0: &mut [i16],
) -> Result<()> {
    source.check(shape)?;
    let m = shape.channels;
    expect_len("params", params.len(), 2 * source.y.len())?;
    expect_len("Cell mask", mask.len(), source.steps.len())?;
    expect_len("k0", k0.len(), source.y.len())?;
    let windows = Windows::get();
    for cell in shape
        .cells_of_parity(parity)?
        .filter(|&cell| mask[cell] != 0)
    {
        let (mu, scale) = params[2 * m * cell..][..2 * m].split_at(m);
        let step = 3 * u32::from(source.steps[cell]);
        let values = source.y[m * cell..][..m]
            .iter()
            .zip(&mut k0[m * cell..][..m]);
        for (((&y, k), &mu), &scale) in values.zip(mu).zip(scale) {
            let magnitude = u32::from(y.unsigned_abs());
            // Most are 0 at once.
            if 2 * u64::from(magnitude) < u64::from(step) {
                *k = 0;
                continue;
            }
            let nearest =
                ((2 * u64::from(magnitude) + u64::from(step)) / (2 * u64::from(step))) as i64;
            let mut best = (f32::INFINITY, 0);
            for candidate in [nearest, nearest - 1, 0] {
                let symbol = (candidate * i64::from(y.signum())).clamp(-32768, 32767) as i16;
                let error = i64::from(y) - i64::from(symbol) * i64::from(step);
                let rate = bits(|sink| windows.encode(sink, symbol, mu, scale_index(scale)))?;
                let cost = rate + source.distortion(error, cell, step);
                if cost < best.0 {
                    best = (cost, symbol);
                }
            }
            *k = best.1;
        }
    }
    Ok(())
}

/// Refinements of the cells whose mask is not 0, given their base symbols.
///
/// # Errors
/// `InvalidArgument` where sizes do not go together, a step is 0 or a weight is no number.
pub fn choose_refinement(
    source: Source,
    k0: &[i16],
    params: &[i16],
    shape: Shape,
    mask: &[u8],
    r: &mut [i8],
) -> Result<()> {
    source.check(shape)?;
    let m = shape.channels;
    expect_len("params", params.len(), 2 * source.y.len())?;
    expect_len("Cell mask", mask.len(), source.steps.len())?;
    expect_len("k0", k0.len(), source.y.len())?;
    expect_len("r", r.len(), source.y.len())?;
    let refinements = Refinements::get();
    for cell in (0..mask.len()).filter(|&cell| mask[cell] != 0) {
        let (mu, scale) = params[2 * m * cell..][..2 * m].split_at(m);
        let step = u32::from(source.steps[cell]);
        for channel in 0..m {
            let i = m * cell + channel;
            let error = i64::from(source.y[i]) - 3 * i64::from(k0[i]) * i64::from(step);
            r[i] = 0;
            if 2 * error.unsigned_abs() < u64::from(step) {
                continue;
            }
            let mut best = f32::INFINITY;
            for candidate in [0i8, 1, -1] {
                let rate = bits(|sink| {
                    refinements.encode(
                        sink,
                        candidate,
                        k0[i],
                        mu[channel],
                        scale_index(scale[channel]),
                    )
                })?;
                let left = error - i64::from(candidate) * i64::from(step);
                let cost = rate + source.distortion(left, cell, step);
                if cost < best {
                    best = cost;
                    r[i] = candidate;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape {
        h: 1,
        w: 2,
        channels: 3,
    };

    fn base(weight: f32, scale: i16) -> Vec<i16> {
        // In steps of 3 · 33.
        let y = [0, 60, -260, 990, 49, -51];
        let params: Vec<i16> = [[0i16; 3], [scale; 3]].concat().repeat(2);
        let mut k0 = vec![9; 6];
        let source = Source {
            y: &y,
            steps: &[33, 33],
            weights: &[weight; 2],
        };
        for parity in [0, 1] {
            choose_base(source, &params, SHAPE, parity, &[1, 1], &mut k0).unwrap();
        }
        k0
    }

    #[test]
    fn takes_the_nearest_symbol_where_only_distortion_counts() {
        assert_eq!(base(1e6, 40), [0, 1, -3, 10, 0, -1]);
    }

    #[test]
    fn saves_what_costs_more_bits_than_it_is_worth() {
        assert_eq!(base(0.0, 16), [0; 6]);
        assert_eq!(base(10.0, 16)[..2], [0, 0]);
    }

    #[test]
    fn weighs_each_cell_by_itself() {
        let y = [60; 6];
        let params: Vec<i16> = [[0i16; 3], [16; 3]].concat().repeat(2);
        let mut k0 = vec![9; 6];
        let source = Source {
            y: &y,
            steps: &[33, 33],
            weights: &[1e6, 0.0],
        };
        for parity in [0, 1] {
            choose_base(source, &params, SHAPE, parity, &[1, 1], &mut k0).unwrap();
        }
        assert_eq!(k0, [1, 1, 1, 0, 0, 0]);
    }

    #[test]
    fn refines_towards_the_latent_unless_bits_are_dear() {
        let y = [0, 60, 340, 200, -170, -51];
        let params: Vec<i16> = [[0i16; 3], [8i16; 3]].concat().repeat(2);
        let k0 = [0, 0, 1, 1, -1, 0];
        let mut r = [5; 6];
        let mut run = |weight, mask: [u8; 2]| {
            let source = Source {
                y: &y,
                steps: &[100, 100],
                weights: &[weight; 2],
            };
            choose_refinement(source, &k0, &params, SHAPE, &mask, &mut r).unwrap();
            r
        };
        assert_eq!(run(1e6, [1, 0]), [0, 1, 0, 5, 5, 5]);
        assert_eq!(run(1e6, [1, 1]), [0, 1, 0, -1, 1, -1]);
        assert_eq!(run(0.1, [1, 1])[1], 0);
    }

    #[test]
    fn refuses_what_does_not_go_together() {
        let source = Source {
            y: &[0; 6],
            steps: &[1, 0],
            weights: &[1.0; 2],
        };
        let mut k0 = [0; 6];
        assert!(choose_base(source, &[0; 12], SHAPE, 0, &[1, 1], &mut k0).is_err());
        let good = Source {
            steps: &[1, 1],
            ..source
        };
        assert!(choose_base(good, &[0; 11], SHAPE, 0, &[1, 1], &mut k0).is_err());
        assert!(choose_base(good, &[0; 12], SHAPE, 2, &[1, 1], &mut k0).is_err());
        let unknown = Source {
            weights: &[1.0, f32::NAN],
            ..good
        };
        assert!(choose_base(unknown, &[0; 12], SHAPE, 0, &[1, 1], &mut k0).is_err());
    }
}
