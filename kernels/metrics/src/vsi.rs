//! Visual saliency-induced index (Zhang, Shen, Li, IEEE TIP 23(10), 2014) as `piq.vsi` 0.8: saliency, Scharr gradients and
//! chroma in the LMN space, weighted by saliency.

use crate::picture::Pair;
use crate::plane::{shrink_factor, similarity, Edge, Plane, SCHARR};
use crate::regions::{ByRegion, Grid, Regions};
use crate::saliency::saliency;

const LMN: [[f32; 3]; 3] = [[0.06, 0.63, 0.27], [0.30, 0.04, -0.35], [0.34, -0.6, 0.17]];
const SALIENCY: f32 = 1.27;
const GRADIENT: f32 = 386.0;
const CHROMA: f32 = 130.0;
const ALPHA: f32 = 0.4;
const BETA: f32 = 0.02;

/// Mean similarity, at most 1.
pub fn vsi(pair: Pair, regions: Regions) -> ByRegion {
    let factor = shrink_factor(pair.width.min(pair.height));
    let (before, after) = if factor > 1 {
        (factor / 2, (factor - 1) / 2)
    } else {
        (0, 0)
    };
    let pool = |plane: Plane| plane.pooled(factor, before, after, Edge::Repeat);
    let [sa, sb] = saliency(pair).map(pool);
    let [[la, lb], [ma, mb], [na, nb]] = LMN.map(|weights| {
        [pair.a, pair.b].map(|bytes| pool(Plane::mixed(bytes, pair.width, pair.height, weights)))
    });
    let (ga, gb) = (la.gradient(SCHARR), lb.gradient(SCHARR));
    // Where chroma is opposite the power is complex: its real part counts.
    let turned = (std::f32::consts::PI * BETA).cos();
    let grid = Grid {
        width: sa.width,
        step: factor,
        offset: 0,
    };
    regions.mean(grid, ga.len(), |i| {
        let colour =
            similarity(ma.data[i], mb.data[i], CHROMA) * similarity(na.data[i], nb.data[i], CHROMA);
        let power = colour.abs().powf(BETA) * if colour < 0.0 { turned } else { 1.0 };
        let weight = sa.data[i].max(sb.data[i]);
        let score = similarity(sa.data[i], sb.data[i], SALIENCY)
            * similarity(ga[i], gb[i], GRADIENT).powf(ALPHA)
            * power;
        (score * weight, weight)
    })
}
