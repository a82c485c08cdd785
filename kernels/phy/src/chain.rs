//! The shared channel from payload to symbols and back: TS 38.212 clauses 7.2.1–7.2.6 and TS 38.211 clause 7.3.1.

use crate::base_graph::lift;
use crate::error::{invalid, Result};
use crate::ldpc_decode::{Decoder, Options};
use crate::ldpc_encode::encode;
use crate::modulation::{axis, demap, modulate};
use crate::rate_match::{plan as plan_match, share};
use crate::scramble::{descramble, scramble};
use crate::segmentation::{block_holds, join, plan, segment, Segmentation};

/// Most symbols of one transport block.
pub const MAX_SYMBOLS: usize = 1 << 25;

/// How a transport block is sent; both ends must have the same.
#[derive(Debug, Clone, Copy)]
pub struct Transport {
    /// Payload bytes.
    pub bytes: usize,
    /// Complex symbols that carry it.
    pub symbols: usize,
    /// Bits a symbol, Q_m: 2, 4, 6 or 8.
    pub order: usize,
    /// Redundancy version 0…3.
    pub version: u32,
    /// Initial value of the scrambling sequence.
    pub c_init: u32,
}

impl Transport {
    fn plan(&self) -> Result<Segmentation> {
        if self.symbols == 0 || self.symbols > MAX_SYMBOLS {
            return invalid(format!(
                "{} symbols are outside 1…{MAX_SYMBOLS}",
                self.symbols
            ));
        }
        if self.bytes > 1 << 23 {
            return invalid(format!(
                "Payload of {} bytes is over {}",
                self.bytes,
                1 << 23
            ));
        }
        let rate = self.bytes as f64 * 8.0 / (self.symbols * self.order) as f64;
        if rate > 0.96 {
            return invalid(format!(
                "{} bytes do not fit {} symbols of {} bits",
                self.bytes, self.symbols, self.order
            ));
        }
        plan(self.bytes * 8, rate)
    }
}

/// What came of a transport block.
pub struct Decoded {
    /// The payload, right or wrong.
    pub bytes: Vec<u8>,
    /// Whether its check holds.
    pub ok: bool,
    /// Code blocks, and how many of them failed.
    pub blocks: usize,
    /// Code blocks whose check failed.
    pub failed: usize,
    /// Mean decoder iterations of a code block.
    pub iterations: f64,
}

/// Payload bytes to interleaved I, Q.
///
/// # Errors
/// Sizes that do not go together.
pub fn transmit(transport: Transport, payload: &[u8]) -> Result<Vec<f32>> {
    if payload.len() != transport.bytes {
        return invalid(format!(
            "Payload has {} bytes, {} were announced",
            payload.len(),
            transport.bytes
        ));
    }
    let axis = axis(transport.order)?;
    let segmentation = transport.plan()?;
    let code = lift(segmentation.graph, segmentation.z)?;
    let bits: Vec<u8> = payload
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |i| byte >> i & 1))
        .collect();
    let blocks = segment(&segmentation, &bits);
    let shares = share(
        transport.symbols * transport.order,
        blocks.len(),
        transport.order,
    )?;
    let mut coded = Vec::with_capacity(transport.symbols * transport.order);
    for (mut block, sent) in blocks.into_iter().zip(shares) {
        block.resize(segmentation.information(), 0);
        let word = encode(&code, &block)?;
        let matching = plan_match(
            &segmentation,
            sent,
            transport.order,
            transport.version,
            None,
        )?;
        matching.select(&word, code.z, &mut coded);
    }
    scramble(&mut coded, transport.c_init);
    let mut symbols = Vec::with_capacity(2 * transport.symbols);
    modulate(&axis, &coded, &mut symbols);
    Ok(symbols)
}

/// Soft buffers of a transport block between transmissions: all columns of each code block.
pub type SoftBuffer = Vec<Vec<i8>>;

/// Empty soft buffers: nothing known of punctured and unsent bits, filler known.
///
/// # Errors
/// Sizes that do not go together.
pub fn soft_buffer(transport: Transport) -> Result<SoftBuffer> {
    let segmentation = transport.plan()?;
    let mut empty = vec![0i8; segmentation.graph.columns() * segmentation.z];
    empty[segmentation.used..segmentation.information()].fill(127);
    Ok(vec![empty; segmentation.blocks])
}

/// Equalized symbols to payload. Soft bits are added to `buffer`, so that a second transmission of another redundancy
/// version adds to the first (hybrid ARQ with incremental redundancy).
///
/// # Errors
/// Sizes that do not go together.
pub fn receive(
    transport: Transport,
    symbols: &[f32],
    noise: &[f32],
    buffer: &mut SoftBuffer,
    iterations: u32,
) -> Result<Decoded> {
    if symbols.len() != 2 * transport.symbols || noise.len() != transport.symbols {
        return invalid(format!(
            "{} values and {} noise variances are not those of {} symbols",
            symbols.len(),
            noise.len(),
            transport.symbols
        ));
    }
    let axis = axis(transport.order)?;
    let segmentation = transport.plan()?;
    let code = lift(segmentation.graph, segmentation.z)?;
    if buffer.len() != segmentation.blocks
        || buffer
            .iter()
            .any(|b| b.len() != code.graph.columns() * code.z)
    {
        return invalid("Soft buffer is of another transport block".to_string());
    }
    let mut soft = Vec::with_capacity(transport.symbols * transport.order);
    demap(&axis, symbols, noise, &mut soft);
    descramble(&mut soft, transport.c_init);
    let shares = share(soft.len(), segmentation.blocks, transport.order)?;
    let mut decoder = Decoder::new(code);
    let mut work = Vec::new();
    let (mut blocks, mut begin, mut total, mut failed) = (Vec::new(), 0, 0, 0);
    for (kept, sent) in buffer.iter_mut().zip(shares) {
        let matching = plan_match(
            &segmentation,
            sent,
            transport.order,
            transport.version,
            None,
        )?;
        matching.combine(&soft[begin..begin + sent], segmentation.z, kept);
        begin += sent;
        work.clear();
        work.extend_from_slice(kept);
        let outcome = decoder.decode(
            &mut work,
            Options {
                iterations,
                early_stop: true,
                scalar: false,
            },
        )?;
        let bits: Vec<u8> = work[..segmentation.used]
            .iter()
            .map(|&s| u8::from(s < 0))
            .collect();
        total += outcome.iterations;
        failed += usize::from(!block_holds(&segmentation, &bits));
        blocks.push(bits);
    }
    let (bits, whole) = join(&segmentation, &blocks);
    let bytes = bits
        .chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |acc, bit| acc << 1 | bit))
        .collect();
    Ok(Decoded {
        bytes,
        ok: whole && failed == 0,
        blocks: blocks.len(),
        failed,
        iterations: f64::from(total) / blocks.len() as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::{send, Fading};

    fn payload(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|i| ((i * 167) >> 2) as u8).collect()
    }

    #[test]
    fn payloads_of_any_size_come_back_at_good_snr() {
        for (bytes, symbols, order, snr) in [
            (1, 60, 2, 3.0),
            (19, 768, 2, -4.0),
            (37, 300, 2, 3.0),
            (500, 3000, 4, 8.0),
            (5000, 10_000, 6, 16.0),
            (9001, 12_000, 8, 25.0),
        ] {
            let transport = Transport {
                bytes,
                symbols,
                order,
                version: 0,
                c_init: 77,
            };
            let sent = payload(bytes);
            let air = send(&transmit(transport, &sent).unwrap(), snr, Fading::None, 3).unwrap();
            let mut buffer = soft_buffer(transport).unwrap();
            let decoded = receive(transport, &air.symbols, &air.noise, &mut buffer, 20).unwrap();
            assert!(
                decoded.ok,
                "{bytes} bytes: {} of {} blocks failed",
                decoded.failed, decoded.blocks
            );
            assert_eq!(decoded.bytes, sent);
        }
    }

    #[test]
    fn a_second_redundancy_version_saves_a_block_that_the_first_lost() {
        let transport = Transport {
            bytes: 700,
            symbols: 3600,
            order: 2,
            version: 0,
            c_init: 1,
        };
        let mut buffer = soft_buffer(transport).unwrap();
        let sent = payload(700);
        let mut ok = Vec::new();
        for (seed, version) in [(1, 0), (2, 2)] {
            let transport = Transport {
                version,
                ..transport
            };
            let air = send(
                &transmit(transport, &sent).unwrap(),
                1.5,
                Fading::None,
                seed,
            )
            .unwrap();
            ok.push(
                receive(transport, &air.symbols, &air.noise, &mut buffer, 20)
                    .unwrap()
                    .ok,
            );
        }
        assert_eq!(ok, [false, true]);
    }
}
