//! Memory that transport blocks use one after the other, so that nothing is allocated for a code block.

use crate::base_graph::{lift, Lifted};
use crate::error::Result;
use crate::ldpc_decode::Decoder;
use crate::segmentation::Segmentation;
use std::cell::RefCell;

/// Codes and decoders that are kept: the header block and three protection classes have one each.
const KEPT: usize = 4;

/// Memory of one thread. Every field is overwritten by who uses it.
#[derive(Default)]
pub struct Workspace {
    /// Codes, the last used first.
    pub codes: Vec<Lifted>,
    /// Decoders, the last used first.
    pub decoders: Vec<Decoder>,
    /// Bits of the transport block.
    pub bits: Vec<u8>,
    /// Bits of one code block.
    pub block: Vec<u8>,
    /// A code word.
    pub word: Vec<u8>,
    /// Coded bits of the transport block.
    pub coded: Vec<u8>,
    /// Soft bits of the transport block as received.
    pub received: Vec<i8>,
    /// Soft bits of all columns of all code blocks, where the caller keeps none.
    pub fresh: Vec<i8>,
    /// Soft bits of one code block, while it is decoded.
    pub soft: Vec<i8>,
}

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::new(Workspace::default());
}

/// Runs `action` with this thread's memory.
pub fn with_workspace<T>(action: impl FnOnce(&mut Workspace) -> T) -> T {
    WORKSPACE.with(|workspace| match workspace.try_borrow_mut() {
        Ok(mut workspace) => action(&mut workspace),
        // Never nested here; memory of its own would still be right.
        Err(_) => action(&mut Workspace::default()),
    })
}

/// The code of a segmentation.
///
/// # Errors
/// None for a planned segmentation.
pub fn code_of<'a>(codes: &'a mut Vec<Lifted>, plan: &Segmentation) -> Result<&'a Lifted> {
    to_front(
        codes,
        |code| code.graph == plan.graph && code.z == plan.z,
        || lift(plan.graph, plan.z),
    )
    .map(|code| &*code)
}

/// The decoder of a segmentation.
///
/// # Errors
/// None for a planned segmentation.
pub fn decoder_of<'a>(
    decoders: &'a mut Vec<Decoder>,
    plan: &Segmentation,
) -> Result<&'a mut Decoder> {
    to_front(
        decoders,
        |decoder| decoder.code().graph == plan.graph && decoder.code().z == plan.z,
        || Ok(Decoder::new(lift(plan.graph, plan.z)?)),
    )
}

/// Moves what `is_it` names to the front, or makes it and forgets the least recently used.
fn to_front<T>(
    kept: &mut Vec<T>,
    is_it: impl Fn(&T) -> bool,
    make: impl FnOnce() -> Result<T>,
) -> Result<&mut T> {
    let at = match kept.iter().position(is_it) {
        Some(at) => at,
        None => {
            kept.truncate(KEPT - 1);
            kept.push(make()?);
            kept.len() - 1
        }
    };
    kept[..=at].rotate_right(1);
    Ok(&mut kept[0])
}

/// Bytes to bits, most significant first.
pub fn unpack(bytes: &[u8], bits: &mut Vec<u8>) {
    bits.clear();
    bits.reserve(8 * bytes.len());
    for byte in bytes {
        bits.extend_from_slice(&std::array::from_fn::<u8, 8, _>(|i| byte >> (7 - i) & 1));
    }
}

/// Bits to bytes, most significant first.
pub fn pack(bits: &[u8]) -> Vec<u8> {
    bits.chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |acc, bit| acc << 1 | bit))
        .collect()
}
