//! Bitmaps of Windows and OS/2: palettes, RLE, 16, 24 and 32 bits, masks.

use crate::{Error, Opened, Result, Samples};

/// An opened BMP file.
pub struct Bmp<'a> {
    bytes: &'a [u8],
    width: usize,
    height: usize,
    /// Rows from the top; most files have them from the bottom.
    from_top: bool,
    bits: usize,
    coding: Coding,
    /// Where the pixels begin.
    pixels: usize,
    palette: Vec<[u8; 3]>,
}

enum Coding {
    /// Indices into the palette.
    Palette,
    /// Runs of indices.
    Runs,
    /// Bits of red, green, blue and alpha in a pixel's number.
    Masks([u32; 4]),
}

/// Bytes before the header whose size says what it is.
const FILE_HEADER: usize = 14;
/// Bytes of the oldest header, of OS/2.
const CORE_HEADER: usize = 12;

fn damaged(what: &str) -> Error {
    Error::damaged("BMP", what)
}

/// Little-endian numbers of a file that may end anywhere.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn array<const N: usize>(&self, at: usize) -> Result<[u8; N]> {
        self.0
            .get(at..at.saturating_add(N))
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| damaged("ends early"))
    }

    fn short(&self, at: usize) -> Result<usize> {
        Ok(u16::from_le_bytes(self.array(at)?).into())
    }

    fn long(&self, at: usize) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array(at)?))
    }
}

impl<'a> Bmp<'a> {
    /// Reads headers and palette.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        let fields = Fields(bytes);
        let pixels = fields.long(10)? as usize;
        let header = fields.long(FILE_HEADER)? as usize;
        let old = header == CORE_HEADER;
        let (width, height, bits, compression, colours) = match header {
            CORE_HEADER => {
                let (width, height) = (fields.short(18)?, fields.short(20)?);
                (width as i64, height as i64, fields.short(24)?, 0, 0)
            }
            40..=1024 => (
                i64::from(fields.long(18)? as i32),
                i64::from(fields.long(22)? as i32),
                fields.short(28)?,
                fields.long(30)?,
                fields.long(46)? as usize,
            ),
            _ => return Err(damaged("unknown header")),
        };
        let width = usize::try_from(width).map_err(|_| damaged("negative width"))?;
        let from_top = height < 0;
        let coding = match (compression, bits) {
            (0, 1 | 2 | 4 | 8) => Coding::Palette,
            (0, 16) => Coding::Masks([0x7c00, 0x03e0, 0x001f, 0]),
            (0, 24 | 32) => Coding::Masks([0xff_0000, 0xff00, 0xff, 0]),
            (1, 8) | (2, 4) if !from_top => Coding::Runs,
            (3 | 6, 16 | 32) => {
                let mask = |i: usize| fields.long(FILE_HEADER + 40 + 4 * i);
                // Behind the first header, inside of the later ones; the fourth mask came last.
                let alpha = compression == 6 || header >= 56;
                Coding::Masks([
                    mask(0)?,
                    mask(1)?,
                    mask(2)?,
                    if alpha { mask(3)? } else { 0 },
                ])
            }
            (0..=2 | 6, _) => return Err(damaged("compression and bits do not go together")),
            _ => return Err(Error::kind("BMP", "compressed as another format")),
        };
        let palette = match coding {
            Coding::Masks(_) => Vec::new(),
            _ => {
                let most = 1 << bits;
                let count = if colours == 0 {
                    most
                } else {
                    colours.min(most)
                };
                let entry = if old { 3 } else { 4 };
                // Some files have fewer colours than they say; what they lack is black, as what an index is beyond.
                (0..count)
                    .map_while(|i| fields.array(FILE_HEADER + header + entry * i).ok())
                    .map(|[blue, green, red]| [red, green, blue])
                    .collect()
            }
        };
        Ok(Self {
            bytes,
            width,
            height: height.unsigned_abs() as usize,
            from_top,
            bits,
            coding,
            pixels,
            palette,
        })
    }

    fn colour(&self, index: usize) -> [u8; 3] {
        self.palette.get(index).copied().unwrap_or_default()
    }

    /// Where row `y` of the file belongs.
    fn row(&self, y: usize) -> usize {
        if self.from_top {
            y
        } else {
            self.height - 1 - y
        }
    }

    /// Each row's bytes, in the file's order.
    fn rows(&self) -> Result<impl Iterator<Item = &'a [u8]>> {
        let stride = (self.width * self.bits).div_ceil(32) * 4;
        // The last row may lack its padding.
        let needed = stride * (self.height - 1) + (self.width * self.bits).div_ceil(8);
        let data = self.bytes.get(self.pixels..).unwrap_or_default();
        if data.len() < needed {
            return Err(damaged("ends early"));
        }
        Ok(data.chunks(stride).take(self.height))
    }

    fn indexed(&self, out: &mut [u8]) -> Result<()> {
        let (bits, per_byte) = (self.bits, 8 / self.bits);
        for (y, row) in self.rows()?.enumerate() {
            let to = &mut out[self.row(y) * self.width * 3..][..self.width * 3];
            for (x, pixel) in to.chunks_exact_mut(3).enumerate() {
                let shift = 8 - bits * (x % per_byte + 1);
                let index = usize::from(row[x / per_byte]) >> shift & ((1 << bits) - 1);
                pixel.copy_from_slice(&self.colour(index));
            }
        }
        Ok(())
    }

    fn masked(&self, masks: [u32; 4], channels: usize, out: &mut [u8]) -> Result<()> {
        let scales = masks.map(Scale::of);
        let size = self.bits / 8;
        for (y, row) in self.rows()?.enumerate() {
            let to = &mut out[self.row(y) * self.width * channels..][..self.width * channels];
            for (pixel, from) in to.chunks_exact_mut(channels).zip(row.chunks_exact(size)) {
                let mut bytes = [0; 4];
                bytes[..size].copy_from_slice(from);
                let value = u32::from_le_bytes(bytes);
                for (sample, scale) in pixel.iter_mut().zip(scales) {
                    *sample = scale.apply(value);
                }
            }
        }
        Ok(())
    }

    /// Runs: a count and an index; or 0 and what to do: end of row, end of picture, move, or so many indices as they are.
    fn runs(&self, out: &mut [u8]) -> Result<()> {
        let data = self.bytes.get(self.pixels..).unwrap_or_default();
        let mut data = data.iter().map(|&byte| usize::from(byte));
        let mut next = || data.next().ok_or_else(|| damaged("ends early"));
        let wide = self.bits == 8;
        let (mut x, mut y) = (0, 0);
        let mut put = |x: &mut usize, y: usize, index: usize| {
            if *x < self.width && y < self.height {
                let at = (self.row(y) * self.width + *x) * 3;
                out[at..at + 3].copy_from_slice(&self.colour(index));
            }
            *x += 1;
        };
        while y < self.height {
            match (next()?, next()?) {
                (0, 0) => (x, y) = (0, y + 1),
                (0, 1) => break,
                (0, 2) => (x, y) = (x + next()?, y + next()?),
                (0, count) => {
                    let mut pair = 0;
                    for i in 0..count {
                        if wide || i % 2 == 0 {
                            pair = next()?;
                        }
                        let index = match (wide, i % 2) {
                            (true, _) => pair,
                            (false, 0) => pair >> 4,
                            _ => pair & 15,
                        };
                        put(&mut x, y, index);
                    }
                    // They end at an even byte.
                    let bytes = if wide { count } else { count.div_ceil(2) };
                    if bytes % 2 == 1 {
                        next()?;
                    }
                }
                (count, pair) => {
                    for i in 0..count {
                        let index = match (wide, i % 2) {
                            (true, _) => pair,
                            (false, 0) => pair >> 4,
                            _ => pair & 15,
                        };
                        put(&mut x, y, index);
                    }
                }
            }
        }
        Ok(())
    }
}

/// How a field of bits becomes a sample of eight.
#[derive(Clone, Copy)]
struct Scale {
    shift: u32,
    most: u32,
}

impl Scale {
    fn of(mask: u32) -> Self {
        let shift = mask.trailing_zeros() % 32;
        Self {
            shift,
            most: mask >> shift,
        }
    }

    fn apply(self, value: u32) -> u8 {
        if self.most == 0 {
            return 0;
        }
        let field = u64::from(value >> self.shift & self.most);
        let most = u64::from(self.most);
        ((field * 255 + most / 2) / most).min(255) as u8
    }
}

impl Opened for Bmp<'_> {
    fn size(&self) -> (u32, u32) {
        // Both come from 31 bits.
        (self.width as u32, self.height as u32)
    }

    fn read(self: Box<Self>) -> Result<Samples> {
        let (width, height) = self.size();
        let channels = match self.coding {
            Coding::Masks([.., alpha]) if alpha != 0 => 4,
            _ => 3,
        };
        let mut data = vec![0; self.width * self.height * channels];
        match self.coding {
            Coding::Palette => self.indexed(&mut data)?,
            Coding::Runs => self.runs(&mut data)?,
            Coding::Masks(masks) => self.masked(masks, channels, &mut data)?,
        }
        Ok(Samples {
            width,
            height,
            channels,
            wide: false,
            data,
        })
    }
}
