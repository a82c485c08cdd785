//! The shared channel from payload to symbols and back: TS 38.212 clauses 7.2.1–7.2.6 and TS 38.211 clause 7.3.1.

use crate::error::{invalid, Result};
use crate::ldpc_decode::Options;
use crate::ldpc_encode::encode_into;
use crate::modulation::{axis, demap, modulate, Demapper};
use crate::rate_match::{plan as plan_match, share};
use crate::scramble::{descramble, scramble};
use crate::segmentation::{attach_check, block_holds, cut, payload_of, plan, Segmentation};
use crate::workspace::{code_of, decoder_of, pack, unpack, with_workspace, Workspace};

/// Most symbols of one transport block.
pub const MAX_SYMBOLS: usize = 1 << 25;

/// Bits that no circular buffer passes.
const MAX_LIMIT: usize = 66 * 384;

/// How a transport block is sent; both ends must have the same.
#[derive(Debug, Clone, Copy)]
pub struct Transport {
    /// Payload bytes.
    pub bytes: usize,
    /// Complex symbols that carry it.
    pub symbols: usize,
    /// Bits a symbol, Q_m: 1, 2, 4, 6 or 8.
    pub order: usize,
    /// Redundancy version 0…3.
    pub version: u32,
    /// Initial value of the scrambling sequence.
    pub c_init: u32,
    /// N_ref, bits of a code block that the receiver's soft buffer holds; none for all (TS 38.212 clause 5.4.2.1).
    pub limit: Option<usize>,
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
        if self.limit.is_some_and(|bits| bits > MAX_LIMIT) {
            return invalid(format!("Soft buffer limit is over {MAX_LIMIT} bits"));
        }
        plan(self.bytes * 8, rate)
    }
}

/// How a transport block is received.
#[derive(Debug, Clone, Copy)]
pub struct ReceiveOptions {
    /// Most iterations of the LDPC decoder.
    pub iterations: u32,
    /// How soft bits are reckoned.
    pub demapper: Demapper,
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
    let order = transport.order;
    let shares = share(transport.symbols * order, segmentation.blocks, order)?;
    let mut symbols = Vec::with_capacity(2 * transport.symbols);
    with_workspace(|workspace| {
        let Workspace {
            codes,
            bits,
            block,
            word,
            coded,
            ..
        } = workspace;
        let code = code_of(codes, &segmentation)?;
        unpack(payload, bits);
        attach_check(&segmentation, bits);
        coded.clear();
        for (part, sent) in bits
            .chunks_exact(bits.len() / segmentation.blocks)
            .zip(shares)
        {
            cut(&segmentation, part, block);
            encode_into(code, block, word)?;
            let matching = plan_match(
                &segmentation,
                sent,
                order,
                transport.version,
                transport.limit,
            )?;
            matching.select(word, code.z, coded);
        }
        scramble(coded, transport.c_init);
        modulate(&axis, coded, &mut symbols);
        Ok(())
    })?;
    Ok(symbols)
}

/// What the receiver keeps of a transport block between transmissions: soft bits of all columns of each code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoftBuffer {
    soft: Vec<i8>,
    blocks: usize,
}

impl SoftBuffer {
    /// Bytes that it holds.
    pub fn memory(&self) -> usize {
        self.soft.len()
    }
}

/// An empty soft buffer: nothing known of punctured and unsent bits, filler known.
///
/// # Errors
/// Sizes that do not go together.
pub fn soft_buffer(transport: Transport) -> Result<SoftBuffer> {
    let segmentation = transport.plan()?;
    let mut soft = vec![0; segmentation.graph.columns() * segmentation.z * segmentation.blocks];
    know_filler(&segmentation, &mut soft);
    Ok(SoftBuffer {
        soft,
        blocks: segmentation.blocks,
    })
}

pub(crate) fn know_filler(segmentation: &Segmentation, soft: &mut [i8]) {
    for block in soft.chunks_exact_mut(segmentation.graph.columns() * segmentation.z) {
        block[segmentation.used..segmentation.information()].fill(127);
    }
}

/// Equalized symbols to payload. With a `buffer` soft bits are added to what it holds: hybrid ARQ with incremental
/// redundancy where the redundancy version is another, chase combining where it is the same.
///
/// # Errors
/// Sizes that do not go together.
pub fn receive(
    transport: Transport,
    symbols: &[f32],
    noise: &[f32],
    buffer: Option<&mut SoftBuffer>,
    options: ReceiveOptions,
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
    let order = transport.order;
    let stride = segmentation.graph.columns() * segmentation.z;
    let shares = share(transport.symbols * order, segmentation.blocks, order)?;
    if let Some(buffer) = &buffer {
        if buffer.blocks != segmentation.blocks || buffer.soft.len() != stride * segmentation.blocks
        {
            return invalid("Soft buffer is of another transport block".to_string());
        }
    }
    with_workspace(|workspace| {
        let Workspace {
            decoders,
            bits,
            block,
            received,
            fresh,
            soft,
            ..
        } = workspace;
        let decoder = decoder_of(decoders, &segmentation)?;
        received.clear();
        demap(&axis, symbols, noise, options.demapper, received);
        descramble(received, transport.c_init);
        let kept = match buffer {
            Some(buffer) => &mut buffer.soft,
            None => {
                fresh.clear();
                fresh.resize(stride * segmentation.blocks, 0);
                know_filler(&segmentation, fresh);
                fresh
            }
        };
        bits.clear();
        let (mut begin, mut total, mut failed) = (0, 0, 0);
        for (kept, sent) in kept.chunks_exact_mut(stride).zip(shares) {
            let matching = plan_match(
                &segmentation,
                sent,
                order,
                transport.version,
                transport.limit,
            )?;
            matching.combine(&received[begin..begin + sent], segmentation.z, kept);
            begin += sent;
            soft.clear();
            soft.extend_from_slice(kept);
            let outcome = decoder.decode(
                soft,
                Options {
                    iterations: options.iterations,
                    early_stop: true,
                    uneven: order > 2,
                    scalar: false,
                },
            )?;
            block.clear();
            block.extend(soft[..segmentation.used].iter().map(|&s| u8::from(s < 0)));
            total += outcome.iterations;
            failed += usize::from(!block_holds(&segmentation, block));
            bits.extend_from_slice(payload_of(&segmentation, block));
        }
        let whole = segmentation.block_crc.holds(bits);
        Ok(Decoded {
            bytes: pack(&bits[..segmentation.payload]),
            ok: whole && failed == 0,
            blocks: segmentation.blocks,
            failed,
            iterations: f64::from(total) / segmentation.blocks as f64,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::flat::{send, Fading};

    const TWENTY: ReceiveOptions = ReceiveOptions {
        iterations: 20,
        demapper: Demapper::LogMap,
    };

    fn payload(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|i| ((i * 167) >> 2) as u8).collect()
    }

    #[test]
    fn payloads_of_any_size_come_back_at_good_snr() {
        for (bytes, symbols, order, snr) in [
            (1, 60, 2, 3.0),
            (19, 768, 2, -4.0),
            (19, 1000, 1, -6.0),
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
                limit: None,
            };
            let sent = payload(bytes);
            let air = send(&transmit(transport, &sent).unwrap(), snr, Fading::None, 3).unwrap();
            let decoded = receive(transport, &air.symbols, &air.noise, None, TWENTY).unwrap();
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
            limit: None,
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
                receive(
                    transport,
                    &air.symbols,
                    &air.noise,
                    Some(&mut buffer),
                    TWENTY,
                )
                .unwrap()
                .ok,
            );
        }
        assert_eq!(ok, [false, true]);
    }
}
