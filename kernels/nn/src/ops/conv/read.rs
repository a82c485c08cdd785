//! Reading a convolution from a file, with the proof of its ranges.

use super::{Conv, Packed, Weights};
use crate::error::{Error, Result};
use crate::format::Reader;
use crate::kernels::{Finish, Lanes, DEEP};
use crate::model::{source, ValueType, MAX_CHANNELS};
use crate::ops::pack;
use crate::tensor::Kind;

fn malformed<T>(message: String) -> Result<T> {
    Err(Error::Malformed(message))
}

impl Conv {
    /// Reads the operator behind its kind byte; `budget` is what packed weights may still take.
    pub fn read(
        reader: &mut Reader,
        types: &[ValueType],
        budget: &mut usize,
    ) -> Result<(Self, ValueType)> {
        let src = source(reader.u16()?, types)?;
        let skip = reader.u16()?;
        let kind = match reader.u8()? {
            0 => Kind::U7,
            1 => Kind::I16,
            other => {
                return Err(Error::Unsupported(format!(
                    "Convolution has output kind {other}"
                )))
            }
        };
        let zero_point = reader.u8()?;
        let oc = reader.u16()? as usize;
        let mut small = [0usize; 10];
        for value in &mut small {
            *value = reader.u8()? as usize;
        }
        let [kh, kw, sy, sx, top, left, bottom, right, flags, shift] = small;
        let (lo, hi) = (reader.i16()?, reader.i16()?);
        if oc == 0 || oc > MAX_CHANNELS || kh == 0 || kw == 0 || sy == 0 || sx == 0 || flags > 15 {
            return malformed(format!(
                "Convolution of {kh}x{kw}, stride {sy}x{sx}, {oc} channels, flags {flags}"
            ));
        }
        let range = if kind == Kind::U7 {
            0..=127
        } else {
            i16::MIN..=i16::MAX
        };
        let point_ok = zero_point <= if kind == Kind::U7 { 127 } else { 0 };
        if lo > hi
            || !range.contains(&lo)
            || !range.contains(&hi)
            || !(1..=32).contains(&shift)
            || !point_ok
        {
            return malformed(format!(
                "Convolution clamps to {lo}..{hi}, shift {shift}, zero point {zero_point}"
            ));
        }
        let input = types[src];
        let depthwise = flags & 1 != 0;
        if depthwise && oc != input.c {
            return malformed(format!(
                "Convolution to {oc} channels cannot read {input:?}"
            ));
        }
        let skip = if flags & 8 != 0 {
            Some(source(skip, types)?)
        } else {
            None
        };
        if skip.is_some_and(|s| types[s].kind != Kind::U7 || types[s].c != oc) {
            return malformed(format!("Skip must be u7 with {oc} channels"));
        }
        let output = ValueType {
            kind,
            c: oc,
            zero_point,
            lo,
            hi,
        };
        let ic = if depthwise { 1 } else { input.c };
        let size = [kh, kw, ic]
            .iter()
            .try_fold(oc, |n, &side| n.checked_mul(side));
        let weight = reader.bytes(size.unwrap_or(usize::MAX))?;
        let bias = reader.i32s(oc)?;
        let mult = reader.i32s(oc)?;
        let skip_mult = if skip.is_some() {
            reader.i32s(oc)?
        } else {
            vec![0; oc]
        };
        let shift = shift as u32;
        let largest = prove(weight, &bias, &mult, &skip_mult, shift, input.magnitude())?;
        let (acc_shift, mult) = upscale(mult, shift)?;
        let (skip_shift, skip_mult) = upscale(skip_mult, shift)?;
        if largest
            .checked_shl(acc_shift)
            .is_none_or(|acc| acc > i32::MAX as u64)
            || skip_shift > 24
        {
            return Err(Error::Unsupported(
                "Multipliers are too large for the sums".into(),
            ));
        }
        let finish = Finish {
            acc_shift,
            skip_shift,
            offset: (i64::from(zero_point) << 32) + (1 << 31),
            lo,
            hi,
            skip_zero_point: skip.map_or(0, |s| types[s].zero_point.into()),
        };

        let width = oc.next_multiple_of(if depthwise { DEEP } else { 4 });
        let size = [oc, kh, kw, ic];
        let weights = match input.kind {
            Kind::U7 => Weights::Own(pack(weight, size, depthwise, budget)?),
            Kind::I16 => Weights::Wide(pack(weight, size, depthwise, budget)?),
        };
        let padded = |mut values: Vec<i32>| {
            values.resize(width, 0);
            values
        };
        let conv = Self {
            src,
            skip,
            input,
            output,
            kernel: (kh, kw),
            stride: (sy, sx),
            pad: [top, left, bottom, right],
            ceil: flags & 2 != 0,
            exact: flags & 4 != 0,
            finish,
            weights,
            bias: padded(bias),
            mult: padded(mult),
            skip_mult: padded(skip_mult),
        };
        Ok((conv, output))
    }
}

/// Brings weights `[oc, kh, kw, ic]` into a kernel's order, within the budget.
fn pack<L: Lanes>(
    weight: &[u8],
    [oc, kh, kw, ic]: [usize; 4],
    depthwise: bool,
    budget: &mut usize,
) -> Result<Packed<L>> {
    let (width, taps) = if depthwise {
        (
            oc.next_multiple_of(DEEP),
            kh.next_multiple_of(L::GROUP) * kw,
        )
    } else {
        (oc.next_multiple_of(4), kh * pack::run_length::<L>(kw, ic))
    };
    let cost = width * (taps * size_of::<L::Weight>() + 12);
    *budget = budget
        .checked_sub(cost)
        .ok_or_else(|| Error::TooLarge("Packed weights exceed the limit".into()))?;
    if depthwise {
        return Ok(Packed::Depthwise(pack::depthwise::<L>(weight, oc, kh, kw)));
    }
    let (banks, packed) = pack::dense::<L>(weight, oc, kh, kw, ic);
    Ok(Packed::Dense(banks, packed))
}

/// Fails unless, for every input, the accumulators and the requantized values stay within 32 bits. Gives the largest
/// accumulator.
fn prove(
    weight: &[u8],
    bias: &[i32],
    mult: &[i32],
    skip_mult: &[i32],
    shift: u32,
    largest_input: u64,
) -> Result<u64> {
    let per_channel = weight.len() / bias.len();
    let mut largest = 0;
    for (channel, weight) in weight.chunks_exact(per_channel).enumerate() {
        let sum: u64 = weight
            .chunks(1 << 16)
            .map(|part| u64::from(magnitudes(part)))
            .sum();
        let acc = sum * largest_input + u64::from(bias[channel].unsigned_abs());
        if acc > i32::MAX as u64 {
            return Err(Error::Unsupported(format!(
                "Channel {channel} may sum to {acc}, more than 32 bits hold"
            )));
        }
        let side = 127 * u64::from(skip_mult[channel].unsigned_abs());
        let value =
            (acc * u64::from(mult[channel].unsigned_abs()) + side + (1 << (shift - 1))) >> shift;
        if value > i32::MAX as u64 - 255 {
            return Err(Error::Unsupported(format!(
                "Channel {channel} may give {value}, more than 32 bits hold"
            )));
        }
        largest = largest.max(acc);
    }
    Ok(largest)
}

/// Multipliers for a shift by 32 instead of `shift`: as much of the difference as fits goes into them, the rest is given
/// back as a left shift of what they multiply.
fn upscale(mut mult: Vec<i32>, shift: u32) -> Result<(u32, Vec<i32>)> {
    let peak = mult.iter().map(|m| m.unsigned_abs()).max().unwrap_or(0);
    let Some(room) = peak.leading_zeros().checked_sub(1) else {
        return Err(Error::Unsupported(format!(
            "Multiplier -{peak} is out of range"
        )));
    };
    let missing = 32 - shift;
    let inside = missing.min(room);
    mult.iter_mut().for_each(|m| *m <<= inside);
    Ok((missing - inside, mult))
}

/// Σ |w| of at most 2^16 weights, in 32 bits so that it runs on vectors.
fn magnitudes(weight: &[u8]) -> u32 {
    weight
        .iter()
        .map(|&w| u32::from((w as i8).unsigned_abs()))
        .sum()
}
