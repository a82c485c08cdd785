//! The one thing that must be known of a TIFF before its decoder is asked.

const PLANAR_CONFIGURATION: u16 = 284;
const SEPARATE: u16 = 2;

/// Whether the first directory keeps its samples in separate planes (TIFF 6.0, section 8): the decoder panics on some of
/// those. Says no where there is no whole directory; the decoder then says what is wrong.
pub fn separate_planes(bytes: &[u8]) -> bool {
    let little = bytes.starts_with(b"II");
    let short = |at: usize| {
        let pair: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        })
    };
    let high_low = |at: usize| {
        let (first, second) = (
            usize::from(short(at)?),
            usize::from(short(at.checked_add(2)?)?),
        );
        Some(if little {
            second << 16 | first
        } else {
            first << 16 | second
        })
    };
    let found = || {
        let directory = high_low(4)?;
        let entries = usize::from(short(directory)?);
        (0..entries)
            .map(|i| directory.saturating_add(2 + 12 * i))
            .find_map(|entry| {
                let is_it = short(entry)? == PLANAR_CONFIGURATION;
                is_it.then(|| short(entry.saturating_add(8)))?
            })
    };
    found() == Some(SEPARATE)
}
