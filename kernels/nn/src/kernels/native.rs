//! Lanes of a native build: the layout of `relaxed`, run by the scalar twin.

/// Stored activation.
pub type Act = u8;
/// Packed weight.
pub type Weight = i8;
/// Activations per 32-bit lane.
pub const GROUP: usize = 4;
/// Name of the build.
pub const NAME: &str = "native";
