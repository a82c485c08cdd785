//! Receives any numbers as a transport block of any announced sizes, twice into one soft buffer: anything but a payload of the
//! announced size or a typed error is a finding.

#![no_main]

use libfuzzer_sys::fuzz_target;
use phy::chain::{receive, soft_buffer, ReceiveOptions, Transport};
use phy::modulation::Demapper;

/// Enough for several code blocks; more would only be slow.
const MOST_SYMBOLS: usize = 8192;

fuzz_target!(|input: &[u8]| {
    let Some((head, values)) = input.split_first_chunk::<16>() else {
        return;
    };
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let half = |at: usize| usize::from(u16::from_le_bytes([head[at], head[at + 1]]));
    let transport = Transport {
        bytes: half(0),
        symbols: half(2) % MOST_SYMBOLS,
        order: usize::from(head[4] % 10),
        version: u32::from(head[5] % 5),
        c_init: word(6),
        limit: (head[10] & 1 == 1).then(|| half(11)),
    };
    let options = ReceiveOptions {
        iterations: u32::from(head[13] % 6),
        demapper: if head[10] & 2 == 2 {
            Demapper::LogMap
        } else {
            Demapper::MaxLog
        },
    };
    // What is given, over and over: few bytes make many symbols.
    let values: Vec<f32> = values
        .chunks_exact(4)
        .map(|v| f32::from_le_bytes([v[0], v[1], v[2], v[3]]))
        .collect();
    let some = |count: usize| -> Vec<f32> { values.iter().copied().cycle().take(count).collect() };
    let (symbols, noise) = (some(2 * transport.symbols), some(transport.symbols));
    let mut buffer = soft_buffer(transport).ok();
    for version in [transport.version, 2] {
        let transport = Transport {
            version,
            ..transport
        };
        if let Ok(decoded) = receive(transport, &symbols, &noise, buffer.as_mut(), options) {
            assert_eq!(decoded.bytes.len(), transport.bytes);
            assert!(decoded.failed <= decoded.blocks);
        }
    }
});
