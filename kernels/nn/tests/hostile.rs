//! A damaged file gives a typed error or a model that runs; never a panic, never memory without bound.

mod support;
#[path = "support/hostile.rs"]
mod watched;

use nn::error::Error;
use nn::model::load;
use std::path::Path;
use support::{file, input, simple, ConvSpec, Random};
use watched::try_run;

/// Operators of version 1: conv 1, depthwise 2, shuffle 3, unshuffle 4, upsample 5, crop 6, concat 7, average 8, i16 9,
/// add 10. The corpus has the others.
fn sample() -> Vec<u8> {
    let mut random = Random(3);
    let mut conv = |ic: usize, oc: usize, depthwise: bool, i16: bool| {
        let mut spec = ConvSpec::random(&mut random);
        let taps = 9 * if depthwise { 1 } else { ic };
        (spec.oc, spec.ic, spec.kernel, spec.stride, spec.pad) = (oc, ic, (3, 3), (1, 1), [1; 4]);
        (spec.depthwise, spec.i16, spec.skip, spec.ceil) = (depthwise, i16, false, false);
        (spec.shift, spec.clamp, spec.zero_points) =
            (20, if i16 { (-99, 99) } else { (0, 127) }, [0; 3]);
        spec.weight = (0..oc * taps)
            .map(|_| random.range(-128, 127) as i8)
            .collect();
        (spec.bias, spec.mult) = (vec![0; oc], vec![3000; oc]);
        spec
    };
    let ops = [
        conv(4, 8, false, false).bytes(0, 0),
        conv(8, 8, true, false).bytes(1, 0),
        simple(2, 2, &[2]),
        simple(3, 2, &[3]),
        simple(7, 0, &[4]),
        simple(5, 0, &[5, 0]),
        simple(6, 0, &[6, 0]),
        simple(8, 0, &[7]),
        conv(12, 4, false, true).bytes(7, 0),
        simple(4, 0, &[9, 9]),
    ];
    file(&[input("x", 0, 4)], &ops)
}

#[test]
fn the_sample_itself_runs() {
    try_run(&sample()).expect("nothing is damaged");
}

#[test]
fn twenty_thousand_mutations_end_well() {
    let original = sample();
    let mut random = Random(11);
    let (mut fine, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut bytes = original.clone();
        for _ in 0..random.range(1, 4) {
            let at = random.range(0, bytes.len() as i64 - 1) as usize;
            bytes[at] = random.pick(&[
                random_byte(at),
                0,
                255,
                127,
                128,
                bytes[at] ^ 1,
                bytes[at].wrapping_add(1),
            ]);
        }
        match try_run(&bytes) {
            Ok(()) => fine += 1,
            Err(Error::Internal(message)) => panic!("ours: {message}"),
            Err(_) => refused += 1,
        }
    }
    assert!(
        fine > 1000 && refused > 1000,
        "{fine} ran, {refused} were refused"
    );
}

/// What coverage-guided fuzzing kept (`fuzz/README.md`), one file for each way through the loader and the operators.
fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/load");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the corpus is committed")
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    let read = |path| std::fs::read(path).expect("readable");
    paths.into_iter().map(read).collect()
}

#[test]
fn the_fuzzers_corpus_ends_well_with_and_without_mutations() {
    let corpus = corpus();
    let mut random = Random(12);
    let (mut fine, mut refused) = (0, 0);
    for original in &corpus {
        for mutations in 0..16 {
            let mut bytes = original.clone();
            for _ in 0..mutations.min(3) {
                let at = random.range(0, bytes.len().max(1) as i64 - 1) as usize;
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.next() as u8;
                }
            }
            match try_run(&bytes) {
                Ok(()) => fine += 1,
                Err(Error::Internal(message)) => panic!("ours: {message}"),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(
        corpus.len() > 30 && fine > 50 && refused > 1000,
        "{} files, {fine} ran, {refused} were refused",
        corpus.len()
    );
}

fn random_byte(at: usize) -> u8 {
    (at as u8).wrapping_mul(167).wrapping_add(13)
}

#[test]
fn every_truncation_is_malformed() {
    let bytes = sample();
    for length in 0..bytes.len() {
        assert!(
            matches!(load(&bytes[..length]), Err(Error::Malformed(_))),
            "{length} bytes"
        );
    }
}

#[test]
fn a_long_chain_of_upsampling_is_too_large() {
    let ops: Vec<Vec<u8>> = (0..40).map(|i| simple(7, 0, &[i])).collect();
    let result = try_run(&file(&[input("x", 0, 4)], &ops));
    assert!(matches!(result, Err(Error::TooLarge(_))), "{result:?}");
}

#[test]
fn another_version_is_unsupported() {
    let mut bytes = sample();
    bytes[4] = 3;
    assert!(matches!(load(&bytes), Err(Error::Unsupported(_))));
}
