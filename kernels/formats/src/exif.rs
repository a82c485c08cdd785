//! The one thing that is read of EXIF (CIPA DC-008): how the camera was held.

const ORIENTATION: u16 = 0x0112;
const SHORT: u16 = 3;

/// Orientation of an EXIF block, 1 to 8; 1 where it has none, or is damaged: no reason to refuse the picture.
pub fn orientation(block: &[u8]) -> u8 {
    find(block)
        .and_then(|value| u8::try_from(value).ok())
        .filter(|value| (1..=8).contains(value))
        .unwrap_or(1)
}

fn find(block: &[u8]) -> Option<u16> {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let little = block.starts_with(b"II*\0");
    if !little && !block.starts_with(b"MM\0*") {
        return None;
    }
    let short = |at: usize| {
        let pair = block.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        })
    };
    let (first, second) = (usize::from(short(4)?), usize::from(short(6)?));
    let directory = if little {
        second << 16 | first
    } else {
        first << 16 | second
    };
    // An entry: tag, type, count, value.
    (0..usize::from(short(directory)?))
        .map(|i| directory.saturating_add(2 + 12 * i))
        .find(|&entry| short(entry) == Some(ORIENTATION))
        .filter(|&entry| short(entry.saturating_add(2)) == Some(SHORT))
        .and_then(|entry| short(entry.saturating_add(8)))
}

#[cfg(test)]
mod tests {
    use super::orientation;

    #[test]
    fn is_found_in_either_byte_order_with_or_without_the_name() {
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0";
        assert_eq!(orientation(big), 6);
        assert_eq!(orientation(little), 8);
        assert_eq!(orientation(&[b"Exif\0\0".as_slice(), big].concat()), 6);
    }

    #[test]
    fn of_a_damaged_block_is_1() {
        let block = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
        for length in 0..block.len() - 2 {
            assert_eq!(orientation(&block[..length]), 1, "{length} bytes");
        }
        assert_eq!(orientation(b"II*\0\xff\xff\xff\xff"), 1);
    }
}
