//! Semcast kernel `nn`.
