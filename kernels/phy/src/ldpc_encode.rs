//! LDPC encoding, TS 38.212 clause 5.3.2, by the double diagonal of the first four rows.

use crate::base_graph::{Edge, Lifted};
use crate::error::{invalid, Result};

/// Encodes K information bits (filler as zeros) to all columns of the graph, the two punctured ones included.
///
/// # Errors
/// A number of bits that is not K.
pub fn encode(code: &Lifted, information: &[u8]) -> Result<Vec<u8>> {
    let (z, info) = (code.z, code.graph.info_columns());
    if information.len() != info * z {
        return invalid(format!(
            "Code needs {} information bits, got {}",
            info * z,
            information.len()
        ));
    }
    let mut word = vec![0u8; code.graph.columns() * z];
    word[..information.len()].copy_from_slice(information);

    // The sums of the first four rows over the information columns.
    let sums: Vec<Vec<u8>> = code.rows[..4]
        .iter()
        .map(|row| row_sum(&word, z, row, info))
        .collect();
    // Adding the rows leaves one shift of the first parity column: its three entries hold one shift twice.
    let first: Vec<usize> = code.rows[..4]
        .iter()
        .flatten()
        .filter(|e| e.column == info)
        .map(|e| e.shift)
        .collect();
    let alone = first.iter().fold(0, |acc, &shift| acc ^ shift);
    for i in 0..z {
        let total = sums.iter().fold(0, |acc, sum| acc ^ sum[i]);
        word[info * z + (i + alone) % z] = total;
    }
    // Each of these rows then has one unknown column left, unrotated.
    let mut known = [true, false, false, false];
    for (row, sum) in code.rows[..4].iter().zip(&sums) {
        let mut unknown = row
            .iter()
            .filter(|e| e.column >= info && e.column < info + 4 && !known[e.column - info]);
        if let Some(&Edge { column, shift }) = unknown.next() {
            let parities: Vec<Edge> = row
                .iter()
                .copied()
                .filter(|e| e.column >= info && e.column < info + 4 && known[e.column - info])
                .collect();
            let rest = row_sum(&word, z, &parities, usize::MAX);
            for i in 0..z {
                word[column * z + (i + shift) % z] = sum[i] ^ rest[i];
            }
            known[column - info] = true;
        }
    }
    for (index, row) in code.rows.iter().enumerate().skip(4) {
        let parity = row_sum(&word, z, row, info + index);
        word[(info + index) * z..][..z].copy_from_slice(&parity);
    }
    Ok(word)
}

/// Sum over the edges of a row with columns below `end`.
fn row_sum(word: &[u8], z: usize, row: &[Edge], end: usize) -> Vec<u8> {
    let mut sum = vec![0u8; z];
    for edge in row.iter().filter(|e| e.column < end) {
        let column = &word[edge.column * z..][..z];
        let (head, tail) = sum.split_at_mut(z - edge.shift);
        for (s, bit) in head.iter_mut().zip(&column[edge.shift..]) {
            *s ^= bit;
        }
        for (s, bit) in tail.iter_mut().zip(column) {
            *s ^= bit;
        }
    }
    sum
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
                    assert!(
                        row_sum(&word, z, row, usize::MAX)
                            .iter()
                            .all(|&bit| bit == 0),
                        "{graph:?} {z}"
                    );
                }
            }
        }
    }
}
