//! Visual saliency-induced index (Zhang, Shen, Li, IEEE TIP 23(10), 2014) as `piq.vsi` 0.8: saliency, Scharr gradients and
//! chroma in the LMN space, weighted by saliency.

use crate::fast::power;
use crate::picture::Pair;
use crate::plane::{combined, shrink_factor, similarity, Edge, Plane, Pool, SCHARR};
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
    let padding = if factor > 1 {
        [factor / 2, (factor - 1) / 2]
    } else {
        [0, 0]
    };
    let pool = Pool::new(pair.width, pair.height, factor, padding, Edge::Repeat);
    let [sa, sb] =
        saliency(pair).map(|map| map.pooled(factor, padding[0], padding[1], Edge::Repeat));
    let rgb = [pair.a, pair.b].map(|bytes| Plane::pooled_rgb(bytes, pair.width, &pool));
    let [[la, lb], [ma, mb], [na, nb]] =
        LMN.map(|weights| rgb.each_ref().map(|rgb| Plane::sum(rgb, weights)));
    let (ga, gb) = (la.gradient(SCHARR), lb.gradient(SCHARR));
    // Where chroma is opposite the power is complex: its real part counts.
    let turned = (std::f32::consts::PI * BETA).cos();
    let grid = Grid {
        width: sa.width,
        step: factor,
        offset: 0,
    };
    // One loop a step: each takes four values at once.
    let colour = combined(&ma.data, &mb.data, |a, b| similarity(a, b, CHROMA));
    let second = combined(&na.data, &nb.data, |a, b| similarity(a, b, CHROMA));
    let tint = combined(&colour, &second, |m, n| {
        let product = m * n;
        power(product.abs(), BETA) * if product < 0.0 { turned } else { 1.0 }
    });
    let edges = combined(&ga, &gb, |a, b| power(similarity(a, b, GRADIENT), ALPHA));
    let salient = combined(&sa.data, &sb.data, |a, b| similarity(a, b, SALIENCY));
    let weight = combined(&sa.data, &sb.data, |a, b| if a > b { a } else { b });
    let score = combined(&combined(&edges, &tint, |e, t| e * t), &salient, |x, s| {
        x * s
    });
    regions.mean(grid, score.len(), |i| (score[i] * weight[i], weight[i]))
}
