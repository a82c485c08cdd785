//! CRC-32 (ISO 3309, as in PNG), eight bytes a step. The interface of `crc32fast`, in whose place it is built: that has 16 KB
//! of tables, which no compression makes smaller and a kernel would carry along; these are made on first use.

use std::sync::OnceLock;

const POLYNOMIAL: u32 = 0xedb8_8320;
/// Bytes that are taken at once.
const STEP: usize = 8;

type Tables = [[u32; 256]; STEP];

/// At [k][b]: what the byte b does to the sum when k bytes follow.
fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = [[0; 256]; STEP];
        for (byte, sum) in tables[0].iter_mut().enumerate() {
            *sum = (0..8).fold(byte as u32, |sum, _| {
                (sum >> 1) ^ if sum & 1 == 1 { POLYNOMIAL } else { 0 }
            });
        }
        for k in 1..STEP {
            tables[k] = tables[k - 1].map(|sum| (sum >> 8) ^ tables[0][(sum & 255) as usize]);
        }
        tables
    })
}

/// A sum in the making.
#[derive(Clone, Debug, Default)]
pub struct Hasher {
    sum: u32,
    length: u64,
}

impl Hasher {
    /// Of no bytes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let tables = tables();
        let mut sum = !self.sum;
        let mut steps = bytes.chunks_exact(STEP);
        for step in &mut steps {
            let sums = sum.to_le_bytes();
            sum = (0..STEP).fold(0, |next, i| {
                let byte = step[i] ^ sums.get(i).unwrap_or(&0);
                next ^ tables[STEP - 1 - i][usize::from(byte)]
            });
        }
        for &byte in steps.remainder() {
            sum = (sum >> 8) ^ tables[0][usize::from(sum as u8 ^ byte)];
        }
        self.sum = !sum;
        self.length += bytes.len() as u64;
    }

    /// Forgets all bytes.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// The sum.
    pub fn finalize(self) -> u32 {
        self.sum
    }

    /// Takes the bytes of another one, in time that grows with their number.
    pub fn combine(&mut self, other: &Self) {
        let zeros = &tables()[0];
        let moved =
            (0..other.length).fold(self.sum, |sum, _| (sum >> 8) ^ zeros[(sum & 255) as usize]);
        self.sum = moved ^ other.sum;
        self.length += other.length;
    }
}

/// The sum of some bytes.
pub fn hash(bytes: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(bytes);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bit by bit, as the standard has it.
    fn slowly(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, &byte| {
            (0..8).fold(sum ^ u32::from(byte), |sum, _| {
                (sum >> 1) ^ (POLYNOMIAL * (sum & 1))
            })
        })
    }

    #[test]
    fn equals_the_definition_for_every_length_and_cut() {
        assert_eq!(hash(b"123456789"), 0xcbf4_3926);
        let bytes: Vec<u8> = (0..100u32).map(|i| (i * i * 7 + i) as u8).collect();
        for length in 0..bytes.len() {
            let (head, tail) = bytes[..length].split_at(length / 3);
            let mut hasher = Hasher::new();
            hasher.update(head);
            hasher.update(tail);
            assert_eq!(hasher.finalize(), slowly(&bytes[..length]));
            let [mut first, mut second] = [Hasher::new(), Hasher::new()];
            first.update(head);
            second.update(tail);
            first.combine(&second);
            assert_eq!(first.finalize(), slowly(&bytes[..length]));
        }
    }
}
