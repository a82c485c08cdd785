//! LDPC base graphs of TS 38.212 clause 5.3.2: tables 5.3.2-1 (lifting sizes), -2 and -3 (shifts).

use crate::error::{invalid, Result};
use std::sync::OnceLock;

/// Rows of both tables, `row;column;shift for set 0…7`; the row index stands only on its first line.
const TABLES: [&str; 2] = [
    include_str!("../tables/base_graph_1.csv"),
    include_str!("../tables/base_graph_2.csv"),
];
const SETS: usize = 8;
/// a of Z = a · 2^j by set index, table 5.3.2-1.
const SET_BASES: [usize; SETS] = [2, 3, 5, 7, 9, 11, 13, 15];
/// Largest lifting size.
pub const MAX_Z: usize = 384;

/// Which of the two graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Graph {
    /// Base graph 1: 46 × 68, for long blocks and high rates.
    One,
    /// Base graph 2: 42 × 52, for short blocks and low rates.
    Two,
}

impl Graph {
    /// Graph 1 or 2.
    ///
    /// # Errors
    /// Any other number.
    pub fn from_number(number: u32) -> Result<Self> {
        match number {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            _ => invalid(format!("Base graph {number} is neither 1 nor 2")),
        }
    }

    /// Columns of information bits.
    pub fn info_columns(self) -> usize {
        match self {
            Self::One => 22,
            Self::Two => 10,
        }
    }

    /// Rows: parity checks.
    pub fn rows(self) -> usize {
        match self {
            Self::One => 46,
            Self::Two => 42,
        }
    }

    /// All columns.
    pub fn columns(self) -> usize {
        self.info_columns() + self.rows()
    }

    /// Coded bits: the first two columns are never sent.
    pub fn coded_bits(self, z: usize) -> usize {
        (self.columns() - 2) * z
    }

    fn table(self) -> &'static [Vec<RawEdge>] {
        static PARSED: OnceLock<[Vec<Vec<RawEdge>>; 2]> = OnceLock::new();
        &PARSED.get_or_init(|| TABLES.map(parse))[self as usize]
    }
}

struct RawEdge {
    column: usize,
    shifts: [u16; SETS],
}

fn parse(text: &str) -> Vec<Vec<RawEdge>> {
    let mut rows: Vec<Vec<RawEdge>> = Vec::new();
    for line in text.lines().skip(2) {
        let fields: Vec<&str> = line.trim().split(';').collect();
        if fields.len() < SETS + 2 {
            continue;
        }
        if !fields[0].is_empty() {
            rows.push(Vec::new());
        }
        let number = |i: usize| fields[i].parse::<u16>().unwrap_or(0);
        if let Some(row) = rows.last_mut() {
            row.push(RawEdge {
                column: usize::from(number(1)),
                shifts: std::array::from_fn(|s| number(s + 2)),
            });
        }
    }
    rows
}

/// A non-zero submatrix: the identity of size Z with its columns rotated, so that check i joins bit (i + shift) mod Z.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// Column of the base graph.
    pub column: usize,
    /// Rotation, below Z.
    pub shift: usize,
}

/// A base graph lifted to one size.
#[derive(Debug, Clone)]
pub struct Lifted {
    /// The graph.
    pub graph: Graph,
    /// Lifting size Zc.
    pub z: usize,
    /// Edges of each row.
    pub rows: Vec<Vec<Edge>>,
}

/// Set index of a lifting size, none when the size is not in table 5.3.2-1.
pub fn set_index(z: usize) -> Option<usize> {
    if !(2..=MAX_Z).contains(&z) {
        return None;
    }
    let odd = z >> z.trailing_zeros();
    SET_BASES
        .iter()
        .position(|&base| base == odd || (base == 2 && odd == 1))
}

/// All lifting sizes, ascending.
pub fn lifting_sizes() -> impl Iterator<Item = usize> {
    (2..=MAX_Z).filter(|&z| set_index(z).is_some())
}

/// Lifts a graph.
///
/// # Errors
/// A size that is not in table 5.3.2-1.
pub fn lift(graph: Graph, z: usize) -> Result<Lifted> {
    let Some(set) = set_index(z) else {
        return invalid(format!("Lifting size {z} is not in table 5.3.2-1"));
    };
    let edge = |raw: &RawEdge| Edge {
        column: raw.column,
        shift: usize::from(raw.shifts[set]) % z,
    };
    let rows = graph
        .table()
        .iter()
        .map(|row| row.iter().map(edge).collect())
        .collect();
    Ok(Lifted { graph, z, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_the_standard_sizes() {
        assert_eq!(lifting_sizes().count(), 51);
        let edges = |graph: Graph| graph.table().iter().map(Vec::len).sum::<usize>();
        assert_eq!((Graph::One.table().len(), edges(Graph::One)), (46, 316));
        assert_eq!((Graph::Two.table().len(), edges(Graph::Two)), (42, 197));
    }
}
