//! Semcast kernel `pixels`.
