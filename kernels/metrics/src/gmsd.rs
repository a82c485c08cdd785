//! Gradient magnitude similarity deviation (Xue et al., IEEE TIP 23(2), 2014) as `piq.gmsd` 0.8: luma in [0, 1], averaged
//! 2 × 2, Prewitt gradients. 0 for equal pictures.

use crate::picture::Pair;
use crate::plane::{similarity, Edge, Plane, PREWITT};
use crate::regions::{ByRegion, Grid, Regions};

const C: f32 = 170.0 / (255.0 * 255.0);
const LUMA: [f32; 3] = [0.299 / 255.0, 0.587 / 255.0, 0.114 / 255.0];

/// Deviation of the gradients' similarity.
pub fn gmsd(pair: Pair, regions: Regions) -> ByRegion {
    let pad = (pair.width % 2).max(pair.height % 2);
    let luma =
        |bytes| Plane::mixed(bytes, pair.width, pair.height, LUMA).pooled(2, 0, pad, Edge::Zero);
    let (a, b) = (luma(pair.a), luma(pair.b));
    let map: Vec<f32> = a
        .gradient(PREWITT)
        .iter()
        .zip(&b.gradient(PREWITT))
        .map(|(&x, &y)| similarity(x, y, C))
        .collect();
    let grid = Grid {
        width: a.width,
        step: 2,
        offset: 1,
    };
    regions.deviation(grid, &map)
}
