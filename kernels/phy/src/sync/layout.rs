//! Where everything lies in a frame: the preamble, then runs of data with pilots before, between and behind them.
//!
//! ```text
//! preamble 256 │ pilots 8 │ data 128 │ pilots 8 │ data 128 │ … │ pilots 8 │ rest of the data │ pilots 8
//! ```

use super::preamble::PREAMBLE;
use crate::scramble::gold;
use std::f32::consts::FRAC_1_SQRT_2;

/// Pilots of a block.
pub const PILOTS: usize = 8;
/// Data symbols between two blocks.
pub const RUN: usize = 128;
/// c_init of the pilots' sequence.
const SEED: u32 = 0x5343;

/// A frame of so many data symbols.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// Data symbols.
    pub data: usize,
}

impl Layout {
    /// Blocks of pilots.
    pub fn blocks(self) -> usize {
        self.data.div_ceil(RUN) + 1
    }

    /// All symbols; the greatest number there is where no number could say it.
    pub fn total(self) -> usize {
        let pilots = self.blocks().saturating_mul(PILOTS);
        PREAMBLE.saturating_add(pilots).saturating_add(self.data)
    }

    /// First symbol of a block of pilots.
    pub fn block(self, block: usize) -> usize {
        PREAMBLE + block * PILOTS + (block * RUN).min(self.data)
    }

    /// First symbol of the run behind a block, and its data symbols.
    pub fn run(self, block: usize) -> (usize, usize) {
        let before = block * RUN;
        (self.block(block) + PILOTS, RUN.min(self.data - before))
    }

    /// The largest frame of at most `data` data symbols that ends within `total` symbols; none where no data symbol does.
    pub fn within(data: usize, total: usize) -> Option<Self> {
        if (Self { data }).total() <= total {
            return Some(Self { data });
        }
        let behind = total.checked_sub(PREAMBLE + PILOTS)?;
        let (runs, rest) = (behind / (RUN + PILOTS), behind % (RUN + PILOTS));
        let there = (runs * RUN + rest.saturating_sub(PILOTS)).min(data);
        (there > 0).then_some(Self { data: there })
    }
}

/// Pilots of all blocks one after the other: QPSK by the Gold sequence of TS 38.211 clause 5.2.1, as its reference signals.
pub fn pilots() -> impl Iterator<Item = (f32, f32)> {
    let mut bits = gold(SEED);
    std::iter::repeat_with(move || {
        let mut axis = || match bits.next() {
            Some(1) => -FRAC_1_SQRT_2,
            _ => FRAC_1_SQRT_2,
        };
        (axis(), axis())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_runs_fill_a_frame_without_gap() {
        for data in [1, 127, 128, 129, 1152, 5000] {
            let layout = Layout { data };
            let mut at = PREAMBLE;
            for block in 0..layout.blocks() {
                assert_eq!(layout.block(block), at);
                at += PILOTS;
                if block + 1 < layout.blocks() {
                    let (first, count) = layout.run(block);
                    assert_eq!(first, at);
                    assert!(count > 0);
                    at += count;
                }
            }
            assert_eq!(at, layout.total());
        }
    }

    #[test]
    fn a_frame_of_more_symbols_than_can_be_counted_is_cut_too() {
        for data in [usize::MAX, usize::MAX / 17 * 16, usize::MAX / 2] {
            assert_eq!(Layout::within(data, PREAMBLE), None);
            let cut = Layout::within(data, 5000).unwrap();
            assert!(cut.total() <= 5000 && cut.data > 4000);
        }
    }

    #[test]
    fn a_cut_frame_keeps_all_that_fits() {
        for data in [1, 7, 127, 128, 129, 1000] {
            let whole = Layout { data }.total();
            for total in 0..=whole {
                let Some(cut) = Layout::within(data, total) else {
                    assert!(total <= PREAMBLE + 2 * PILOTS);
                    continue;
                };
                assert!(cut.total() <= total && cut.data <= data);
                assert!(
                    cut.data == data || cut.total() + PILOTS >= total,
                    "{total} {cut:?}"
                );
            }
        }
    }
}
