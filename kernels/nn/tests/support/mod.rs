//! A seeded generator and a writer of small models, shared by the tests.

#![allow(dead_code)] // each test binary uses its part

/// splitmix64 (Steele, Lea, Flood 2014).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `low..=high`.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.range(0, from.len() as i64 - 1) as usize]
    }
}

/// A convolution as the format states it.
#[derive(Debug, Clone)]
pub struct ConvSpec {
    pub oc: usize,
    pub ic: usize,
    pub kernel: (usize, usize),
    pub stride: (usize, usize),
    pub pad: [usize; 4],
    pub depthwise: bool,
    pub ceil: bool,
    pub i16: bool,
    pub skip: bool,
    pub zero_points: [u8; 3], // input, output, skip
    pub shift: u32,
    pub clamp: (i16, i16),
    pub weight: Vec<i8>,
    pub bias: Vec<i32>,
    pub mult: Vec<i32>,
    pub skip_mult: Vec<i32>,
}

impl ConvSpec {
    pub fn random(random: &mut Random) -> Self {
        let depthwise = random.range(0, 3) == 0;
        let ic = random.pick(&[1, 2, 3, 4, 5, 8, 12, 16, 20, 31, 48]);
        let oc = if depthwise {
            ic
        } else {
            random.pick(&[1, 2, 3, 4, 7, 8, 12, 13, 16, 20, 24, 28, 48])
        };
        let side = |random: &mut Random| random.range(1, 5) as usize;
        let kernel = if random.range(0, 2) == 0 {
            (1, 1)
        } else {
            (side(random), side(random))
        };
        let pad = if random.range(0, 1) == 0 {
            [0; 4]
        } else {
            [0; 4].map(|_: usize| random.range(0, 3) as usize)
        };
        let taps = kernel.0 * kernel.1 * if depthwise { 1 } else { ic };
        let i16 = random.range(0, 2) == 0;
        let shift = random.range(12, 32) as u32;
        let real = if i16 { 1.0 } else { 0.02 } / (taps as f64).sqrt();
        let mult = ((real * (1u64 << shift) as f64) as i64).min(i64::from(i32::MAX) - 1);
        let extreme = random.range(0, 4) == 0;
        Self {
            oc,
            ic,
            kernel,
            stride: (random.range(1, 3) as usize, random.range(1, 3) as usize),
            pad,
            depthwise,
            ceil: random.range(0, 3) == 0,
            i16,
            skip: random.range(0, 2) == 0,
            zero_points: [
                random.pick(&[0, 64, 127]),
                if i16 { 0 } else { random.pick(&[0, 64]) },
                random.pick(&[0, 64]),
            ],
            shift,
            clamp: if i16 {
                random.pick(&[(i16::MIN, i16::MAX), (-31, 31)])
            } else {
                random.pick(&[(0, 127), (20, 90)])
            },
            weight: (0..oc * taps)
                .map(|_| {
                    if extreme {
                        random.pick(&[-128, 127])
                    } else {
                        random.range(-128, 127) as i8
                    }
                })
                .collect(),
            bias: (0..oc)
                .map(|_| random.range(-20000, 20000) as i32)
                .collect(),
            mult: (0..oc)
                .map(|_| random.range(-mult / 8, mult + 1) as i32)
                .collect(),
            skip_mult: (0..oc)
                .map(|_| random.range(-1000, 1 << (shift - 1)) as i32)
                .collect(),
        }
    }

    pub fn bytes(&self, src: u16, skip: u16) -> Vec<u8> {
        let mut out = vec![1];
        out.extend(src.to_le_bytes());
        out.extend(skip.to_le_bytes());
        out.extend([self.i16 as u8, self.zero_points[1]]);
        out.extend((self.oc as u16).to_le_bytes());
        let [top, left, bottom, right] = self.pad;
        let small = [
            self.kernel.0,
            self.kernel.1,
            self.stride.0,
            self.stride.1,
            top,
            left,
            bottom,
            right,
        ];
        out.extend(small.map(|v| v as u8));
        out.push(self.depthwise as u8 | (self.ceil as u8) << 1 | (self.skip as u8) << 3);
        out.push(self.shift as u8);
        out.extend(self.clamp.0.to_le_bytes());
        out.extend(self.clamp.1.to_le_bytes());
        out.extend(self.weight.iter().map(|&w| w as u8));
        let scales = [&self.bias, &self.mult, &self.skip_mult];
        for values in &scales[..if self.skip { 3 } else { 2 }] {
            out.extend(values.iter().flat_map(|v| v.to_le_bytes()));
        }
        out
    }
}

pub fn text(name: &str) -> Vec<u8> {
    let mut out = vec![name.len() as u8];
    out.extend(name.as_bytes());
    out
}

/// A u7 input record.
pub fn input(name: &str, zero_point: u8, c: usize) -> Vec<u8> {
    let mut out = text(name);
    out.extend([0, zero_point]);
    out.extend((c as u16).to_le_bytes());
    out
}

/// A file with one graph `g`, whose output `y` is its last value.
pub fn file(inputs: &[Vec<u8>], ops: &[Vec<u8>]) -> Vec<u8> {
    let mut body = text("g");
    for count in [inputs.len(), ops.len(), 1] {
        body.extend((count as u16).to_le_bytes());
    }
    body.extend(inputs.concat());
    body.extend(ops.concat());
    body.extend(text("y"));
    body.extend(((inputs.len() + ops.len() - 1) as u16).to_le_bytes());
    let mut out = b"SCNN\x01\x00\x01\x00".to_vec();
    out.extend((12 + body.len() as u32).to_le_bytes());
    out.extend(body);
    out
}

/// An operator without weights.
pub fn simple(kind: u8, factor: u8, sources: &[u16]) -> Vec<u8> {
    let mut out = vec![kind, factor, sources.len() as u8];
    out.extend(sources.iter().flat_map(|s| s.to_le_bytes()));
    out
}
