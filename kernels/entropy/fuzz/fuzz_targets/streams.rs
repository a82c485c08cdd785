//! Reads bytes as each kind of coded stream, under models of any parameters: anything but values of the asked number or a
//! typed error is a finding.

#![no_main]

use entropy::cells::{decode_base, decode_channels, decode_refinement, Shape};
use entropy::coder::Decoder;
use entropy::{key_map, table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Sizes and parameters come from the first bytes, as they would from a packet's header and a network.
    let Some((&[kind, h, w, channels, seed, parity], stream)) = bytes.split_first_chunk() else {
        return;
    };
    let Ok(mut decoder) = Decoder::new(stream) else {
        return;
    };
    let (h, w, channels) = (usize::from(h % 24), usize::from(w % 24), usize::from(channels % 12));
    let shape = Shape { h, w, channels };
    let (cells, values) = (h * w, h * w * channels);
    let some = |i: usize| (i.wrapping_mul(0x9e37_79b9).wrapping_add(usize::from(seed) * 0x0101_0101) >> 7) as i16;
    let params: Vec<i16> = (0..2 * values).map(some).collect();
    match kind % 5 {
        0 => {
            let mu: Vec<i16> = (0..channels).map(some).collect();
            let scale: Vec<u8> = mu.iter().map(|&value| value as u8).collect();
            if let Ok(z) = decode_channels(&mut decoder, cells, &mu, &scale) {
                assert_eq!(z.len(), values);
            }
        }
        1 => {
            let mut k0 = vec![0; values];
            let _ = decode_base(&mut decoder, &params, shape, usize::from(parity), &mut k0);
        }
        2 => {
            let k0: Vec<i16> = params[..values].to_vec();
            let mask: Vec<u8> = (0..cells).map(|i| (some(i) & 1) as u8).collect();
            let mut r = vec![0; values];
            let _ = decode_refinement(&mut decoder, &k0, &params, shape, &mask, &mut r);
        }
        3 => {
            if let Ok(map) = key_map::decode(&mut decoder, w, h) {
                assert_eq!(map.len(), cells);
                assert!(map.iter().all(|&cell| cell < 2));
            }
        }
        _ => {
            let frequencies: Vec<u16> = (0..1 + cells).map(|i| some(i) as u16).collect();
            if let Ok(symbol) = table::decode(&mut decoder, &frequencies) {
                assert!(symbol < frequencies.len());
            }
        }
    }
});
