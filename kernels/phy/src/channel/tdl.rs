//! The tapped delay lines of TR 38.901: tables 7.7.2-1 to 7.7.2-5.

use crate::error::{invalid, Result};

/// A tap: delay in units of the delay spread, and power in dB.
pub type Tap = (f64, f64);

/// A tapped delay line.
pub struct Profile {
    /// Scattered taps.
    pub taps: &'static [Tap],
    /// Power in dB of the line of sight, which comes with the first tap.
    pub line_of_sight: Option<f64>,
}

/// The profile `a` to `e`.
///
/// # Errors
/// `invalid-argument` for another name.
pub fn profile(name: &str) -> Result<&'static Profile> {
    match name {
        "a" => Ok(&A),
        "b" => Ok(&B),
        "c" => Ok(&C),
        "d" => Ok(&D),
        "e" => Ok(&E),
        _ => invalid(format!("There is no profile TDL-{}", name.to_uppercase())),
    }
}

impl Profile {
    /// All powers, linear, together one: the line of sight (0 without one) and the scattered taps.
    pub fn powers(&self) -> (f64, Vec<f64>) {
        let linear = |db: f64| 10f64.powf(db / 10.0);
        let direct = self.line_of_sight.map_or(0.0, linear);
        let scattered: Vec<f64> = self.taps.iter().map(|tap| linear(tap.1)).collect();
        let total = direct + scattered.iter().sum::<f64>();
        (
            direct / total,
            scattered.iter().map(|power| power / total).collect(),
        )
    }
}

static A: Profile = Profile {
    line_of_sight: None,
    taps: &[
        (0.0, -13.4),
        (0.3819, 0.0),
        (0.4025, -2.2),
        (0.5868, -4.0),
        (0.461, -6.0),
        (0.5375, -8.2),
        (0.6708, -9.9),
        (0.575, -10.5),
        (0.7618, -7.5),
        (1.5375, -15.9),
        (1.8978, -6.6),
        (2.2242, -16.7),
        (2.1718, -12.4),
        (2.4942, -15.2),
        (2.5119, -10.8),
        (3.0582, -11.3),
        (4.081, -12.7),
        (4.4579, -16.2),
        (4.5695, -18.3),
        (4.7966, -18.9),
        (5.0066, -16.6),
        (5.3043, -19.9),
        (9.6586, -29.7),
    ],
};
static B: Profile = Profile {
    line_of_sight: None,
    taps: &[
        (0.0, 0.0),
        (0.1072, -2.2),
        (0.2155, -4.0),
        (0.2095, -3.2),
        (0.287, -9.8),
        (0.2986, -1.2),
        (0.3752, -3.4),
        (0.5055, -5.2),
        (0.3681, -7.6),
        (0.3697, -3.0),
        (0.57, -8.9),
        (0.5283, -9.0),
        (1.1021, -4.8),
        (1.2756, -5.7),
        (1.5474, -7.5),
        (1.7842, -1.9),
        (2.0169, -7.6),
        (2.8294, -12.2),
        (3.0219, -9.8),
        (3.6187, -11.4),
        (4.1067, -14.9),
        (4.279, -9.2),
        (4.7834, -11.3),
    ],
};
// 0.6366 is a delay of the table, not 2 / π.
#[allow(clippy::approx_constant)]
static C: Profile = Profile {
    line_of_sight: None,
    taps: &[
        (0.0, -4.4),
        (0.2099, -1.2),
        (0.2219, -3.5),
        (0.2329, -5.2),
        (0.2176, -2.5),
        (0.6366, 0.0),
        (0.6448, -2.2),
        (0.656, -3.9),
        (0.6584, -7.4),
        (0.7935, -7.1),
        (0.8213, -10.7),
        (0.9336, -11.1),
        (1.2285, -5.1),
        (1.3083, -6.8),
        (2.1704, -8.7),
        (2.7105, -13.2),
        (4.2589, -13.9),
        (4.6003, -13.9),
        (5.4902, -15.8),
        (5.6077, -17.1),
        (6.3065, -16.0),
        (6.6374, -15.7),
        (7.0427, -21.6),
        (8.6523, -22.8),
    ],
};
static D: Profile = Profile {
    line_of_sight: Some(-0.2),
    taps: &[
        (0.0, -13.5),
        (0.035, -18.8),
        (0.612, -21.0),
        (1.363, -22.8),
        (1.405, -17.9),
        (1.804, -20.1),
        (2.596, -21.9),
        (1.775, -22.9),
        (4.042, -27.8),
        (7.937, -23.6),
        (9.424, -24.8),
        (9.708, -30.0),
        (12.525, -27.7),
    ],
};
static E: Profile = Profile {
    line_of_sight: Some(-0.03),
    taps: &[
        (0.0, -22.03),
        (0.5133, -15.8),
        (0.544, -18.1),
        (0.563, -19.8),
        (0.544, -22.9),
        (0.7112, -22.4),
        (1.9092, -18.6),
        (1.9293, -20.8),
        (1.9589, -22.6),
        (2.6426, -22.3),
        (3.7136, -25.6),
        (5.4524, -20.2),
        (12.0034, -29.8),
        (20.6519, -29.2),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_add_up_to_one_and_the_delay_spread_is_one() {
        for name in ["a", "b", "c", "d", "e"] {
            let profile = profile(name).unwrap();
            let (direct, scattered) = profile.powers();
            assert!((direct + scattered.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let moment = |n: i32| -> f64 {
                profile
                    .taps
                    .iter()
                    .zip(&scattered)
                    .map(|(tap, power)| power * tap.0.powi(n))
                    .sum()
            };
            let spread = (moment(2) - moment(1).powi(2)).sqrt();
            assert!((spread - 1.0).abs() < 0.02, "TDL-{name}: {spread}");
        }
        assert!(profile("f").is_err());
    }
}
