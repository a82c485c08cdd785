//! A value and its rate of change, tracked forward and smoothed backward (Rauch, Tung and Striebel 1965). It serves for
//! the carrier's phase and for the clock's.

/// Value, rate, and their covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// The value.
    pub value: f64,
    /// Its change a symbol.
    pub rate: f64,
    /// Covariance: of the value, of both, of the rate.
    pub p: [f64; 3],
}

/// How much value and rate wander by themselves, variance a symbol.
#[derive(Debug, Clone, Copy)]
pub struct Wander {
    /// Of the value.
    pub value: f64,
    /// Of the rate.
    pub rate: f64,
}

/// One step of the filter, kept for the smoother.
#[derive(Debug, Clone, Copy)]
struct Step {
    symbols: f64,
    before: State,
    after: State,
}

/// The filter and all that it saw.
pub struct Tracker {
    now: State,
    wander: Wander,
    steps: Vec<Step>,
}

impl Tracker {
    /// Begins with what is known.
    pub fn new(start: State, wander: Wander) -> Self {
        Self {
            now: start,
            wander,
            steps: Vec::new(),
        }
    }

    /// Moves on by so many symbols and says what to expect there.
    pub fn predict(&mut self, symbols: f64) -> State {
        let State {
            value,
            rate,
            p: [a, b, c],
        } = self.now;
        let before = State {
            value: value + symbols * rate,
            rate,
            p: [
                a + symbols * (2.0 * b + symbols * c) + symbols * self.wander.value,
                b + symbols * c,
                c + symbols * self.wander.rate,
            ],
        };
        self.steps.push(Step {
            symbols,
            before,
            after: before,
        });
        self.now = before;
        before
    }

    /// Takes in by how much the prediction was off, measured with this variance.
    pub fn update(&mut self, innovation: f64, variance: f64) -> State {
        let State {
            value,
            rate,
            p: [a, b, c],
        } = self.now;
        let total = a + variance;
        let (k0, k1) = (a / total, b / total);
        self.now = State {
            value: value + k0 * innovation,
            rate: rate + k1 * innovation,
            p: [a * (1.0 - k0), b * (1.0 - k0), c - k1 * b],
        };
        if let Some(step) = self.steps.last_mut() {
            step.after = self.now;
        }
        self.now
    }

    /// The values at all steps, each by what came before and after it.
    pub fn smooth(self) -> Vec<f64> {
        let mut values = vec![0.0; self.steps.len()];
        let mut next: Option<(Step, f64, f64)> = None;
        for (at, step) in self.steps.into_iter().enumerate().rev() {
            let State {
                value,
                rate,
                p: [a, b, c],
            } = step.after;
            let (mut smooth, mut smooth_rate) = (value, rate);
            if let Some((later, later_value, later_rate)) = next {
                // Gain: covariance with the next prediction times its inverse.
                let [pa, pb, pc] = later.before.p;
                let det = pa * pc - pb * pb;
                if det > 0.0 {
                    let (x0, x1) = (a + later.symbols * b, b);
                    let (y0, y1) = (b + later.symbols * c, c);
                    let (d0, d1) = (
                        later_value - later.before.value,
                        later_rate - later.before.rate,
                    );
                    let (e0, e1) = ((pc * d0 - pb * d1) / det, (pa * d1 - pb * d0) / det);
                    smooth += x0 * e0 + x1 * e1;
                    smooth_rate += y0 * e0 + y1 * e1;
                }
            }
            values[at] = smooth;
            next = Some((step, smooth, smooth_rate));
        }
        values
    }
}
