//! A damaged file gives a typed error or a model that runs; never a panic, never memory without bound.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use nn::bands::Part;
use nn::error::Error;
use nn::kernels::Engine;
use nn::model::load;
use nn::plan::Plan;
use nn::run::Run;
use nn::tensor::Shape;
use std::rc::Rc;
use support::{file, input, simple, ConvSpec, Random};

/// One of each operator: conv 1, depthwise 2, shuffle 3, unshuffle 4, upsample 5, crop 6, concat 7, average 8, i16 9, add 10.
fn sample() -> Vec<u8> {
    let mut random = Random(3);
    let mut conv = |ic: usize, oc: usize, depthwise: bool, i16: bool| {
        let mut spec = ConvSpec::random(&mut random);
        let taps = 9 * if depthwise { 1 } else { ic };
        (spec.oc, spec.ic, spec.kernel, spec.stride, spec.pad) = (oc, ic, (3, 3), (1, 1), [1; 4]);
        (spec.depthwise, spec.i16, spec.skip, spec.ceil) = (depthwise, i16, false, false);
        (spec.shift, spec.clamp, spec.zero_points) =
            (20, if i16 { (-99, 99) } else { (0, 127) }, [0; 3]);
        spec.weight = (0..oc * taps)
            .map(|_| random.range(-128, 127) as i8)
            .collect();
        (spec.bias, spec.mult) = (vec![0; oc], vec![3000; oc]);
        spec
    };
    let ops = [
        conv(4, 8, false, false).bytes(0, 0),
        conv(8, 8, true, false).bytes(1, 0),
        simple(2, 2, &[2]),
        simple(3, 2, &[3]),
        simple(7, 0, &[4]),
        simple(5, 0, &[5, 0]),
        simple(6, 0, &[6, 0]),
        simple(8, 0, &[7]),
        conv(12, 4, false, true).bytes(7, 0),
        simple(4, 0, &[9, 9]),
    ];
    file(&[input("x", 0, 4)], &ops)
}

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
    (result, PEAK.get() - before)
}

fn try_run(bytes: &[u8]) -> Result<(), Error> {
    let (graphs, peak) = peak_of(|| load(bytes));
    // Packing pads one channel of one weight to 16; the rest is names, constants and bookkeeping.
    assert!(
        peak < 32 * bytes.len() + 65_536,
        "loading {} bytes took {peak}",
        bytes.len()
    );
    for graph in graphs? {
        let shape = Shape { h: 4, w: 6, c: 4 };
        let plan = Plan::new(&graph, &vec![shape; graph.inputs.len()], Part::WHOLE)?;
        if plan.shapes.iter().map(|s| s.len()).sum::<usize>() > 20_000 {
            continue; // runs, but would take a debug build too long
        }
        let mut run = Run::new(Rc::new(graph));
        run.set_input("x", shape, false, vec![9; 96])?;
        let (result, peak) = peak_of(|| run.execute(Engine::Simd, None));
        assert!(
            peak < plan.peak + 65_536,
            "a run planned for {} bytes took {peak}",
            plan.peak
        );
        result?;
        run.output(0)?;
    }
    Ok(())
}

#[test]
fn the_sample_itself_runs() {
    try_run(&sample()).expect("nothing is damaged");
}

#[test]
fn twenty_thousand_mutations_end_well() {
    let original = sample();
    let mut random = Random(11);
    let (mut fine, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut bytes = original.clone();
        for _ in 0..random.range(1, 4) {
            let at = random.range(0, bytes.len() as i64 - 1) as usize;
            bytes[at] = random.pick(&[
                random_byte(at),
                0,
                255,
                127,
                128,
                bytes[at] ^ 1,
                bytes[at].wrapping_add(1),
            ]);
        }
        match try_run(&bytes) {
            Ok(()) => fine += 1,
            Err(Error::Internal(message)) => panic!("ours: {message}"),
            Err(_) => refused += 1,
        }
    }
    assert!(
        fine > 1000 && refused > 1000,
        "{fine} ran, {refused} were refused"
    );
}

fn random_byte(at: usize) -> u8 {
    (at as u8).wrapping_mul(167).wrapping_add(13)
}

#[test]
fn every_truncation_is_malformed() {
    let bytes = sample();
    for length in 0..bytes.len() {
        assert!(
            matches!(load(&bytes[..length]), Err(Error::Malformed(_))),
            "{length} bytes"
        );
    }
}

#[test]
fn a_long_chain_of_upsampling_is_too_large() {
    let ops: Vec<Vec<u8>> = (0..40).map(|i| simple(7, 0, &[i])).collect();
    let result = try_run(&file(&[input("x", 0, 4)], &ops));
    assert!(matches!(result, Err(Error::TooLarge(_))), "{result:?}");
}

#[test]
fn another_version_is_unsupported() {
    let mut bytes = sample();
    bytes[4] = 3;
    assert!(matches!(load(&bytes), Err(Error::Unsupported(_))));
}
