//! The definition of the kernels, in plain Rust, on the same packed weights.

use crate::{Job, Lanes, Out, Window};

/// See [`super::product`].
pub fn product<L: Lanes>(job: &Job<L::Act>, run: usize, weights: &[L::Weight], out: &mut Out) {
    let width = job.width();
    for pixel in 0..job.pixels {
        let start = job.offset + pixel * job.step;
        for channel in 0..job.count {
            let mut acc = job.scales.bias[channel];
            for (row, bank) in job.rows.iter().zip(weights.chunks_exact(run * width)) {
                for (i, &x) in row[start..start + run].iter().enumerate() {
                    let weight = bank[(i / L::GROUP * width + channel) * L::GROUP + i % L::GROUP];
                    acc += weight.into() * x.into();
                }
            }
            store(job, pixel, channel, acc, out);
        }
    }
}

/// See [`super::depthwise`].
pub fn depthwise<L: Lanes>(
    job: &Job<L::Act>,
    window: Window,
    weights: &[L::Weight],
    out: &mut Out,
) {
    let width = job.width();
    for pixel in 0..job.pixels {
        for channel in 0..job.count {
            let mut acc = job.scales.bias[channel];
            for (y, row) in job.rows.iter().enumerate() {
                for tap in 0..window.taps {
                    let x = row[job.offset + pixel * job.step + tap * window.channels + channel];
                    let lane = (y / L::GROUP * window.taps + tap) * width + channel;
                    acc += weights[lane * L::GROUP + y % L::GROUP].into() * x.into();
                }
            }
            store(job, pixel, channel, acc, out);
        }
    }
}

fn store<A>(job: &Job<A>, pixel: usize, channel: usize, acc: i32, out: &mut Out) {
    let at = job.at + pixel * job.stride + channel;
    let finish = &job.finish;
    let mut wide =
        i64::from(acc << finish.acc_shift) * i64::from(job.scales.mult[channel]) + finish.offset;
    if let Some(skip) = job.skip {
        let x = i32::from(skip[at]) - i32::from(finish.skip_zero_point);
        wide += i64::from(x << finish.skip_shift) * i64::from(job.scales.skip_mult[channel]);
    }
    // The loader has proven that the shifted value fits.
    let value = ((wide >> 32) as i32).clamp(finish.lo.into(), finish.hi.into());
    match out {
        Out::U7(bytes) => bytes[at] = value as u8,
        Out::I16(words) => words[at] = value as i16,
    }
}
