//! The kernel's one error type. Its text is `code: message`, which `wasm.ts` takes apart.

use std::fmt;

/// What went wrong, by whose fault it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The stream is not one that the encoder can have written.
    Malformed(String),
    /// A parameter is out of its range, or sizes do not go together.
    InvalidArgument(String),
    /// A bug.
    Internal(String),
}

/// Result of a kernel routine.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, message) = match self {
            Self::Malformed(m) => ("malformed", m),
            Self::InvalidArgument(m) => ("invalid-argument", m),
            Self::Internal(m) => ("internal", m),
        };
        write!(f, "{code}: {message}")
    }
}

impl std::error::Error for Error {}
