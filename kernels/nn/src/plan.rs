//! Before a run: the shape of every value, when each dies, and how much memory that takes at most.

use crate::bands::{self, Part};
use crate::error::{Error, Result};
use crate::model::{Graph, Op};
use crate::ops::simple;
use crate::tensor::{Shape, SLACK};
use std::ops::Range;

/// Longest side of a tensor.
pub const MAX_SIDE: usize = 1 << 16;
/// Most bytes that the tensors of one run may take at one time.
pub const MAX_MEMORY: usize = 512 << 20;

/// What a run needs to know for inputs of certain sizes.
#[derive(Debug)]
pub struct Plan {
    /// Shape of each value, in the whole picture.
    pub shapes: Vec<Shape>,
    /// Rows of each value that are computed.
    pub rows: Vec<Range<usize>>,
    /// For each op, the values that nothing reads afterwards.
    pub dies: Vec<Vec<usize>>,
    /// Most bytes alive at one time, scratch included.
    pub peak: usize,
}

impl Plan {
    /// Plans a part of `graph` for inputs of these shapes.
    ///
    /// # Errors
    /// `InvalidArgument` when sizes do not go together, `TooLarge` over [`MAX_SIDE`] or [`MAX_MEMORY`].
    pub fn new(graph: &Graph, inputs: &[Shape], part: Part) -> Result<Self> {
        let mut shapes = Vec::with_capacity(graph.types.len());
        for &shape in inputs {
            shapes.push(within_limits(shape)?);
        }
        for (i, op) in graph.ops.iter().enumerate() {
            let c = graph.types[graph.inputs.len() + i].c;
            let shape = match op {
                Op::Conv(conv) => conv.output_shape(shapes[conv.src])?,
                Op::Simple(kind, sources) => {
                    let sources: Vec<Shape> = sources.iter().map(|&s| shapes[s]).collect();
                    simple::output_shape(*kind, &sources, c)?
                }
                Op::Other(op) => {
                    let sources: Vec<Shape> = op.sources().iter().map(|&s| shapes[s]).collect();
                    let (h, w) = op.output_size(&sources)?;
                    Shape { h, w, c }
                }
            };
            if let Op::Conv(conv) = op {
                if conv.skip.is_some_and(|s| shapes[s] != shape) {
                    return Err(Error::InvalidArgument(format!(
                        "Skip tensor of op {i} in {} has another size",
                        graph.name
                    )));
                }
            }
            shapes.push(within_limits(shape)?);
        }
        let dies = deaths(graph);
        let rows = bands::needed(graph, &shapes, part);
        let peak = peak(graph, &shapes, &rows, &dies);
        if peak > MAX_MEMORY as u64 {
            return Err(Error::TooLarge(format!(
                "Graph {} would take {peak} bytes, the limit is {MAX_MEMORY}",
                graph.name
            )));
        }
        let peak = peak as usize;
        Ok(Self {
            shapes,
            rows,
            dies,
            peak,
        })
    }
}

fn within_limits(shape: Shape) -> Result<Shape> {
    let Shape { h, w, c } = shape;
    if h == 0 || w == 0 {
        return Err(Error::InvalidArgument(format!(
            "Tensor of {h}x{w} is empty"
        )));
    }
    // The product cannot overflow: sides are at most 2^16, channels 2^12, and 32-bit builds multiply in 64.
    if h > MAX_SIDE || w > MAX_SIDE || h as u64 * w as u64 * c as u64 > (MAX_MEMORY / 2) as u64 {
        return Err(Error::TooLarge(format!(
            "Tensor of {h}x{w}x{c} is over the limit"
        )));
    }
    Ok(shape)
}

fn deaths(graph: &Graph) -> Vec<Vec<usize>> {
    let mut last: Vec<usize> = (0..graph.types.len())
        .map(|v| v.saturating_sub(graph.inputs.len()))
        .collect();
    for (i, op) in graph.ops.iter().enumerate() {
        for source in op.sources() {
            last[source] = i;
        }
    }
    let mut dies = vec![Vec::new(); graph.ops.len()];
    for (value, &op) in last.iter().enumerate() {
        if op < dies.len() && !graph.outputs.iter().any(|o| o.value == value) {
            dies[op].push(value);
        }
    }
    dies
}

/// In 64 bits: what is refused afterwards need not fit the address space.
fn peak(graph: &Graph, shapes: &[Shape], rows: &[Range<usize>], dies: &[Vec<usize>]) -> u64 {
    let taken = |value: usize, h: usize| {
        (Shape { h, ..shapes[value] }.len() * graph.types[value].kind.bytes() + SLACK) as u64
    };
    let bytes = |value: usize| taken(value, rows[value].len());
    let inputs = graph.inputs.len();
    let mut alive: u64 = (0..inputs).map(bytes).sum();
    let mut peak = alive;
    for (i, op) in graph.ops.iter().enumerate() {
        let value = inputs + i;
        alive += bytes(value);
        if !rows[value].is_empty() {
            let part = |v: usize| Shape {
                h: rows[v].len(),
                ..shapes[v]
            };
            let mut scratch = match op {
                Op::Conv(conv) => conv.scratch(part(conv.src), part(value)) as u64,
                Op::Simple(..) | Op::Other(_) => 0,
            };
            for (at, source) in op.sources().into_iter().enumerate() {
                let wanted = bands::read_by(op, at, &rows[value], shapes[source].h);
                if cut(op, &rows[source], &wanted) {
                    scratch += taken(source, wanted.len());
                }
            }
            peak = peak.max(alive + scratch);
        }
        alive -= dies[i].iter().map(|&v| bytes(v)).sum::<u64>();
    }
    peak
}

/// Whether the wanted rows of a source have to be copied out of those that are there. A convolution reads no further than it
/// has to.
pub fn cut(op: &Op, present: &Range<usize>, wanted: &Range<usize>) -> bool {
    match op {
        Op::Conv(_) => present.start != wanted.start,
        _ => present != wanted,
    }
}
