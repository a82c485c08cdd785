//! Semcast kernel `metrics`.
