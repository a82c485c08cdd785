//! Rate matching with redundancy versions, TS 38.212 clause 5.4.2, and its inverse on soft bits.

use crate::base_graph::Graph;
use crate::error::{invalid, Result};
use crate::segmentation::Segmentation;

/// Which coded bits one code block sends.
#[derive(Debug, Clone, Copy)]
pub struct RateMatch {
    /// Length of the circular buffer, N_cb.
    pub buffer: usize,
    /// Where reading begins, k0 of table 5.4.2.1-2.
    pub start: usize,
    /// Filler bits stand at `filler.0 .. filler.1` of the buffer and are skipped.
    pub filler: (usize, usize),
    /// Bits sent, E.
    pub sent: usize,
    /// Bits a symbol, Q_m.
    pub order: usize,
}

/// Plans the rate matching of a code block. `limit` is N_ref of the limited buffer, none for the full one.
///
/// # Errors
/// A redundancy version over 3, an order other than 1, 2, 4, 6 or 8, or bits that are no multiple of it.
pub fn plan(
    code: &Segmentation,
    sent: usize,
    order: usize,
    version: u32,
    limit: Option<usize>,
) -> Result<RateMatch> {
    if version > 3 {
        return invalid(format!("Redundancy version {version} is outside 0…3"));
    }
    if ![1, 2, 4, 6, 8].contains(&order) || sent == 0 || !sent.is_multiple_of(order) {
        return invalid(format!(
            "{sent} coded bits do not fill symbols of {order} bits"
        ));
    }
    let z = code.z;
    let full = code.graph.coded_bits(z);
    let buffer = limit.map_or(full, |n| n.min(full));
    let filler = (code.used - 2 * z, code.information() - 2 * z);
    if buffer <= filler.1 {
        return invalid(format!(
            "Circular buffer of {buffer} bits is shorter than the information bits"
        ));
    }
    let numerator = match (code.graph, version) {
        (_, 0) => 0,
        (Graph::One, 1) => 17,
        (Graph::One, 2) => 33,
        (Graph::One, _) => 56,
        (Graph::Two, 1) => 13,
        (Graph::Two, 2) => 25,
        (Graph::Two, _) => 43,
    };
    let columns = code.graph.columns() - 2;
    let start = numerator * buffer / (columns * z) * z;
    Ok(RateMatch {
        buffer,
        start,
        filler,
        sent,
        order,
    })
}

impl RateMatch {
    /// Calls `action` with each position in the buffer and where its bit stands after interleaving (clause 5.4.2.2), in
    /// the order of selection.
    fn for_each(&self, mut action: impl FnMut(usize, usize)) {
        let rows = self.sent / self.order;
        let mut position = self.start;
        for column in 0..self.order {
            for row in 0..rows {
                if position >= self.buffer {
                    position = 0;
                }
                if (self.filler.0..self.filler.1).contains(&position) {
                    position = self.filler.1 % self.buffer;
                }
                action(position, row * self.order + column);
                position += 1;
            }
        }
    }

    /// Selects and interleaves (clauses 5.4.2.1 and 5.4.2.2). `word` holds all columns of the graph.
    pub fn select(&self, word: &[u8], z: usize, out: &mut Vec<u8>) {
        let coded = &word[2 * z..];
        let begin = out.len();
        out.resize(begin + self.sent, 0);
        let sent = &mut out[begin..];
        self.for_each(|position, at| sent[at] = coded[position]);
    }

    /// Adds soft bits of one transmission into a soft buffer over all columns: chase combining for repeated positions,
    /// incremental redundancy for new ones. Filler is left alone.
    pub fn combine(&self, received: &[i8], z: usize, soft: &mut [i8]) {
        let soft = &mut soft[2 * z..];
        self.for_each(|position, at| {
            soft[position] = soft[position].saturating_add(received[at]).max(-127);
        });
    }
}

/// Bits of each code block, E_r of clause 5.4.2.1, when `total` bits are shared.
///
/// # Errors
/// Fewer than one symbol a block, or bits that are no multiple of the order.
pub fn share(total: usize, blocks: usize, order: usize) -> Result<impl Iterator<Item = usize>> {
    if order == 0 || !total.is_multiple_of(order) || total / order < blocks {
        return invalid(format!(
            "{total} coded bits are no {order}-bit symbols for {blocks} code blocks"
        ));
    }
    let symbols = total / order;
    let shorter = blocks - symbols % blocks;
    Ok((0..blocks).map(move |r| {
        if r < shorter {
            symbols / blocks * order
        } else {
            symbols.div_ceil(blocks) * order
        }
    }))
}
