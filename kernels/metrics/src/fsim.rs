//! Feature similarity (Zhang et al., IEEE TIP 20(8), 2011) as `piq.fsim` 0.8: YIQ in [0, 255], averaged down so that the
//! short side is near 256, phase congruency and Scharr gradients, weighted by congruency.

use crate::fast::power;
use crate::phase_congruency::congruency;
use crate::picture::Pair;
use crate::plane::{combined, shrink_factor, similarity, Edge, Plane, Pool, SCHARR};
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
    let pool = Pool::new(pair.width, pair.height, factor, [0, 0], Edge::Zero);
    let [rgb_a, rgb_b] = [pair.a, pair.b].map(|bytes| Plane::pooled_rgb(bytes, pair.width, &pool));
    let (a, b) = (Plane::sum(&rgb_a, YIQ[0]), Plane::sum(&rgb_b, YIQ[0]));
    let [pa, pb] = congruency([&a, &b]);
    let (ga, gb) = (a.gradient(SCHARR), b.gradient(SCHARR));
    let chroma =
        chromatic.then(|| [1, 2].map(|i| [&rgb_a, &rgb_b].map(|rgb| Plane::sum(rgb, YIQ[i]))));
    let grid = Grid {
        width: a.width,
        step: factor,
        offset: factor / 2,
    };
    let weight = combined(&pa, &pb, |a, b| if a > b { a } else { b });
    let edges = combined(&ga, &gb, |a, b| similarity(a, b, GRADIENT));
    let phases = combined(&pa, &pb, |a, b| similarity(a, b, CONGRUENCY));
    let mut score = combined(&edges, &phases, |e, p| e * p);
    if let Some([i, q]) = &chroma {
        let [s, t] =
            [i, q].map(|[a, b]| combined(&a.data, &b.data, |a, b| similarity(a, b, CHROMA)));
        let tint = combined(&s, &t, |s, t| power((s * t).abs(), CHROMA_EXPONENT));
        score = combined(&score, &tint, |s, t| s * t);
    }
    Ok(regions.mean(grid, score.len(), |i| (score[i] * weight[i], weight[i])))
}
