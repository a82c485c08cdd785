//! Transport block to code blocks: TS 38.212 clauses 5.1, 5.2.2 and 7.2.1–7.2.3.

use crate::base_graph::{lifting_sizes, Graph};
use crate::crc::{Crc, CRC16, CRC24A, CRC24B};
use crate::error::{invalid, Result};

/// Largest transport block here, in bits.
pub const MAX_PAYLOAD: usize = 1 << 26;

/// How a transport block is cut; both ends derive it from payload size and code rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segmentation {
    /// Base graph by clause 7.2.2.
    pub graph: Graph,
    /// Check of the transport block.
    pub block_crc: Crc,
    /// Payload bits A.
    pub payload: usize,
    /// Zero bits after the payload that make all code blocks equally long. The standard's transport block sizes need
    /// none; ours are any number of bytes.
    pub padding: usize,
    /// Number of code blocks C.
    pub blocks: usize,
    /// Bits of each code block with its checks, K'.
    pub used: usize,
    /// Lifting size Zc.
    pub z: usize,
}

impl Segmentation {
    /// Information bits of the code, K: `used` and then filler.
    pub fn information(&self) -> usize {
        self.graph.info_columns() * self.z
    }
}

/// Plans the segmentation of `payload` bits sent at about `rate`.
///
/// # Errors
/// No bits, too many bits, or a rate outside 0…1.
pub fn plan(payload: usize, rate: f64) -> Result<Segmentation> {
    if payload == 0 || payload > MAX_PAYLOAD {
        return invalid(format!(
            "Payload of {payload} bits is outside 1…{MAX_PAYLOAD}"
        ));
    }
    if !(rate > 0.0 && rate <= 1.0) {
        return invalid(format!("Code rate {rate} is outside 0…1"));
    }
    let two = payload <= 292 || (payload <= 3824 && rate <= 0.67) || rate <= 0.25;
    let graph = if two { Graph::Two } else { Graph::One };
    let block_crc = if payload > 3824 { CRC24A } else { CRC16 };
    let with_crc = payload + block_crc.bits as usize;
    let largest = if two { 3840 } else { 8448 };
    let overhead = CRC24B.bits as usize;
    let blocks = if with_crc <= largest {
        1
    } else {
        with_crc.div_ceil(largest - overhead)
    };
    let padding = (blocks - with_crc % blocks) % blocks;
    let used = (with_crc + padding) / blocks + if blocks > 1 { overhead } else { 0 };
    let columns = match graph {
        Graph::One => 22,
        Graph::Two if with_crc > 640 => 10,
        Graph::Two if with_crc > 560 => 9,
        Graph::Two if with_crc > 192 => 8,
        Graph::Two => 6,
    };
    match lifting_sizes().find(|z| columns * z >= used) {
        Some(z) => Ok(Segmentation {
            graph,
            block_crc,
            payload,
            padding,
            blocks,
            used,
            z,
        }),
        None => invalid(format!("Code block of {used} bits fits no lifting size")),
    }
}

/// Pads payload bits and attaches the check of the transport block: `blocks` equal parts.
pub fn attach_check(plan: &Segmentation, bits: &mut Vec<u8>) {
    bits.resize(plan.payload + plan.padding, 0);
    plan.block_crc.attach(bits);
}

/// One of these parts to the information bits of a code: its own check attached where there are several, then filler.
pub fn cut(plan: &Segmentation, part: &[u8], block: &mut Vec<u8>) {
    block.clear();
    block.extend_from_slice(part);
    if plan.blocks > 1 {
        CRC24B.attach(block);
    }
    block.resize(plan.information(), 0);
}

/// Whether a decoded code block passes its own check (the transport block's where it is the only one).
pub fn block_holds(plan: &Segmentation, block: &[u8]) -> bool {
    let crc = if plan.blocks > 1 {
        CRC24B
    } else {
        plan.block_crc
    };
    crc.holds(&block[..plan.used])
}

/// A decoded code block without the check of its own.
pub fn payload_of<'a>(plan: &Segmentation, block: &'a [u8]) -> &'a [u8] {
    let check = if plan.blocks > 1 {
        CRC24B.bits as usize
    } else {
        0
    };
    &block[..plan.used - check]
}
