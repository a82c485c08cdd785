//! Picture files: what they are ([`Format`]), their sizes before any pixel is read ([`Opened`]), their samples.
//! A crate of its own, so that it can be compiled for size while the rest of `pixels` is compiled for speed.

mod bmp;
mod error;
pub mod exif;
mod gif;
mod jpeg;
mod png;
mod samples;
mod tiff;
mod tiff_layout;
mod webp;

pub use error::{Error, Result};
pub use png::size as png_size;
pub use samples::Samples;

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// ITU-T T.81.
    Jpeg,
    /// ISO/IEC 15948.
    Png,
    /// RFC 9649.
    WebP,
    /// GIF87a and GIF89a.
    Gif,
    /// Windows and OS/2 bitmaps.
    Bmp,
    /// TIFF 6.0.
    Tiff,
}

impl Format {
    /// Name, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Bmp => "bmp",
            Self::Tiff => "tiff",
        }
    }

    /// The format that the bytes begin as; names and content types are never asked.
    ///
    /// # Errors
    /// `Unsupported` for anything else, by name if it has one.
    pub fn of(bytes: &[u8]) -> Result<Self> {
        let magic =
            |at: usize, magic: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(magic));
        if let Some((name, ..)) = STRANGERS.iter().find(|(_, at, bytes)| magic(*at, bytes)) {
            return Err(Error::Unsupported(format!(
                "{name} pictures cannot be read"
            )));
        }
        FORMATS
            .iter()
            .find(|(_, at, bytes)| magic(*at, bytes))
            .map(|(format, ..)| *format)
            .ok_or_else(|| {
                Error::Unsupported(
                    "Bytes are no JPEG, PNG, WebP, GIF, BMP or TIFF picture".to_string(),
                )
            })
    }
}

const FORMATS: [(Format, usize, &[u8]); 8] = [
    (Format::Jpeg, 0, b"\xff\xd8\xff"),
    (Format::Png, 0, b"\x89PNG\r\n\x1a\n"),
    (Format::WebP, 8, b"WEBP"),
    (Format::Gif, 0, b"GIF87a"),
    (Format::Gif, 0, b"GIF89a"),
    (Format::Bmp, 0, b"BM"),
    (Format::Tiff, 0, b"II*\0"),
    (Format::Tiff, 0, b"MM\0*"),
];

/// Formats that are worth a name of their own in the error.
const STRANGERS: [(&str, usize, &[u8]); 5] = [
    ("AVIF", 4, b"ftypavif"),
    ("AVIF", 4, b"ftypavis"),
    ("HEIC", 4, b"ftyphei"),
    ("HEIC", 4, b"ftypmif1"),
    ("JPEG XL", 4, b"JXL "),
];

/// An opened file: its size is known, its pixels are still unread.
pub trait Opened {
    /// Width and height.
    fn size(&self) -> (u32, u32);

    /// EXIF orientation, 1 to 8; 1 where there is none.
    fn orientation(&mut self) -> u8 {
        1
    }

    /// The pixels of the first frame.
    ///
    /// # Errors
    /// `Malformed`, `Unsupported` or `TooLarge`.
    fn read(self: Box<Self>) -> Result<Samples>;
}

/// Opens a file; decoding may take about so many bytes of memory.
///
/// # Errors
/// `Malformed`, `Unsupported` or `TooLarge`.
pub fn open(format: Format, bytes: &[u8], memory: usize) -> Result<Box<dyn Opened + '_>> {
    Ok(match format {
        Format::Jpeg => Box::new(jpeg::Jpeg::open(bytes)?),
        Format::Png => Box::new(png::Png::open(bytes, memory)?),
        Format::WebP => Box::new(webp::WebP::open(bytes, memory)?),
        Format::Gif => Box::new(gif::Gif::open(bytes, memory)?),
        Format::Bmp => Box::new(bmp::Bmp::open(bytes)?),
        Format::Tiff => Box::new(tiff::Tiff::open(bytes, memory)?),
    })
}
