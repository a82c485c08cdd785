//! Layered min-sum decoding in 8-bit integers (Chen et al., IEEE Trans. Commun. 53(8), 2005; layers: Hocevar,
//! SiPS 2004). A row of the base graph is a layer; the lifting size runs across the lanes.
//!
//! Posteriors saturate at 8 bits; a message is the smallest other magnitude, [`weakened`]. All arithmetic is the same in
//! [`scalar`] and in the vector twin.

use crate::base_graph::Lifted;
use crate::error::{invalid, Result};

pub mod scalar;
#[cfg(target_arch = "wasm32")]
pub mod simd128;

#[cfg(not(target_arch = "wasm32"))]
use scalar as fastest;
#[cfg(target_arch = "wasm32")]
use simd128 as fastest;

/// Lanes that a row is padded to.
pub const LANES: usize = 16;

/// Largest message. Far below the posteriors' limit of 127: a saturated posterior less one message must stay sure, or
/// decoded blocks fall apart again.
pub const MESSAGE_LIMIT: u8 = 31;

/// The correction of the minimum: one off, then 7/8, rounded. Of the offsets and factors tried, this lost fewest blocks
/// from rate 1/7 to rate 5/8 and from QPSK to 64QAM.
pub fn weakened(magnitude: u8) -> u8 {
    let less = magnitude.saturating_sub(1);
    (less - (less.saturating_add(4) >> 3)).min(MESSAGE_LIMIT)
}

/// Working memory of a decoder for one code; kept from block to block.
pub struct Decoder {
    code: Lifted,
    padded: usize,
    messages: Vec<i8>,
    gathered: Vec<i8>,
    first_edge: Vec<usize>,
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
    /// Use the scalar twin.
    pub scalar: bool,
}

impl Decoder {
    /// Memory for a code.
    pub fn new(code: Lifted) -> Self {
        let padded = code.z.div_ceil(LANES) * LANES;
        let mut edges = 0;
        let mut first_edge = Vec::with_capacity(code.rows.len());
        for row in &code.rows {
            first_edge.push(edges);
            edges += row.len();
        }
        let widest = code.rows.iter().map(Vec::len).max().unwrap_or(0);
        Self {
            padded,
            messages: vec![0; edges * padded],
            gathered: vec![0; widest * padded],
            first_edge,
            code,
        }
    }

    /// The code.
    pub fn code(&self) -> &Lifted {
        &self.code
    }

    /// Decodes in place: soft bits of all columns (punctured ones 0, filler 127) become posteriors.
    ///
    /// # Errors
    /// A number of soft bits that is not the code's.
    pub fn decode(&mut self, soft: &mut [i8], options: Options) -> Result<Outcome> {
        let (z, padded) = (self.code.z, self.padded);
        let columns = self.code.graph.columns();
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
        let rows: Vec<usize> = (0..self.code.rows.len())
            .filter(|&row| heard(row))
            .collect();
        let update = if options.scalar {
            scalar::update
        } else {
            fastest::update
        };
        for iteration in 1..=options.iterations {
            let mut broken = false;
            for &index in &rows {
                let row = &self.code.rows[index];
                let gathered = &mut self.gathered[..row.len() * padded];
                for (edge, lane) in row.iter().zip(gathered.chunks_exact_mut(padded)) {
                    let column = &soft[edge.column * z..][..z];
                    lane[..z - edge.shift].copy_from_slice(&column[edge.shift..]);
                    lane[z - edge.shift..z].copy_from_slice(&column[..edge.shift]);
                }
                let messages =
                    &mut self.messages[self.first_edge[index] * padded..][..row.len() * padded];
                broken |= update(gathered, messages, padded, z);
                for (edge, lane) in row.iter().zip(gathered.chunks_exact(padded)) {
                    let column = &mut soft[edge.column * z..][..z];
                    column[edge.shift..].copy_from_slice(&lane[..z - edge.shift]);
                    column[..edge.shift].copy_from_slice(&lane[z - edge.shift..z]);
                }
            }
            if !broken && options.early_stop {
                return Ok(Outcome {
                    iterations: iteration,
                    converged: true,
                });
            }
            if iteration == options.iterations {
                return Ok(Outcome {
                    iterations: iteration,
                    converged: !broken,
                });
            }
        }
        Ok(Outcome {
            iterations: 0,
            converged: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base_graph::{lift, Graph};
    use crate::ldpc_encode::encode;

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
