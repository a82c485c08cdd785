//! The kernel's one error type. Its text is `code: message`, which `wasm.ts` turns into a `SemcastError`.

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

impl Error {
    /// A file of `format` that is damaged; `what` says where, if that is known.
    pub fn damaged(format: &str, what: &str) -> Self {
        Self::Malformed(format!("Picture cannot be read ({format}: {what})"))
    }

    /// A file of `format` of a kind that is not read.
    pub fn kind(format: &str, what: &str) -> Self {
        Self::Unsupported(format!("Picture cannot be read ({format}: {what})"))
    }

    /// Decoding a file of `format` would take too much.
    pub fn memory(format: &str) -> Self {
        Self::TooLarge(format!(
            "Picture needs more memory than decoding may take ({format})"
        ))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, message) = match self {
            Self::Malformed(m) => ("malformed", m),
            Self::Unsupported(m) => ("unsupported", m),
            Self::TooLarge(m) => ("too-large", m),
            Self::InvalidArgument(m) => ("invalid-argument", m),
        };
        f.write_str(code)?;
        f.write_str(": ")?;
        f.write_str(message)
    }
}

impl std::error::Error for Error {}
