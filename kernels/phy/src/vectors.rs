//! The single steps of the chain for comparison with other implementations, and the decoder alone for benches.

use crate::base_graph::{lift, Graph};
use crate::chain::know_filler;
use crate::error::{invalid, Result};
use crate::lanes::Lanes;
use crate::ldpc_decode::{Decoder, Options};
use crate::ldpc_encode::{encode, encode_into};
use crate::segmentation::{attach_check, cut, plan, Segmentation};
use crate::{crc, js, modulation, rate_match, scramble};
use wasm_bindgen::prelude::*;

/// Parity bits of `24A`, `24B`, `24C`, `16` or `11` as a number.
///
/// # Errors
/// `invalid-argument` for another name.
#[wasm_bindgen]
pub fn crc_parity(name: &str, bits: &[u8]) -> std::result::Result<u32, JsError> {
    let found = match name {
        "24A" => Ok(crc::CRC24A),
        "24B" => Ok(crc::CRC24B),
        "24C" => Ok(crc::CRC24C),
        "16" => Ok(crc::CRC16),
        "11" => Ok(crc::CRC11),
        _ => invalid(format!("There is no CRC{name}")),
    };
    js(found).map(|crc| crc.parity(bits))
}

/// LDPC code word without its first two columns.
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn ldpc_encode(
    graph: u32,
    z: usize,
    information: &[u8],
) -> std::result::Result<Vec<u8>, JsError> {
    let word = Graph::from_number(graph)
        .and_then(|g| lift(g, z))
        .and_then(|code| encode(&code, information));
    js(word).map(|word| word[2 * z..].to_vec())
}

/// Payload bits to coded bits: CRC, segmentation, LDPC and rate matching of TS 38.212 clause 7.2, before scrambling.
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn shared_channel(
    payload: &[u8],
    rate: f64,
    coded: usize,
    order: usize,
    version: u32,
) -> std::result::Result<Vec<u8>, JsError> {
    js(encode_bits(payload, rate, coded, order, version))
}

fn encode_bits(
    payload: &[u8],
    rate: f64,
    coded: usize,
    order: usize,
    version: u32,
) -> Result<Vec<u8>> {
    let segmentation = plan(payload.len(), rate)?;
    let code = lift(segmentation.graph, segmentation.z)?;
    let shares = rate_match::share(coded, segmentation.blocks, order)?;
    let mut out = Vec::with_capacity(coded);
    let mut bits = payload.to_vec();
    attach_check(&segmentation, &mut bits);
    let (mut block, mut word) = (Vec::new(), Vec::new());
    for (part, sent) in bits
        .chunks_exact(bits.len() / segmentation.blocks)
        .zip(shares)
    {
        cut(&segmentation, part, &mut block);
        encode_into(&code, &block, &mut word)?;
        let matching = rate_match::plan(&segmentation, sent, order, version, None)?;
        matching.select(&word, code.z, &mut out);
    }
    Ok(out)
}

/// Soft bits to the soft buffers of all code blocks one after another, without the two punctured columns: the inverse of
/// [`shared_channel`] up to the decoder.
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn shared_channel_recover(
    payload: usize,
    rate: f64,
    received: &[i8],
    order: usize,
    version: u32,
) -> std::result::Result<Vec<i8>, JsError> {
    js(recover_bits(payload, rate, received, order, version))
}

fn recover_bits(
    payload: usize,
    rate: f64,
    received: &[i8],
    order: usize,
    version: u32,
) -> Result<Vec<i8>> {
    let segmentation = plan(payload, rate)?;
    let shares = rate_match::share(received.len(), segmentation.blocks, order)?;
    let mut out = Vec::new();
    let mut begin = 0;
    for sent in shares {
        let part = &received[begin..begin + sent];
        out.extend(recover(&segmentation, part, order, version, None)?);
        begin += sent;
    }
    Ok(out)
}

fn recover(
    segmentation: &Segmentation,
    received: &[i8],
    order: usize,
    version: u32,
    limit: Option<usize>,
) -> Result<Vec<i8>> {
    let matching = rate_match::plan(segmentation, received.len(), order, version, limit)?;
    let z = segmentation.z;
    let mut soft = vec![0; segmentation.graph.columns() * z];
    know_filler(segmentation, &mut soft);
    matching.combine(received, z, &mut soft);
    soft.drain(..2 * z);
    Ok(soft)
}

/// A single code block of `used` bits with their checks, on any graph and lifting size: also on the small ones that no
/// transport block reaches.
fn single(graph: u32, z: usize, used: usize) -> Result<Segmentation> {
    let graph = Graph::from_number(graph)?;
    lift(graph, z)?;
    let largest = graph.info_columns() * z;
    if used <= 2 * z || used > largest {
        return invalid(format!(
            "Code block of {used} bits is outside {}…{largest}",
            2 * z + 1
        ));
    }
    Ok(Segmentation {
        graph,
        block_crc: crc::CRC16,
        payload: used,
        padding: 0,
        blocks: 1,
        used,
        z,
    })
}

/// Information bits of one code block, without filler, to `coded` rate-matched bits. `limit` is N_ref.
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn code_block(
    graph: u32,
    z: usize,
    information: &[u8],
    coded: usize,
    order: usize,
    version: u32,
    limit: Option<usize>,
) -> std::result::Result<Vec<u8>, JsError> {
    let run = || {
        let segmentation = single(graph, z, information.len())?;
        let matching = rate_match::plan(&segmentation, coded, order, version, limit)?;
        let mut block = information.to_vec();
        block.resize(segmentation.information(), 0);
        let word = encode(&lift(segmentation.graph, z)?, &block)?;
        let mut out = Vec::with_capacity(coded);
        matching.select(&word, z, &mut out);
        Ok(out)
    };
    js(run())
}

/// Soft bits of one code block of `used` information bits to its soft buffer without the two punctured columns.
///
/// # Errors
/// `invalid-argument`.
#[wasm_bindgen]
pub fn code_block_recover(
    graph: u32,
    z: usize,
    used: usize,
    received: &[i8],
    order: usize,
    version: u32,
    limit: Option<usize>,
) -> std::result::Result<Vec<i8>, JsError> {
    js(single(graph, z, used).and_then(|code| recover(&code, received, order, version, limit)))
}

/// Scrambled bits.
#[wasm_bindgen]
pub fn scramble_bits(mut bits: Vec<u8>, c_init: u32) -> Vec<u8> {
    scramble::scramble(&mut bits, c_init);
    bits
}

/// Bits to interleaved I, Q.
///
/// # Errors
/// `invalid-argument` for an order other than 1, 2, 4, 6, 8.
#[wasm_bindgen]
pub fn modulate(order: usize, bits: &[u8]) -> std::result::Result<Vec<f32>, JsError> {
    let axis = js(modulation::axis(order))?;
    let mut out = Vec::new();
    modulation::modulate(&axis, bits, &mut out);
    Ok(out)
}

/// Soft bits of symbols, all with one noise variance.
///
/// # Errors
/// `invalid-argument` for an order other than 1, 2, 4, 6, 8.
#[wasm_bindgen]
pub fn demap(
    order: usize,
    symbols: &[f32],
    n0: f32,
    log_map: bool,
) -> std::result::Result<Vec<i8>, JsError> {
    let demapper = if log_map {
        modulation::Demapper::LogMap
    } else {
        modulation::Demapper::MaxLog
    };
    let axis = js(modulation::axis(order))?;
    let mut out = Vec::new();
    modulation::demap(
        &axis,
        symbols,
        &vec![n0; symbols.len() / 2],
        demapper,
        &mut out,
    );
    Ok(out)
}

/// An LDPC decoder that keeps its memory from block to block.
#[wasm_bindgen]
pub struct LdpcDecoder(Decoder);

#[wasm_bindgen]
impl LdpcDecoder {
    /// A decoder for a graph (1 or 2) and a lifting size.
    ///
    /// # Errors
    /// `invalid-argument`.
    #[wasm_bindgen(constructor)]
    pub fn new(graph: u32, z: usize) -> std::result::Result<LdpcDecoder, JsError> {
        js(Graph::from_number(graph).and_then(|g| lift(g, z))).map(|code| Self(Decoder::new(code)))
    }

    /// Posteriors of all columns after `iterations`, without early stop.
    ///
    /// # Errors
    /// `invalid-argument`.
    pub fn run(
        &mut self,
        mut soft: Vec<i8>,
        iterations: u32,
        scalar: bool,
    ) -> std::result::Result<Vec<i8>, JsError> {
        js(self.0.decode(
            &mut soft,
            Options {
                iterations,
                early_stop: false,
                uneven: false,
                scalar,
            },
        ))?;
        Ok(soft)
    }

    /// Edges of the lifted graph among the checks that the first `columns` columns meet: those that are decoded where no
    /// more was received.
    pub fn edges(&self, columns: usize) -> usize {
        let code = self.0.code();
        let info = code.graph.info_columns();
        let heard = |row: &usize| *row < 4 || info + row < columns;
        let rows = (0..code.rows.len()).filter(heard);
        rows.map(|row| code.rows[row].len()).sum::<usize>() * code.z
    }

    /// Bytes of working memory.
    pub fn memory(&self) -> usize {
        self.0.memory()
    }
}

/// Operations of [`simd_peak`] a round.
const PEAK_OPERATIONS: u32 = 8 * 6;

/// Runs vector operations of the decoder's kinds in registers alone, on eight chains that do not wait for each other; returns
/// how many vectors were computed. What a bench takes for the peak.
#[wasm_bindgen]
pub fn simd_peak(rounds: u32, seed: i8) -> f64 {
    let mut chains: [Lanes; 8] =
        std::array::from_fn(|i| Lanes::splat(seed.wrapping_mul(i as i8 | 1)));
    let (a, b) = (Lanes::splat(seed), Lanes::splat(seed ^ 0x55));
    for _ in 0..rounds {
        for chain in &mut chains {
            *chain = chain
                .minus(a)
                .magnitude()
                .smaller(b)
                .xor(a)
                .plus(b)
                .larger(a);
        }
    }
    // What is never looked at would not be computed.
    let all = chains.iter().fold(a, |acc, chain| acc.xor(*chain));
    f64::from(rounds) * f64::from(PEAK_OPERATIONS) + f64::from(u8::from(all.any_negative()))
}
