//! Lanes of a native build: the layout of `relaxed`, run by the scalar twin.

use crate::Lanes;

/// Four bytes in a lane.
#[derive(Debug)]
pub struct Own;

/// Name of the build.
pub const NAME: &str = "native";

impl Lanes for Own {
    type Act = u8;
    type Weight = i8;
    const GROUP: usize = 4;

    crate::products!();
}
