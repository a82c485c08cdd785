//! What a transport block allocates does not grow with its code blocks.

use phy::chain::{receive, transmit, ReceiveOptions, Transport};
use phy::modulation::Demapper;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

struct Counting;

static COUNT: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(bytes: usize) -> usize {
    let transport = Transport {
        bytes,
        symbols: bytes * 8,
        order: 2,
        version: 0,
        c_init: 5,
        limit: None,
    };
    let payload: Vec<u8> = (0..bytes).map(|i| (i * 7) as u8).collect();
    let noise = vec![0.1; transport.symbols];
    let options = ReceiveOptions {
        iterations: 8,
        demapper: Demapper::MaxLog,
    };
    let once = || {
        let before = COUNT.load(Ordering::Relaxed);
        let symbols = transmit(transport, &payload).unwrap();
        let got = receive(transport, &symbols, &noise, None, options).unwrap();
        assert!(got.ok && got.bytes == payload);
        COUNT.load(Ordering::Relaxed) - before
    };
    once(); // the workspace grows
    once()
}

#[test]
fn code_blocks_allocate_nothing() {
    let one = allocations(1_000);
    assert_eq!(allocations(10_000), one, "10 code blocks against one");
    assert!(one < 20, "{one} allocations a transport block");
}
