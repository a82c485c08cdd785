//! Loads and runs bytes that may be anything, and watches memory. Shared by the tests and the fuzzer.

use nn::bands::Part;
use nn::error::Error;
use nn::kernels::Engine;
use nn::model::{load, Entry, Graph};
use nn::plan::Plan;
use nn::run::Run;
use nn::tensor::Shape;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::rc::Rc;

thread_local! {
    static ALIVE: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
}

/// Counts this thread's bytes.
struct Counting;

// SAFETY: everything is passed on to the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // The counters are gone while a thread ends: then nobody asks any more.
        let _ = ALIVE.try_with(|alive| {
            alive.set(alive.get().wrapping_add(layout.size()));
            let _ = PEAK.try_with(|peak| peak.set(peak.get().max(alive.get())));
        });
        // SAFETY: the caller's conditions.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        let _ = ALIVE.try_with(|alive| alive.set(alive.get().wrapping_sub(layout.size())));
        // SAFETY: the caller's conditions.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs `action` and gives the most bytes that it held at one time beyond those before.
fn peak_of<T>(action: impl FnOnce() -> T) -> (T, usize) {
    let before = ALIVE.get();
    PEAK.set(before);
    let result = action();
    (result, PEAK.get().saturating_sub(before))
}

/// Most elements of all tensors of a run: more is refused here, as it would only be slow.
const MOST_ELEMENTS: usize = 20_000;

/// Loads a model and runs its graphs on small inputs.
///
/// # Panics
/// When either takes more memory than the file and the plan account for.
pub fn try_run(bytes: &[u8]) -> Result<(), Error> {
    let (graphs, peak) = peak_of(|| load(bytes));
    // Packing pads one channel of one weight to 16 channels of two bytes; the rest is names, constants and bookkeeping.
    assert!(
        peak < 64 * bytes.len() + 65_536,
        "loading {} bytes took {peak}",
        bytes.len()
    );
    graphs?.into_iter().try_for_each(run)
}

fn run(graph: Graph) -> Result<(), Error> {
    let shapes: Vec<Shape> = graph.types[..graph.inputs.len()]
        .iter()
        .map(|value| Shape {
            h: 4,
            w: 6,
            c: value.c,
        })
        .collect();
    let plan = Plan::new(&graph, &shapes, Part::WHOLE)?;
    if plan.shapes.iter().map(|s| s.len()).sum::<usize>() > MOST_ELEMENTS {
        return Ok(());
    }
    let graph = Rc::new(graph);
    let mut run = Run::new(Rc::clone(&graph));
    for ((input, shape), value) in graph.inputs.iter().zip(&shapes).zip(&graph.types) {
        let count = shape.len();
        match input.entry {
            Entry::I16 => run.set_input_i16(&input.name, *shape, vec![value.hi; count])?,
            Entry::U7 => run.set_input(&input.name, *shape, false, vec![9; count])?,
            _ => run.set_input(&input.name, *shape, true, vec![200; count])?,
        }
    }
    let (result, peak) = peak_of(|| run.execute(Engine::Simd, None));
    assert!(
        peak < plan.peak + 65_536,
        "a run planned for {} bytes took {peak}",
        plan.peak
    );
    result?;
    (0..graph.outputs.len()).try_for_each(|i| run.output(i).map(drop))
}
