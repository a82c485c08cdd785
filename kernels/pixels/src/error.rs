//! The kernel's one error type. Its text is `code: message`, which `wasm.ts` turns into a `SemcastError`.

use image::error::{ImageError, LimitErrorKind};
use std::fmt;

/// What went wrong; all of it is the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The bytes are not a whole picture of the kind they begin as.
    Malformed(String),
    /// A kind of picture that this build does not read.
    Unsupported(String),
    /// Over a stated limit.
    TooLarge(String),
    /// A size that makes no sense.
    InvalidArgument(String),
}

/// Result of everything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, message) = match self {
            Self::Malformed(m) => ("malformed", m),
            Self::Unsupported(m) => ("unsupported", m),
            Self::TooLarge(m) => ("too-large", m),
            Self::InvalidArgument(m) => ("invalid-argument", m),
        };
        write!(f, "{code}: {message}")
    }
}

impl std::error::Error for Error {}

impl From<ImageError> for Error {
    fn from(error: ImageError) -> Self {
        match &error {
            ImageError::Limits(limit) => match limit.kind() {
                LimitErrorKind::Unsupported { .. } => Self::Unsupported(error.to_string()),
                _ => Self::TooLarge(format!(
                    "Picture needs more memory than decoding may take ({error})"
                )),
            },
            ImageError::Unsupported(_) => {
                Self::Unsupported(format!("Picture cannot be read ({error})"))
            }
            _ => Self::Malformed(format!("Picture cannot be read ({error})")),
        }
    }
}
