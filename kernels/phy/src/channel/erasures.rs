//! Bursts of lost packets: two states, each with a loss rate of its own (Gilbert 1960, Elliott 1963).

use crate::error::{invalid, Result};
use crate::random::Random;

/// The two-state chain.
#[derive(Debug, Clone, Copy)]
pub struct GilbertElliott {
    /// Chance a packet that the good state turns bad.
    pub to_bad: f64,
    /// Chance a packet that the bad state turns good: bursts are 1 / this long on average.
    pub to_good: f64,
    /// Losses in the good state.
    pub loss_good: f64,
    /// Losses in the bad state.
    pub loss_bad: f64,
}

/// For each of `count` packets 1 where it is lost. The chain starts in its stationary state.
///
/// # Errors
/// Chances outside 0…1.
pub fn lost(chain: GilbertElliott, count: usize, seed: u64) -> Result<Vec<u8>> {
    let GilbertElliott {
        to_bad,
        to_good,
        loss_good,
        loss_bad,
    } = chain;
    if [to_bad, to_good, loss_good, loss_bad]
        .iter()
        .any(|p| !(0.0..=1.0).contains(p))
    {
        return invalid(format!("{chain:?} has a chance outside 0…1"));
    }
    let mut random = Random::new(seed);
    let stationary = if to_bad > 0.0 {
        to_bad / (to_bad + to_good)
    } else {
        0.0
    };
    let mut bad = random.uniform() <= stationary;
    Ok((0..count)
        .map(|_| {
            let lost = random.uniform() <= if bad { loss_bad } else { loss_good };
            bad ^= random.uniform() <= if bad { to_good } else { to_bad };
            u8::from(lost)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_and_bursts_are_as_long_as_the_chain_says() {
        let chain = GilbertElliott {
            to_bad: 0.02,
            to_good: 0.2,
            loss_good: 0.0,
            loss_bad: 1.0,
        };
        let lost = lost(chain, 400_000, 3).unwrap();
        let share = lost.iter().map(|&l| f64::from(l)).sum::<f64>() / 400_000.0;
        assert!((share - 0.02 / 0.22).abs() < 0.003, "{share}");
        let bursts = lost.windows(2).filter(|w| w == &[0, 1]).count() as f64;
        let mean = share * 400_000.0 / bursts;
        assert!((mean - 5.0).abs() < 0.15, "{mean}");
    }
}
