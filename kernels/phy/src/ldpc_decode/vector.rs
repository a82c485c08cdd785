//! The check node update of [`super::scalar`] on vectors of lanes, in place.
//!
//! A column is Z posteriors and, behind them, its first [`LANES`] again, so that a rotated read that runs over the end is
//! still one load:
//!
//! ```text
//! 0 1 2 3 4 5 | 0 1 2 3       Z = 6, four lanes
//!       [3 4 5  0]            a read at 3; written back, the new 0 stands behind the end and is moved to the front
//! ```

use super::MESSAGE_LIMIT;
use crate::lanes::{Lanes, LANES};

/// Most edges of a row of either base graph.
pub const WIDEST: usize = 19;

/// One row of checks.
pub struct Row {
    /// Edges, 3 to 10 or 19.
    pub edges: usize,
    /// Column of each edge.
    pub columns: [*mut i8; WIDEST],
    /// Rotation of each edge, below z; the largest first: so they come to the end of their columns.
    pub shifts: [usize; WIDEST],
    /// Messages, vector by vector and within it edge by edge.
    pub messages: *mut i8,
    /// Checks, at least [`LANES`].
    pub z: usize,
    /// Of [`super::weakened`].
    pub knee: u8,
}

/// Updates a row; returns whether a check was broken on entry.
///
/// # Safety
/// Each of the first `edges` columns is readable and writable for `z + LANES` bytes and apart from the others; `messages`
/// is for `edges` times `z` up to a multiple of [`LANES`]; z >= LANES; shifts are below z and fall.
pub unsafe fn update(row: &Row) -> bool {
    // SAFETY: the caller's promise, passed on.
    unsafe {
        match row.edges {
            3 => of_degree::<3>(row),
            4 => of_degree::<4>(row),
            5 => of_degree::<5>(row),
            6 => of_degree::<6>(row),
            7 => of_degree::<7>(row),
            8 => of_degree::<8>(row),
            9 => of_degree::<9>(row),
            10 => of_degree::<10>(row),
            19 => of_degree::<19>(row),
            _ => false,
        }
    }
}

/// With the degree a constant, loops over edges unroll. Between two edges' turns all addresses only count up, and are
/// locals that no store can change.
///
/// # Safety
/// As for [`update`], with `DEGREE` edges.
unsafe fn of_degree<const DEGREE: usize>(row: &Row) -> bool {
    let z = row.z;
    // SAFETY: shifts are below z.
    let mut at: [*mut i8; DEGREE] =
        std::array::from_fn(|edge| unsafe { row.columns[edge].add(row.shifts[edge]) });
    let knee = Lanes::splat(row.knee as i8);
    let last_vector = |edge: usize| (z - 1 - row.shifts[edge]) / LANES;
    let (mut vector, mut turned) = (0, 0);
    let mut broken = Lanes::splat(0);
    while vector * LANES < z {
        let rest = z - vector * LANES;
        let turn = if turned < DEGREE {
            last_vector(turned) + 1
        } else {
            z.div_ceil(LANES)
        };
        // SAFETY: each address is below z in its column until its turn, so that LANES bytes are there; so are those of
        // the messages.
        unsafe {
            let messages = row.messages.add(vector * DEGREE * LANES);
            if rest < LANES {
                broken = broken.or(of_vectors::<DEGREE, true>(
                    at,
                    messages,
                    knee,
                    vector,
                    vector + 1,
                    rest,
                ));
                vector += 1;
            } else {
                let end = turn.min(z / LANES);
                broken = broken.or(of_vectors::<DEGREE, false>(
                    at, messages, knee, vector, end, LANES,
                ));
                vector = end;
            }
        }
        while turned < DEGREE && last_vector(turned) + 1 == vector {
            let column = row.columns[turned];
            // How many of this vector's checks ran over the end.
            let begin = row.shifts[turned] + (vector - 1) * LANES;
            let over = (begin + rest.min(LANES)).saturating_sub(z);
            // SAFETY: the column has z + LANES bytes.
            unsafe {
                let (front, behind) = (Lanes::load(column), Lanes::load(column.add(z)));
                Lanes::first(over).select(behind, front).store(column);
            }
            at[turned] = at[turned].wrapping_sub(z);
            turned += 1;
        }
    }
    for column in &row.columns[..DEGREE] {
        // SAFETY: as above.
        unsafe { Lanes::load(*column).store(column.add(z)) };
    }
    broken.any_negative()
}

/// Vectors `from..to`; the addresses are those of vector 0. Where `PARTIAL`, only `rest` lanes of it are checks.
///
/// # Safety
/// Each address is readable and writable for these vectors, `messages` for DEGREE times as many.
#[inline(always)]
unsafe fn of_vectors<const DEGREE: usize, const PARTIAL: bool>(
    at: [*mut i8; DEGREE],
    mut messages: *mut i8,
    knee: Lanes,
    from: usize,
    to: usize,
    rest: usize,
) -> Lanes {
    let zero = Lanes::splat(0);
    let mut broken = zero;
    for vector in from..to {
        let (mut least, mut second) = (Lanes::splat(-1), Lanes::splat(-1));
        let (mut sign, mut parity) = (zero, zero);
        let mut extrinsics = [zero; DEGREE];
        for edge in 0..DEGREE {
            // SAFETY: the caller's promise.
            let (posterior, message) = unsafe {
                (
                    Lanes::load(at[edge].add(vector * LANES)),
                    Lanes::load(messages.add(edge * LANES)),
                )
            };
            parity = parity.xor(posterior);
            let extrinsic = posterior.minus(message);
            extrinsics[edge] = extrinsic;
            sign = sign.xor(extrinsic);
            let magnitude = extrinsic.magnitude();
            second = second.smaller(least.larger(magnitude));
            least = least.smaller(magnitude);
        }
        // The smallest other magnitude is `second` at the smallest one and `least` elsewhere.
        let of_others = weakened(least, knee);
        let more = weakened(second, knee).minus_wrapping(of_others);
        for edge in 0..DEGREE {
            let extrinsic = extrinsics[edge];
            let is_least = extrinsic.magnitude().equals(least);
            let magnitude = of_others.plus_wrapping(more.and(is_least));
            let negative = sign.xor(extrinsic).negative();
            let message = magnitude.xor(negative).minus_wrapping(negative);
            let mut posterior = extrinsic.plus(message);
            // SAFETY: as above.
            unsafe {
                let to = at[edge].add(vector * LANES);
                if PARTIAL {
                    posterior = Lanes::first(rest).select(posterior, Lanes::load(to));
                }
                message.store(messages.add(edge * LANES));
                posterior.store(to);
            }
        }
        if PARTIAL {
            parity = parity.and(Lanes::first(rest));
        }
        broken = broken.or(parity);
        messages = messages.wrapping_add(DEGREE * LANES);
    }
    broken
}

/// [`super::weakened`] of each magnitude.
#[inline(always)]
fn weakened(magnitude: Lanes, knee: Lanes) -> Lanes {
    let one = Lanes::splat(1);
    let less = magnitude.minus_unsigned(one);
    less.minus_wrapping(less.minus_unsigned(knee).smaller(one))
        .smaller(Lanes::splat(MESSAGE_LIMIT as i8))
}
