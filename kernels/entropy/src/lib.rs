//! Semcast kernel `entropy`.
