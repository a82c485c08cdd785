//! Weights in the order in which the kernels read them.

use crate::kernels::{Lanes, CHANNELS, DEEP};

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
pub fn run_length<L: Lanes>(kw: usize, ic: usize) -> usize {
    (kw * ic).next_multiple_of(L::GROUP)
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

/// Packs `weight[oc][kh][kw][ic]` (the file's bytes) as `[bank][kh][run / GROUP][channel][GROUP]`.
pub fn dense<L: Lanes>(
    weight: &[u8],
    oc: usize,
    kh: usize,
    kw: usize,
    ic: usize,
) -> (Vec<Bank>, Vec<L::Weight>) {
    let (row, run) = (kw * ic, run_length::<L>(kw, ic));
    let mut packed = vec![L::Weight::default(); oc.next_multiple_of(4) * kh * run];
    let mut banks = Vec::new();
    let (mut first, mut offset) = (0, 0);
    for width in widths(oc) {
        banks.push(Bank {
            first,
            width,
            offset,
        });
        for channel in first..oc.min(first + width) {
            for ky in 0..kh {
                let source = &weight[(channel * kh + ky) * row..][..row];
                let start = offset + ky * run * width + (channel - first) * L::GROUP;
                let groups = packed[start..].chunks_mut(L::GROUP * width);
                for (to, from) in groups.zip(source.chunks(L::GROUP)) {
                    for (to, &w) in to.iter_mut().zip(from) {
                        *to = L::Weight::from(w as i8);
                    }
                }
            }
        }
        first += width;
        offset += kh * run * width;
    }
    (banks, packed)
}

/// Packs depthwise `weight[c][kh][kw]` (the file's bytes) as `[kh / GROUP][kw][c padded to 16][GROUP]`.
pub fn depthwise<L: Lanes>(weight: &[u8], c: usize, kh: usize, kw: usize) -> Vec<L::Weight> {
    let width = c.next_multiple_of(DEEP);
    let mut packed = vec![L::Weight::default(); kh.next_multiple_of(L::GROUP) * kw * width];
    for (at, &w) in weight.iter().enumerate() {
        let (channel, y, x) = (at / (kh * kw), at / kw % kh, at % kw);
        let lane = (y / L::GROUP * kw + x) * width + channel;
        packed[lane * L::GROUP + y % L::GROUP] = L::Weight::from(w as i8);
    }
    packed
}
