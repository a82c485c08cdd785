//! LDPC encoding, TS 38.212 clause 5.3.2, by the double diagonal of the first four rows.

use crate::base_graph::{Edge, Lifted, MAX_Z};
use crate::error::{invalid, Result};
use std::ops::Range;

/// Encodes K information bits (filler as zeros) to all columns of the graph, the two punctured ones included.
///
/// # Errors
/// A number of bits that is not K.
pub fn encode(code: &Lifted, information: &[u8]) -> Result<Vec<u8>> {
    let mut word = Vec::new();
    encode_into(code, information, &mut word)?;
    Ok(word)
}

/// [`encode`] into memory that is kept from block to block.
///
/// # Errors
/// A number of bits that is not K.
pub fn encode_into(code: &Lifted, information: &[u8], word: &mut Vec<u8>) -> Result<()> {
    let (z, info) = (code.z, code.graph.info_columns());
    if information.len() != info * z {
        return invalid(format!(
            "Code needs {} information bits, got {}",
            info * z,
            information.len()
        ));
    }
    word.clear();
    word.extend_from_slice(information);
    word.resize(code.graph.columns() * z, 0);

    // The sums of the first four rows over the information columns.
    let mut sums = [[0u8; MAX_Z]; 4];
    for (row, sum) in code.rows[..4].iter().zip(&mut sums) {
        row_sum(word, z, row, 0..info, &mut sum[..z]);
    }
    // Adding the rows leaves one shift of the first parity column: its three entries hold one shift twice.
    let alone = code.rows[..4]
        .iter()
        .flatten()
        .filter(|e| e.column == info)
        .fold(0, |acc, e| acc ^ e.shift);
    for i in 0..z {
        let total = sums.iter().fold(0, |acc, sum| acc ^ sum[i]);
        word[info * z + (i + alone) % z] = total;
    }
    // Each of these rows then has one unknown column left, unrotated.
    let mut known = [true, false, false, false];
    for (row, sum) in code.rows[..4].iter().zip(&mut sums) {
        let core = |e: &&Edge| (info..info + 4).contains(&e.column);
        if let Some(unknown) = row.iter().filter(core).find(|e| !known[e.column - info]) {
            for edge in row.iter().filter(core).filter(|e| known[e.column - info]) {
                add_rotated(word, z, *edge, &mut sum[..z]);
            }
            for i in 0..z {
                word[unknown.column * z + (i + unknown.shift) % z] = sum[i];
            }
            known[unknown.column - info] = true;
        }
    }
    for (index, row) in code.rows.iter().enumerate().skip(4) {
        let (before, parity) = word.split_at_mut((info + index) * z);
        row_sum(before, z, row, 0..info + index, &mut parity[..z]);
    }
    Ok(())
}

/// Sum over the edges of a row whose columns are among `columns`.
fn row_sum(word: &[u8], z: usize, row: &[Edge], columns: Range<usize>, sum: &mut [u8]) {
    sum.fill(0);
    for edge in row.iter().filter(|e| columns.contains(&e.column)) {
        add_rotated(word, z, *edge, sum);
    }
}

fn add_rotated(word: &[u8], z: usize, edge: Edge, sum: &mut [u8]) {
    let column = &word[edge.column * z..][..z];
    let (head, tail) = sum.split_at_mut(z - edge.shift);
    for (s, bit) in head.iter_mut().zip(&column[edge.shift..]) {
        *s ^= bit;
    }
    for (s, bit) in tail.iter_mut().zip(column) {
        *s ^= bit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base_graph::{lift, lifting_sizes, Graph};

    #[test]
    fn every_check_of_every_code_holds() {
        for graph in [Graph::One, Graph::Two] {
            for z in lifting_sizes() {
                let code = lift(graph, z).unwrap();
                let bits: Vec<u8> = (0..graph.info_columns() * z)
                    .map(|i| (((i * 2_654_435_761) >> 13) & 1) as u8)
                    .collect();
                let word = encode(&code, &bits).unwrap();
                for row in &code.rows {
                    let mut sum = vec![1; z];
                    row_sum(&word, z, row, 0..graph.columns(), &mut sum);
                    assert!(sum.iter().all(|&bit| bit == 0), "{graph:?} {z}");
                }
            }
        }
    }
}
