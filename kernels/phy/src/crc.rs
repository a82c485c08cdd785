//! Cyclic redundancy checks of TS 38.212 clause 5.1, over bits (one a byte), most significant coefficient first.

/// A generator polynomial without its leading term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crc {
    /// Degree: number of parity bits.
    pub bits: u32,
    /// Coefficients below the leading one.
    pub polynomial: u32,
}

/// gCRC24A: transport blocks over 3,824 bits.
pub const CRC24A: Crc = Crc {
    bits: 24,
    polynomial: 0x86_4cfb,
};
/// gCRC24B: code blocks.
pub const CRC24B: Crc = Crc {
    bits: 24,
    polynomial: 0x80_0063,
};
/// gCRC24C: broadcast and control channels.
pub const CRC24C: Crc = Crc {
    bits: 24,
    polynomial: 0xb2_b117,
};
/// gCRC16: transport blocks up to 3,824 bits.
pub const CRC16: Crc = Crc {
    bits: 16,
    polynomial: 0x1021,
};
/// gCRC11: control information.
pub const CRC11: Crc = Crc {
    bits: 11,
    polynomial: 0x621,
};

impl Crc {
    /// The parity of the bits as a number.
    pub fn parity(self, data: &[u8]) -> u32 {
        let top = 1u32 << (self.bits - 1);
        let mask = (top << 1) - 1;
        data.iter().fold(0u32, |register, &bit| {
            let feedback = (register & top != 0) != (bit & 1 == 1);
            ((register << 1) & mask) ^ if feedback { self.polynomial } else { 0 }
        })
    }

    /// Appends the parity bits.
    pub fn attach(self, data: &mut Vec<u8>) {
        let parity = self.parity(data);
        data.extend((0..self.bits).rev().map(|i| (parity >> i & 1) as u8));
    }

    /// Whether bits that end in their parity are whole.
    pub fn holds(self, with_parity: &[u8]) -> bool {
        self.parity(with_parity) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_attached_holds_until_a_bit_flips() {
        for crc in [CRC24A, CRC24B, CRC24C, CRC16, CRC11] {
            let mut bits: Vec<u8> = (0..100).map(|i| ((i * i / 3) & 1) as u8).collect();
            crc.attach(&mut bits);
            assert!(crc.holds(&bits));
            for i in 0..bits.len() {
                bits[i] ^= 1;
                assert!(!crc.holds(&bits));
                bits[i] ^= 1;
            }
        }
    }
}
