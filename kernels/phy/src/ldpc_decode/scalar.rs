//! The check node update, lane by lane.

use super::weakened;

/// Updates one row. `gathered` holds the posteriors of each edge, rotated to the checks, `padded` lanes an edge; they
/// leave as new posteriors. `knee` is that of [`weakened`]. Returns whether any of the first `z` checks was broken on entry.
pub fn update(gathered: &mut [i8], messages: &mut [i8], padded: usize, z: usize, knee: u8) -> bool {
    let mut broken = false;
    for lane in 0..z {
        let (mut least, mut second) = (255u8, 255u8);
        let (mut sign, mut parity) = (0i8, 0i8);
        for (posterior, message) in gathered[lane..]
            .iter_mut()
            .step_by(padded)
            .zip(messages[lane..].iter().step_by(padded))
        {
            parity ^= *posterior;
            let extrinsic = posterior.saturating_sub(*message);
            *posterior = extrinsic;
            sign ^= extrinsic;
            let magnitude = extrinsic.unsigned_abs();
            second = second.min(least.max(magnitude));
            least = least.min(magnitude);
        }
        broken |= parity < 0;
        for (posterior, message) in gathered[lane..]
            .iter_mut()
            .step_by(padded)
            .zip(messages[lane..].iter_mut().step_by(padded))
        {
            let extrinsic = *posterior;
            let smallest_other = if extrinsic.unsigned_abs() == least {
                second
            } else {
                least
            };
            let magnitude = weakened(smallest_other, knee) as i8;
            *message = if (sign ^ extrinsic) < 0 {
                -magnitude
            } else {
                magnitude
            };
            *posterior = extrinsic.saturating_add(*message);
        }
    }
    broken
}
