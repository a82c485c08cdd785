//! The kernel as native code: the same seeded streams as `tests/entropy/digest_test.ts` makes with the WASM build.

use entropy::cells::{self, Shape};
use entropy::coder::{Decoder, Encoder, Sink, ONE};
use entropy::cost::Estimator;
use entropy::error::Error;
use entropy::{key_map, quantize, table, window::Windows};

/// xoshiro256** from splitmix64, as in functions/_shared/random.ts.
struct Random([u64; 4]);

impl Random {
    fn new(seed: u64) -> Self {
        let mut x = seed;
        Self([(); 4].map(|()| {
            x = x.wrapping_add(0x9e3779b97f4a7c15);
            let z = (x ^ (x >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d049bb133111eb);
            z ^ (z >> 31)
        }))
    }

    /// The upper 32 bits of the next output.
    fn next(&mut self) -> u32 {
        let s = &mut self.0;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        (result >> 32) as u32
    }

    fn below(&mut self, bound: u32) -> i32 {
        (self.next() % bound) as i32
    }
}

fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c9dc5, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x01000193)
    })
}

const H: usize = 9;
const W: usize = 13;
const CHANNELS: usize = 24;
const SHAPE: Shape = Shape {
    h: H,
    w: W,
    channels: CHANNELS,
};

struct Input {
    y: Vec<i16>,
    steps: Vec<u16>,
    refined: Vec<u8>,
    params: Vec<i16>,
    map: Vec<u8>,
}

/// Only 32-bit draws and integer arithmetic, in an order that the test in TypeScript repeats.
fn input() -> Input {
    let mut rng = Random::new(2026);
    let n = H * W * CHANNELS;
    let y = (0..n)
        .map(|i| {
            let width = 20_000 >> (i % CHANNELS / 2);
            (rng.below(2 * width + 1) - width as i32) as i16
        })
        .collect();
    let steps = (0..H * W).map(|_| 31 + rng.below(1700) as u16).collect();
    let refined = (0..H * W).map(|_| rng.below(2) as u8).collect();
    let params = (0..2 * n)
        .map(|i| match i / CHANNELS % 2 {
            0 => (rng.below(97) - 48) as i16,
            _ => (rng.below(72) - 4) as i16,
        })
        .collect();
    let map = (0..H * W).map(|_| u8::from(rng.below(5) == 0)).collect();
    Input {
        y,
        steps,
        refined,
        params,
        map,
    }
}

fn write<S: Sink>(sink: &mut S, x: &Input, k0: &[i16], r: &[i8]) -> Result<(), Error> {
    let mu: Vec<i16> = (0..32).map(|i| i - 16).collect();
    let scale: Vec<u8> = (0..32).map(|i| 20 + i).collect();
    let z: Vec<i16> = k0.iter().take(320).map(|&k| k.clamp(-31, 31)).collect();
    cells::encode_channels(sink, &z, &mu, &scale)?;
    cells::encode_base(sink, k0, &x.params, SHAPE, 0)?;
    cells::encode_base(sink, k0, &x.params, SHAPE, 1)?;
    cells::encode_refinement(sink, k0, r, &x.params, SHAPE, &x.refined)?;
    key_map::encode(sink, &x.map, W, H)?;
    table::encode(sink, 2, &[5, 1, 60000, 7])
}

#[test]
fn native_streams_have_the_committed_digests() {
    let x = input();
    let (mut k0, mut r) = (vec![0; x.y.len()], vec![0; x.y.len()]);
    quantize::quantize(
        &x.y,
        &x.steps,
        &x.refined,
        &vec![0; x.steps.len()],
        CHANNELS,
        &mut k0,
        &mut r,
    )
    .unwrap();
    let mut encoder = Encoder::default();
    write(&mut encoder, &x, &k0, &r).unwrap();
    let bytes = encoder.finish();
    let mut estimator = Estimator::default();
    write(&mut estimator, &x, &k0, &r).unwrap();
    let found = format!(
        "{} bytes, {:08x}, {}/256 bits",
        bytes.len(),
        fnv1a(&bytes),
        estimator.bits_256()
    );
    assert_eq!(
        found,
        include_str!("../../../tests/entropy/digest.txt").trim()
    );
}

#[test]
fn every_interval_is_at_least_one_unit_and_all_tile_the_unit_range() {
    struct Intervals(Vec<(u32, u32)>);
    impl Sink for Intervals {
        fn put(&mut self, left: u32, size: u32) -> Result<(), Error> {
            self.0.push((left, size));
            Ok(())
        }
    }
    for scale in 0..64 {
        for mu in -8..8 {
            let mut found = Intervals(Vec::new());
            for symbol in -24..=24 {
                Windows::get()
                    .encode(&mut found, symbol, mu, scale)
                    .unwrap();
            }
            let mut escape = Intervals(Vec::new());
            Windows::get().encode(&mut escape, 25, mu, scale).unwrap();
            found.0.push(escape.0[0]);
            let mut left = 0;
            for (start, size) in found.0 {
                assert!(start == left && size >= 1, "scale {scale}, mu {mu}");
                left += size;
            }
            assert_eq!(left, ONE);
        }
    }
}

#[test]
fn estimated_bits_are_those_of_a_float_logarithm() {
    let mut rng = Random::new(3);
    let (mut estimator, mut expected) = (Estimator::default(), 0.0);
    let sizes = (0..200_000).map(|i| 1 + rng.next() % (ONE >> (i % 24)));
    for size in sizes.chain([1, 2, 3, ONE / 2, ONE - 1, ONE]) {
        estimator.put(0, size).unwrap();
        expected -= (f64::from(size) / f64::from(ONE)).log2();
    }
    let error = estimator.bits_256() as f64 / 256.0 - expected;
    assert!(error.abs() < 1.0 / 256.0, "{error} of {expected} bits");
}

#[test]
fn streams_that_hold_back_words_for_a_carry_come_back() {
    // The middle symbol leaves the interval around 1/2: as long as it goes on, no word is decided.
    const BORDERS: [u32; 4] = [0, ONE / 4, ONE / 4 * 3, ONE];
    let mut rng = Random::new(4);
    for run in 0..3000 {
        let mut symbols = vec![1; rng.below(200) as usize];
        symbols.extend((0..run % 3).map(|_| rng.below(3) as usize));
        let mut encoder = Encoder::default();
        for &i in &symbols {
            encoder
                .put(BORDERS[i], BORDERS[i + 1] - BORDERS[i])
                .unwrap();
        }
        let bytes = encoder.finish();
        assert!(
            8 * bytes.len() < symbols.len() + 20,
            "run {run}: {} bytes",
            bytes.len()
        );
        let mut decoder = Decoder::new(&bytes).unwrap();
        for &expected in &symbols {
            let found = decoder.take(|quantile| {
                let i = (0..3).rfind(|&i| BORDERS[i] <= quantile).unwrap();
                (i, BORDERS[i], BORDERS[i + 1] - BORDERS[i])
            });
            assert_eq!(found.unwrap(), expected, "run {run}");
        }
    }
}
