//! The kernel's one error type. Its text is `code: message`, which `wasm.ts` turns into a `SemcastError`.

use std::fmt;

/// A parameter that makes no sense; the message names it and its range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidArgument(pub String);

/// Result of everything that can fail here.
pub type Result<T> = std::result::Result<T, InvalidArgument>;

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid-argument: {}", self.0)
    }
}

impl std::error::Error for InvalidArgument {}

/// Shorthand for an error.
pub fn invalid<T>(message: String) -> Result<T> {
    Err(InvalidArgument(message))
}
