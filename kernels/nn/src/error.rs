//! The kernel's one error type. Its text is `code: message`, which `wasm.ts` turns into a `SemcastError`.

use std::fmt;

/// What went wrong. The first four are the caller's fault, `Internal` is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The bytes are not a model.
    Malformed(String),
    /// A model of another version, or with an operator or range that this build does not handle.
    Unsupported(String),
    /// Over a stated limit.
    TooLarge(String),
    /// An input that the graph does not take.
    InvalidArgument(String),
    /// A bug.
    Internal(String),
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
            Self::Internal(m) => ("internal", m),
        };
        write!(f, "{code}: {message}")
    }
}

impl std::error::Error for Error {}
