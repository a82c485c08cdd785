//! The `.scnn` file: several named graphs with their weights. Little-endian throughout, no alignment.
//!
//! ```text
//! file    "SCNN"  version u16 (1 or 2)  graphs u16  length u32 (of the whole file)   then each graph:
//! graph   name  inputs u16  ops u16  outputs u16   then the inputs, ops and outputs
//! name    bytes u8 (1…255)  UTF-8
//! input   name  kind u8 (0 u7, 1 RGB bytes, 2 RGB bytes through a table, 3 i16)  zero_point u8 (0…127)  channels u16
//!           2: out_kind u8  table i16[3][256]      3: lo i16  hi i16 (of the values that it takes)
//!           version 2: scale f32
//! op      kind u8, then for conv (1):
//!           src u16  skip u16  out_kind u8 (0 u7, 1 i16)  out_zero_point u8  oc u16  kh u8  kw u8
//!           stride_y u8  stride_x u8  top u8  left u8  bottom u8  right u8
//!           flags u8 (1 depthwise, 2 ceil, 4 exact, 8 skip)  shift u8 (1…32)  lo i16  hi i16
//!           weight i8[oc][kh][kw][ic]  bias i32[oc]  mult i32[oc]  skip_mult i32[oc] (flag 8)
//!         for pixel_shuffle 2, pixel_unshuffle 3, add_i16 4, crop_like 5, concat 6, upsample2 7, average 8:
//!           factor u8 (2, 3 and 7, where 0 is 2, else 0)  count u8  src u16[count]
//!         for the others, with `to` = out_kind u8  out_zero_point u8  lo i16  hi i16:
//!           table 9         src u16  out_kind u8  out_zero_point u8  i16[one for each value that src may hold]
//!           max_pool 10     src u16  window
//!           average_pool 11 src u16  window (kh 0: the whole image)  to  mult i32  shift u8 (0…62)
//!           channels 12     src u16  count u16  index u16[count]
//!           pad 13          src u16  mode u8 (0 constant, 1 edge, 2 reflect)  top left bottom right i16 (< 0 crops)
//!                           value i16
//!           bilinear2 14    src u16
//!           mul 15          a u16  b u16  to  mult i32  shift u8
//!           add 16          a u16  b u16  to  a_mult i32  b_mult i32  shift u8
//!           window = kh kw stride_y stride_x top left bottom right flags u8 (1 ceil, 2 padding counts in the mean)
//! output  name  value u16   version 2: scale f32  zero_point i16
//! ```
//!
//! `scale` is the real value of one step, 0 where nobody said: the kernels have no use for it, their callers do. The
//! operators after 8 are described in `ops`, one file each.
//!
//! Values are numbered: the inputs, then the result of each op. An op only reads values before it. `ic` is the channel
//! count of `src`, or 1 when depthwise.
//!
//! A convolution computes, in integers, with q the stored activation:
//!
//! ```text
//! acc = bias + Σ weight · q           the packer has folded −zero_point · Σ weight into bias; padding holds zero_point
//! v   = (acc · mult + (skip − skip_zero_point) · skip_mult + 2^(shift−1)) >> shift
//! out = clamp(v + out_zero_point, lo, hi)
//! ```
//!
//! A model is refused if, for some input, acc, v or any part of v could leave its integer (32 bits for acc and v).
//!
//! Output height: `(h + top + bottom − kh) / stride_y + 1`; with *ceil* the padding at the bottom and right grows until
//! every row and column is covered; with *exact* a remainder is an error (a fused pixel_unshuffle).

use crate::error::{Error, Result};

/// Largest file taken, in bytes.
pub const MAX_FILE: usize = 32 << 20;
/// Versions that this build reads.
pub const VERSIONS: std::ops::RangeInclusive<u16> = 1..=2;

/// Cursor over the file; every read checks that the bytes are there.
pub struct Reader<'a> {
    rest: &'a [u8],
    /// The file's version.
    pub version: u16,
}

impl<'a> Reader<'a> {
    /// Starts behind a checked header. Gives the number of graphs too.
    pub fn open(file: &'a [u8]) -> Result<(Self, u16)> {
        if file.len() > MAX_FILE {
            return Err(Error::TooLarge(format!(
                "Model has {} bytes, the limit is {MAX_FILE}",
                file.len()
            )));
        }
        let mut reader = Self {
            rest: file,
            version: 0,
        };
        if reader.bytes(4)? != b"SCNN" {
            return Err(Error::Malformed("Model does not begin with SCNN".into()));
        }
        reader.version = reader.u16()?;
        if !VERSIONS.contains(&reader.version) {
            return Err(Error::Unsupported(format!(
                "Model has format version {}, this build reads {VERSIONS:?}",
                reader.version
            )));
        }
        let graphs = reader.u16()?;
        let length = reader.u32()? as usize;
        if length != file.len() {
            return Err(Error::Malformed(format!(
                "Model states {length} bytes and has {}",
                file.len()
            )));
        }
        Ok((reader, graphs))
    }

    /// The next `count` bytes.
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8]> {
        if count > self.rest.len() {
            return Err(Error::Malformed(format!(
                "Model ends {} bytes early",
                count - self.rest.len()
            )));
        }
        let (head, tail) = self.rest.split_at(count);
        self.rest = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut out = [0; N];
        out.copy_from_slice(self.bytes(N)?);
        Ok(out)
    }

    /// Next byte.
    pub fn u8(&mut self) -> Result<u8> {
        Ok(self.array::<1>()?[0])
    }

    /// Next two bytes.
    pub fn u16(&mut self) -> Result<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    /// Next two bytes, signed.
    pub fn i16(&mut self) -> Result<i16> {
        Ok(i16::from_le_bytes(self.array()?))
    }

    /// Next four bytes.
    pub fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// Next four bytes, signed.
    pub fn i32(&mut self) -> Result<i32> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    /// The real value of one step, which a version 1 file does not say.
    pub fn scale(&mut self) -> Result<f32> {
        if self.version < 2 {
            return Ok(0.0);
        }
        let scale = f32::from_le_bytes(self.array()?);
        if scale.is_finite() && scale >= 0.0 {
            return Ok(scale);
        }
        Err(Error::Malformed(format!("Scale {scale} is out of range")))
    }

    /// `count` int16.
    pub fn i16s(&mut self, count: usize) -> Result<Vec<i16>> {
        let bytes = self.bytes(count.saturating_mul(2))?;
        Ok(bytes
            .chunks_exact(2)
            .map(|b| i16::from_le_bytes([b[0], b[1]]))
            .collect())
    }

    /// `count` int32.
    pub fn i32s(&mut self, count: usize) -> Result<Vec<i32>> {
        let bytes = self.bytes(count.saturating_mul(4))?;
        Ok(bytes
            .chunks_exact(4)
            .map(|b| i32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect())
    }

    /// A name.
    pub fn name(&mut self) -> Result<String> {
        let length = self.u8()? as usize;
        let text = std::str::from_utf8(self.bytes(length)?);
        match text {
            Ok(name) if !name.is_empty() => Ok(name.to_string()),
            _ => Err(Error::Malformed("Name is empty or not UTF-8".into())),
        }
    }

    /// Fails unless everything has been read.
    pub fn finish(self) -> Result<()> {
        match self.rest.len() {
            0 => Ok(()),
            extra => Err(Error::Malformed(format!(
                "Model has {extra} bytes too many"
            ))),
        }
    }
}
