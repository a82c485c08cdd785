//! Feature similarity (Zhang et al., IEEE TIP 20(8), 2011) as `piq.fsim` 0.8: YIQ in [0, 255], averaged down so that the
//! short side is near 256, phase congruency and Scharr gradients, weighted by congruency.

use crate::phase_congruency::Filters;
use crate::picture::Pair;
use crate::plane::{shrink_factor, similarity, Edge, Plane, SCHARR};
use crate::regions::{ByRegion, Grid, Regions};

const YIQ: [[f32; 3]; 3] = [
    [0.299, 0.587, 0.114],
    [0.5959, -0.2746, -0.3213],
    [0.2115, -0.5227, 0.3112],
];
const CONGRUENCY: f32 = 0.85;
const GRADIENT: f32 = 160.0;
const CHROMA: f32 = 200.0;
const CHROMA_EXPONENT: f32 = 0.03;

/// FSIM of luma, or with chroma (FSIMc).
///
/// # Errors
/// `invalid-argument` when a side is below 2 pixels.
pub fn fsim(pair: Pair, regions: Regions, chromatic: bool) -> Result<ByRegion, String> {
    let factor = shrink_factor(pair.width.min(pair.height));
    if pair.width / factor < 2 || pair.height / factor < 2 {
        return Err("invalid-argument: FSIM needs at least 2 pixels a side".into());
    }
    let plane = |bytes, weights| {
        Plane::mixed(bytes, pair.width, pair.height, weights).pooled(factor, 0, 0, Edge::Zero)
    };
    let (a, b) = (plane(pair.a, YIQ[0]), plane(pair.b, YIQ[0]));
    let [pa, pb] = Filters::new(a.width, a.height).congruency([&a, &b]);
    let (ga, gb) = (a.gradient(SCHARR), b.gradient(SCHARR));
    let chroma = chromatic.then(|| [1, 2].map(|i| [plane(pair.a, YIQ[i]), plane(pair.b, YIQ[i])]));
    let grid = Grid {
        width: a.width,
        step: factor,
        offset: factor / 2,
    };
    Ok(regions.mean(grid, pa.len(), |i| {
        let weight = pa[i].max(pb[i]);
        let mut score = similarity(ga[i], gb[i], GRADIENT) * similarity(pa[i], pb[i], CONGRUENCY);
        if let Some(planes) = &chroma {
            let [s, t] = planes
                .each_ref()
                .map(|[x, y]| similarity(x.data[i], y.data[i], CHROMA));
            score *= (s * t).abs().powf(CHROMA_EXPONENT);
        }
        (score * weight, weight)
    }))
}
