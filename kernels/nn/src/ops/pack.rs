//! Weights in the order in which the kernels read them.

use crate::kernels::{Weight, CHANNELS, GROUP};

/// One register block's channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bank {
    /// First channel.
    pub first: usize,
    /// Channels, padded to a multiple of 4.
    pub width: usize,
    /// Where its weights begin.
    pub offset: usize,
}

/// Elements of one kernel row as the kernels read it: `kw · ic`, padded to whole groups.
pub fn run_length(kw: usize, ic: usize) -> usize {
    (kw * ic).next_multiple_of(GROUP)
}

/// Splits channels into blocks of 12; a rest of 4 takes 4 more from the block before, since 8 + 8 beats 12 + 4.
pub fn widths(channels: usize) -> Vec<usize> {
    let padded = channels.next_multiple_of(4);
    let mut widths = vec![CHANNELS; padded / CHANNELS];
    match (padded % CHANNELS, widths.last_mut()) {
        (4, Some(last)) => {
            *last = 8;
            widths.push(8);
        }
        (0, _) => {}
        (rest, _) => widths.push(rest),
    }
    widths
}

/// Packs `weight[oc][kh][kw][ic]` as `[bank][kh][run / GROUP][channel][GROUP]`.
pub fn dense(
    weight: &[i8],
    oc: usize,
    kh: usize,
    kw: usize,
    ic: usize,
) -> (Vec<Bank>, Vec<Weight>) {
    let run = run_length(kw, ic);
    let mut packed: Vec<Weight> = Vec::with_capacity(oc.next_multiple_of(4) * kh * run);
    let mut banks = Vec::new();
    let mut first = 0;
    for width in widths(oc) {
        banks.push(Bank {
            first,
            width,
            offset: packed.len(),
        });
        for ky in 0..kh {
            for group in 0..run / GROUP {
                for channel in first..first + width {
                    for i in group * GROUP..(group + 1) * GROUP {
                        let there = channel < oc && i < kw * ic;
                        packed.push(if there {
                            Weight::from(weight[(channel * kh + ky) * kw * ic + i])
                        } else {
                            0
                        });
                    }
                }
            }
        }
        first += width;
    }
    (banks, packed)
}

/// Packs depthwise `weight[c][kh][kw]` as `[kh][kw][c padded to 8]`.
pub fn depthwise(weight: &[i8], c: usize, taps: usize) -> Vec<i16> {
    let width = c.next_multiple_of(8);
    let mut packed = vec![0; taps * width];
    for channel in 0..c {
        for tap in 0..taps {
            packed[tap * width + channel] = weight[channel * taps + tap].into();
        }
    }
    packed
}
