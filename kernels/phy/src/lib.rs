//! Semcast kernel `phy`.
