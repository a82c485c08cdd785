//! The LDPC decoder natively: base graph 1, lifting size 384, rate 1/2, 8 iterations without early stop. Prints one line of
//! JSON: information bits a second, in millions, the best of many runs.

use phy::base_graph::{lift, Graph};
use phy::ldpc_decode::{Decoder, Options};
use phy::ldpc_encode::encode;
use phy::random::Random;
use std::time::Instant;

const Z: usize = 384;
const SENT_COLUMNS: usize = 46;
const RUNS: usize = 300;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let code = lift(Graph::One, Z)?;
    let mut random = Random::new(1);
    let bits: Vec<u8> = (0..22 * Z).map(|_| (random.next_u64() & 1) as u8).collect();
    let word = encode(&code, &bits)?;
    let mut soft = vec![0i8; word.len()];
    for (value, bit) in soft
        .iter_mut()
        .zip(&word)
        .take(SENT_COLUMNS * Z)
        .skip(2 * Z)
    {
        let sent = if *bit == 1 { -12.0 } else { 12.0 };
        *value = (sent + 8.0 * random.gaussian()) as i8;
    }
    let mut decoder = Decoder::new(code);
    let options = Options {
        iterations: 8,
        early_stop: false,
        uneven: false,
        scalar: false,
    };
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let mut work = soft.clone();
        let began = Instant::now();
        decoder.decode(&mut work, options)?;
        best = best.min(began.elapsed().as_secs_f64());
    }
    println!("{{\"mbit_s\": {:.2}}}", (22 * Z) as f64 / best / 1e6);
    Ok(())
}
