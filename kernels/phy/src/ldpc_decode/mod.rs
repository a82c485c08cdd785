//! Layered min-sum decoding in 8-bit integers (Chen et al., IEEE Trans. Commun. 53(8), 2005; layers: Hocevar,
//! SiPS 2004). A row of the base graph is a layer; the lifting size runs across the lanes.
//!
//! Posteriors saturate at 8 bits; a message is the smallest other magnitude, [`weakened`]. All arithmetic is the same in
//! [`scalar`] and in its [`vector`] twin.

use crate::base_graph::{Edge, Lifted};
use crate::error::{invalid, Result};
use crate::lanes::LANES;

pub mod scalar;
mod vector;

/// Bytes of a cache line: messages that straddle two cost twice.
const CACHE_LINE: usize = 64;

/// Largest message. Far below the posteriors' limit of 127: a saturated posterior less one message must stay sure, or
/// decoded blocks fall apart again.
pub const MESSAGE_LIMIT: u8 = 31;

/// The correction of the minimum: one off, and one more where it is over `knee` then. Two steps are the usual half a unit
/// of log-likelihood; the faintest bits of large constellations it would silence (see [`Options::uneven`]).
pub fn weakened(magnitude: u8, knee: u8) -> u8 {
    let less = magnitude.saturating_sub(1);
    (less - less.saturating_sub(knee).min(1)).min(MESSAGE_LIMIT)
}

/// Working memory of a decoder for one code; kept from block to block.
pub struct Decoder {
    code: Lifted,
    padded: usize,
    messages: Vec<i8>,
    /// Where the messages begin, at a cache line.
    aligned: usize,
    first_edge: Vec<usize>,
    /// Posteriors of each column, the first of them again behind the last.
    columns: Vec<i8>,
    /// Posteriors of one row, gathered for the scalar twin.
    gathered: Vec<i8>,
    rows: Vec<usize>,
}

/// How a block was decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Iterations run.
    pub iterations: u32,
    /// Whether the last iteration met every parity check.
    pub converged: bool,
}

/// When and how to decode.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Most iterations.
    pub iterations: u32,
    /// Stop once every check holds.
    pub early_stop: bool,
    /// Whether some bits of a symbol are fainter than others: 16QAM and larger. Then magnitudes under 5 lose one step only;
    /// that gains 0.05 dB at rate 1/2 and half a decibel at low rates, and would lose a tenth of one with QPSK.
    pub uneven: bool,
    /// Use the scalar twin.
    pub scalar: bool,
}

impl Decoder {
    /// Memory for a code.
    pub fn new(mut code: Lifted) -> Self {
        // The order of a row's edges is no matter; the vector twin wants it so.
        for row in &mut code.rows {
            row.sort_by_key(|edge| std::cmp::Reverse(edge.shift));
        }
        let padded = code.z.div_ceil(LANES) * LANES;
        let mut edges = 0;
        let mut first_edge = Vec::with_capacity(code.rows.len());
        for row in &code.rows {
            first_edge.push(edges);
            edges += row.len();
        }
        let widest = code.rows.iter().map(Vec::len).max().unwrap_or(0);
        let columns = code.graph.columns();
        let messages = vec![0; edges * padded + CACHE_LINE];
        Self {
            padded,
            aligned: messages.as_ptr().align_offset(CACHE_LINE).min(CACHE_LINE),
            messages,
            first_edge,
            columns: vec![0; columns * (code.z + LANES)],
            gathered: vec![0; widest * padded],
            rows: Vec::with_capacity(code.rows.len()),
            code,
        }
    }

    /// The code.
    pub fn code(&self) -> &Lifted {
        &self.code
    }

    /// Bytes of working memory.
    pub fn memory(&self) -> usize {
        self.messages.len() + self.gathered.len() + self.columns.len()
    }

    /// Decodes in place: soft bits of all columns (punctured ones 0, filler 127) become posteriors. Allocates nothing.
    ///
    /// # Errors
    /// A number of soft bits that is not the code's.
    pub fn decode(&mut self, soft: &mut [i8], options: Options) -> Result<Outcome> {
        let (z, columns) = (self.code.z, self.code.graph.columns());
        if soft.len() != columns * z {
            return invalid(format!(
                "Code needs {} soft bits, got {}",
                columns * z,
                soft.len()
            ));
        }
        self.messages.fill(0);
        let info = self.code.graph.info_columns();
        // A check whose own parity bits were never received tells nothing.
        let heard = |row: usize| row < 4 || soft[(info + row) * z..][..z].iter().any(|&s| s != 0);
        self.rows.clear();
        self.rows
            .extend((0..self.code.rows.len()).filter(|&row| heard(row)));
        let knee = if options.uneven { 3 } else { 0 };
        // Rows that are shorter than a vector are not worth its trouble.
        let scalar = options.scalar || z < LANES;
        if !scalar {
            self.take_in(soft);
        }
        let mut outcome = Outcome {
            iterations: 0,
            converged: false,
        };
        while outcome.iterations < options.iterations {
            let mut broken = false;
            for at in 0..self.rows.len() {
                let row = self.rows[at];
                broken |= if scalar {
                    self.update_scalar(row, soft, knee)
                } else {
                    self.update_vector(row, knee)
                };
            }
            outcome.iterations += 1;
            outcome.converged = !broken;
            if outcome.converged && options.early_stop {
                break;
            }
        }
        if !scalar {
            self.give_out(soft);
        }
        Ok(outcome)
    }

    fn take_in(&mut self, soft: &[i8]) {
        let z = self.code.z;
        for (bits, column) in soft
            .chunks_exact(z)
            .zip(self.columns.chunks_exact_mut(z + LANES))
        {
            column[..z].copy_from_slice(bits);
            column[z..].copy_from_slice(&bits[..LANES]);
        }
    }

    fn give_out(&self, soft: &mut [i8]) {
        let z = self.code.z;
        for (bits, column) in soft
            .chunks_exact_mut(z)
            .zip(self.columns.chunks_exact(z + LANES))
        {
            bits.copy_from_slice(&column[..z]);
        }
    }

    fn update_vector(&mut self, index: usize, knee: u8) -> bool {
        let row: &[Edge] = &self.code.rows[index];
        let (z, padded) = (self.code.z, self.padded);
        let first = self.aligned + self.first_edge[index] * padded;
        let messages = &mut self.messages[first..first + row.len() * padded];
        let mut run = vector::Row {
            edges: row.len(),
            columns: [std::ptr::null_mut(); vector::WIDEST],
            shifts: [0; vector::WIDEST],
            messages: messages.as_mut_ptr(),
            z,
            knee,
        };
        for (i, edge) in row.iter().enumerate().take(vector::WIDEST) {
            run.columns[i] = self.columns[edge.column * (z + LANES)..][..z + LANES].as_mut_ptr();
            run.shifts[i] = edge.shift;
        }
        // SAFETY: columns have z + LANES bytes, and none stands twice in a row; there are `padded` messages an edge;
        // z >= LANES as `decode` checked; a lifted graph's shifts are below z and sorted.
        unsafe { vector::update(&run) }
    }

    fn update_scalar(&mut self, index: usize, soft: &mut [i8], knee: u8) -> bool {
        let row = &self.code.rows[index];
        let (z, padded) = (self.code.z, self.padded);
        let gathered = &mut self.gathered[..row.len() * padded];
        for (edge, lane) in row.iter().zip(gathered.chunks_exact_mut(padded)) {
            let column = &soft[edge.column * z..][..z];
            lane[..z - edge.shift].copy_from_slice(&column[edge.shift..]);
            lane[z - edge.shift..z].copy_from_slice(&column[..edge.shift]);
        }
        let messages = &mut self.messages[self.first_edge[index] * padded..][..row.len() * padded];
        let broken = scalar::update(gathered, messages, padded, z, knee);
        for (edge, lane) in row.iter().zip(gathered.chunks_exact(padded)) {
            let column = &mut soft[edge.column * z..][..z];
            column[edge.shift..].copy_from_slice(&lane[..z - edge.shift]);
            column[..edge.shift].copy_from_slice(&lane[z - edge.shift..z]);
        }
        broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base_graph::{lift, lifting_sizes, Graph};
    use crate::ldpc_encode::encode;
    use crate::random::Random;

    #[test]
    fn vectors_give_what_scalars_give_for_every_code() {
        let mut random = Random::new(5);
        for graph in [Graph::One, Graph::Two] {
            for z in lifting_sizes() {
                let mut decoder = Decoder::new(lift(graph, z).unwrap());
                let bits = graph.columns() * z;
                // By turns sure and faint, for both corrections of the minimum.
                let uneven = z % 2 == 1;
                let size = if uneven { 3.0 } else { 30.0 };
                let mut soft: Vec<i8> = (0..bits)
                    .map(|_| (size * (random.gaussian() + 0.4)) as i8)
                    .collect();
                soft[..2 * z].fill(0);
                soft[bits - 7 * z..].fill(0);
                let mut twin = soft.clone();
                let options = |scalar| Options {
                    iterations: 5,
                    early_stop: false,
                    uneven,
                    scalar,
                };
                let a = decoder.decode(&mut soft, options(false)).unwrap();
                let b = decoder.decode(&mut twin, options(true)).unwrap();
                assert_eq!(a, b, "{graph:?} {z}");
                assert!(soft == twin, "{graph:?} {z}");
            }
        }
    }

    #[test]
    fn erased_and_flipped_bits_come_back() {
        for (graph, z) in [(Graph::One, 64), (Graph::Two, 30), (Graph::One, 384)] {
            let code = lift(graph, z).unwrap();
            let bits: Vec<u8> = (0..graph.info_columns() * z)
                .map(|i| (((i * 40_503) >> 7) & 1) as u8)
                .collect();
            let word = encode(&code, &bits).unwrap();
            let mut soft: Vec<i8> = word
                .iter()
                .map(|&bit| if bit == 1 { -20 } else { 20 })
                .collect();
            soft[..2 * z].fill(0);
            for i in (2 * z..soft.len()).step_by(29) {
                soft[i] = -soft[i] / 4;
            }
            let options = Options {
                iterations: 20,
                early_stop: true,
                uneven: false,
                scalar: true,
            };
            let outcome = Decoder::new(code).decode(&mut soft, options).unwrap();
            assert!(outcome.converged);
            assert!(word
                .iter()
                .zip(&soft)
                .all(|(&bit, &s)| (bit == 1) == (s < 0)));
        }
    }
}
