//! Vectors of 8-bit lanes, the few operations that the code words need. WASM has 16 lanes; elsewhere plain arrays are as
//! wide as the compiler's registers, so that the same routines vectorize natively.

#[cfg(not(target_arch = "wasm32"))]
mod portable;
#[cfg(target_arch = "wasm32")]
mod simd128;

#[cfg(not(target_arch = "wasm32"))]
pub use portable::{Lanes, LANES};
#[cfg(target_arch = "wasm32")]
pub use simd128::{Lanes, LANES};
