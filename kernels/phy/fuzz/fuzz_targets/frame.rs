//! Looks for frames in any samples and reads them as any number of symbols: anything but finite symbols or a typed error is a
//! finding.

#![no_main]

use libfuzzer_sys::fuzz_target;
use phy::sync::acquire::acquire;
use phy::sync::check::check_samples;
use phy::sync::demodulate::demodulate;
use phy::sync::detect::{detect, Candidate};
use phy::sync::pulse::Pulse;
use phy::sync::waveform::waveform;

/// Room for a preamble, pilots and some data at two samples a symbol.
const SAMPLES: usize = 2048;

fuzz_target!(|input: &[u8]| {
    let Some((head, bytes)) = input.split_first_chunk::<16>() else {
        return;
    };
    let Ok(pulse) = Pulse::new(usize::from(head[0] % 18), f64::from(head[1]) / 128.0) else {
        return;
    };
    let values: Vec<f32> = bytes
        .chunks_exact(4)
        .map(|v| f32::from_le_bytes([v[0], v[1], v[2], v[3]]))
        .collect();
    // Noise and nonsense alone never look like a frame: a real one lies beneath, from where the input says.
    let mut samples = vec![0f32; 2 * SAMPLES];
    if let Ok(frame) = waveform(&[0.7; 64], &pulse, f64::from(head[2]) / 16.0) {
        let from = usize::from(head[3]) * 8 % samples.len();
        let there = samples[from..].iter_mut().zip(&frame.samples);
        there.for_each(|(to, &value)| *to = value);
    }
    let from = usize::from(u16::from_le_bytes([head[4], head[5]])) % samples.len();
    samples[from..]
        .iter_mut()
        .zip(&values)
        .for_each(|(to, &value)| *to = value);
    samples.truncate(samples.len() - usize::from(head[6]));
    if check_samples(&samples).is_err() {
        return;
    }
    let number = |at: usize| f64::from(i16::from_le_bytes([head[at], head[at + 1]]));
    let data = match head[7] % 4 {
        0 => usize::MAX,
        1 => usize::MAX / 2,
        shift => usize::from(head[8]) << (8 * (shift - 2)),
    };
    let own = Candidate {
        time: number(9),
        frequency: number(11) / 65_536.0,
        metric: 1.0,
    };
    let mut candidates = detect(&samples, &pulse);
    candidates.truncate(3);
    for candidate in candidates {
        let start = acquire(&samples, &pulse, candidate);
        if start.time.is_finite() && start.frequency.abs() <= 0.5 {
            read(&samples, &pulse, start.time, start.frequency, data);
        }
    }
    read(
        &samples,
        &pulse,
        own.time * f64::from(head[13]),
        own.frequency,
        data,
    );
});

fn read(samples: &[f32], pulse: &Pulse, time: f64, frequency: f64, data: usize) {
    if data == 0 {
        return;
    }
    if let Some(frame) = demodulate(samples, pulse, time, frequency, data) {
        assert_eq!(frame.symbols.len(), 2 * frame.noise.len());
        assert!(frame.noise.len() <= data);
        assert!(frame
            .symbols
            .iter()
            .chain(&frame.noise)
            .all(|value| !value.is_nan()));
    }
}
