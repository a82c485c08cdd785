//! The receiver of the OFDM link: channel estimate, noise estimate, equalizer.

use super::estimate::{time_weights, FrequencyFilter, SPACING};
use super::fft::{product_conjugate, Complex};
use super::ofdm::{
    bin, has_pilots, is_pilot, pilots, TdlOptions, PILOTS, SIZE, SUBCARRIERS, SYMBOL_SECONDS,
};
use super::Received;

/// Delays that the estimator reckons with, in samples: the cyclic prefix and its early begin.
const EXPECTED: f64 = 44.0;
/// Estimates in time that are combined.
const NEIGHBOURS: usize = 4;

/// Collects resource elements, then estimates and equalizes.
pub struct Receiver {
    data: usize,
    /// Received data, symbol by symbol.
    elements: Vec<Complex>,
    /// Least-squares estimates at the pilots: OFDM symbol and one value a pilot.
    estimates: Vec<(usize, Vec<Complex>)>,
    /// The channel where it is known, one row an OFDM symbol.
    truth: Vec<Vec<Complex>>,
    pilots: Vec<Complex>,
    symbols: usize,
    idle: (f64, usize),
}

impl Receiver {
    /// For so many data and OFDM symbols.
    pub fn new(data: usize, symbols: usize) -> Self {
        Self {
            data,
            elements: Vec::with_capacity(data + SUBCARRIERS),
            estimates: Vec::new(),
            truth: Vec::new(),
            pilots: pilots(),
            symbols,
            idle: (0.0, 0),
        }
    }

    /// Takes the transform of the next OFDM symbol, and the channel where it is known.
    pub fn take(&mut self, symbol: usize, bins: &[Complex], truth: Option<Vec<Complex>>) {
        self.elements.extend(
            (0..SUBCARRIERS)
                .filter(|&k| !is_pilot(symbol, k))
                .map(|k| bins[bin(k)]),
        );
        if has_pilots(symbol) {
            let at_pilots = (0..PILOTS)
                .map(|i| product_conjugate(bins[bin(SPACING * i)], self.pilots[i]))
                .collect();
            self.estimates.push((symbol, at_pilots));
        }
        self.truth.extend(truth);
        // Subcarriers that nobody sends on, far enough from the others, hold noise alone.
        for value in &bins[SUBCARRIERS / 2 + 16..SIZE - SUBCARRIERS / 2 - 16] {
            self.idle.0 += value.0 * value.0 + value.1 * value.1;
            self.idle.1 += 1;
        }
    }

    /// Data symbols, equalized.
    pub fn finish(self, options: &TdlOptions, n0: f64) -> Received {
        let mut out = Received {
            symbols: Vec::with_capacity(2 * self.data),
            noise: Vec::with_capacity(self.data),
            observed: Vec::with_capacity(2 * self.data),
            n0,
        };
        let mut rows = self.elements.iter();
        if options.pilots {
            out.n0 = self.idle.0 / self.idle.1 as f64;
            let filter = FrequencyFilter::new(EXPECTED / SIZE as f64, out.n0);
            let known: Vec<(usize, Vec<Complex>)> = self
                .estimates
                .iter()
                .map(|(symbol, pilots)| {
                    let mut row = vec![(0.0, 0.0); SUBCARRIERS];
                    filter.apply(pilots, &mut row);
                    (*symbol, row)
                })
                .collect();
            for symbol in 0..self.symbols {
                let (row, error) = between(
                    &known,
                    symbol,
                    options.doppler * SYMBOL_SECONDS,
                    filter.error,
                );
                equalize(&mut rows, symbol, &row, out.n0 + error, self.data, &mut out);
            }
        } else {
            for (symbol, row) in self.truth.iter().enumerate() {
                equalize(&mut rows, symbol, row, n0, self.data, &mut out);
            }
        }
        out
    }
}

/// The channel at a symbol from the nearest estimates, and its mean square error.
fn between(
    known: &[(usize, Vec<Complex>)],
    symbol: usize,
    doppler: f64,
    error: f64,
) -> (Vec<Complex>, f64) {
    let distance = |other: usize| other.abs_diff(symbol);
    let nearest = (0..known.len())
        .min_by_key(|&i| distance(known[i].0))
        .unwrap_or(0);
    let first = nearest
        .saturating_sub(NEIGHBOURS / 2)
        .min(known.len().saturating_sub(NEIGHBOURS));
    let used = &known[first..known.len().min(first + NEIGHBOURS)];
    let at: Vec<f64> = used.iter().map(|k| k.0 as f64).collect();
    let (weights, error) = time_weights(&at, symbol as f64, doppler, error);
    let mut row = vec![(0.0, 0.0); SUBCARRIERS];
    for ((_, estimate), weight) in used.iter().zip(weights) {
        for (sum, value) in row.iter_mut().zip(estimate) {
            sum.0 += weight * value.0;
            sum.1 += weight * value.1;
        }
    }
    (row, error)
}

/// Minimum mean square error equalization of one symbol, its bias removed: conj(h) y / |h|², left with N0 / |h|².
fn equalize<'a>(
    elements: &mut impl Iterator<Item = &'a Complex>,
    symbol: usize,
    channel: &[Complex],
    n0: f64,
    most: usize,
    out: &mut Received,
) {
    for (_, &h) in (0..SUBCARRIERS)
        .zip(channel)
        .filter(|(k, _)| !is_pilot(symbol, *k))
    {
        let Some(&element) = elements.next() else {
            return;
        };
        if out.noise.len() == most {
            continue;
        }
        let power = (h.0 * h.0 + h.1 * h.1).max(1e-9);
        let (i, q) = product_conjugate(element, h);
        out.observed.extend([element.0 as f32, element.1 as f32]);
        out.symbols.extend([(i / power) as f32, (q / power) as f32]);
        out.noise.push((n0 / power) as f32);
    }
}
