//! Loading: a file becomes graphs whose every range has been proven, with weights in register order.
//!
//! What the proof buys: no accumulator leaves i32 and no requantized value leaves i32, whatever the input, so the SIMD
//! kernels may wrap and reorder as they like and still give what the scalar ones give.

use crate::error::{Error, Result};
use crate::format::Reader;
use crate::ops::conv::Conv;
use crate::ops::{self, Operator, Stored};
use crate::tensor::Kind;

/// Most channels of a value.
pub const MAX_CHANNELS: usize = 4096;
/// Most packed weight bytes of a model; packing pads, so a file can grow when loaded.
pub const MAX_WEIGHTS: usize = 128 << 20;

/// What is known of a value before a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueType {
    /// Element type.
    pub kind: Kind,
    /// Channels.
    pub c: usize,
    /// Stored value that stands for 0; always 0 for i16.
    pub zero_point: u8,
    /// Least value that it may hold.
    pub lo: i16,
    /// Greatest value that it may hold.
    pub hi: i16,
}

impl ValueType {
    /// Largest magnitude of a stored value, or of the padding around it.
    pub fn magnitude(&self) -> u64 {
        let edges = [self.lo, self.hi, self.zero_point.into()];
        edges
            .iter()
            .map(|v| u64::from(v.unsigned_abs()))
            .max()
            .unwrap_or(0)
    }
}

/// What an input takes.
#[derive(Debug)]
pub enum Entry {
    /// u7 as they are.
    U7,
    /// i16 within the value's range.
    I16,
    /// RGB bytes, which are halved.
    Rgb,
    /// RGB bytes, each looked up in its channel's 256 entries.
    Photo(Vec<i16>),
}

/// A named input.
#[derive(Debug)]
pub struct Input {
    /// Name within the graph.
    pub name: String,
    /// What it takes.
    pub entry: Entry,
    /// Real value of one step, 0 where the file does not say.
    pub scale: f32,
}

/// A named result.
#[derive(Debug)]
pub struct Output {
    /// Name within the graph.
    pub name: String,
    /// Its value.
    pub value: usize,
    /// Real value of one step, 0 where the file does not say.
    pub scale: f32,
    /// Stored value that stands for 0.
    pub zero_point: i16,
}

/// An operator without weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Simple {
    /// [h, w, c·r²] → [h·r, w·r, c].
    PixelShuffle(usize),
    /// [h·r, w·r, c] → [h, w, c·r²].
    PixelUnshuffle(usize),
    /// Saturating sum.
    AddI16,
    /// Top left part of the first, as large as the second.
    CropLike,
    /// Joins channels.
    Concat,
    /// Nearest neighbour, each pixel this many times in both directions.
    Upsample(usize),
    /// Mean over all pixels.
    Average,
}

/// An operator.
pub enum Op {
    /// Convolution, dense or depthwise.
    Conv(Box<Conv>),
    /// One that only moves elements, with its sources.
    Simple(Simple, Vec<usize>),
    /// Any other.
    Other(Box<dyn Operator>),
}

impl Op {
    /// The values it reads.
    pub fn sources(&self) -> Vec<usize> {
        match self {
            Self::Conv(conv) => std::iter::once(conv.src).chain(conv.skip).collect(),
            Self::Simple(_, sources) => sources.clone(),
            Self::Other(op) => op.sources(),
        }
    }
}

/// A network. Value i is input i, or the result of op i − inputs.
pub struct Graph {
    /// Name within the file.
    pub name: String,
    /// Named inputs.
    pub inputs: Vec<Input>,
    /// Operators in order.
    pub ops: Vec<Op>,
    /// Named results.
    pub outputs: Vec<Output>,
    /// Type of each value.
    pub types: Vec<ValueType>,
}

/// Loads all graphs of a file.
///
/// # Errors
/// `Malformed`, `Unsupported` (version, operator, a range that cannot be proven) or `TooLarge`.
pub fn load(file: &[u8]) -> Result<Vec<Graph>> {
    let (mut reader, count) = Reader::open(file)?;
    let mut graphs: Vec<Graph> = Vec::new();
    let mut weights = MAX_WEIGHTS;
    for _ in 0..count {
        let graph = read_graph(&mut reader, &mut weights)?;
        if graphs.iter().any(|g| g.name == graph.name) {
            return Err(Error::Malformed(format!(
                "Two graphs are named {}",
                graph.name
            )));
        }
        graphs.push(graph);
    }
    reader.finish()?;
    Ok(graphs)
}

fn read_graph(reader: &mut Reader, weights: &mut usize) -> Result<Graph> {
    let name = reader.name()?;
    let (inputs, ops, outputs) = (reader.u16()?, reader.u16()?, reader.u16()?);
    let mut graph = Graph {
        name,
        inputs: Vec::new(),
        ops: Vec::new(),
        outputs: Vec::new(),
        types: Vec::new(),
    };
    for _ in 0..inputs {
        read_input(reader, &mut graph)?;
    }
    for _ in 0..ops {
        let (op, result) = read_op(reader, &graph.types, weights).map_err(|e| at_op(e, &graph))?;
        graph.ops.push(op);
        graph.types.push(result);
    }
    for _ in 0..outputs {
        let name = reader.name()?;
        let value = reader.u16()? as usize;
        if value >= graph.types.len() {
            return Err(Error::Malformed(format!(
                "Output {name} of {} is value {value}, which does not exist",
                graph.name
            )));
        }
        if graph.outputs.iter().any(|o| o.name == name) {
            return Err(Error::Malformed(format!(
                "Two outputs of {} are named {name}",
                graph.name
            )));
        }
        let scale = reader.scale()?;
        let zero_point = match reader.version {
            1 => graph.types[value].zero_point.into(),
            _ => reader.i16()?,
        };
        graph.outputs.push(Output {
            name,
            value,
            scale,
            zero_point,
        });
    }
    Ok(graph)
}

fn at_op(error: Error, graph: &Graph) -> Error {
    let place = |m| format!("{m} (op {} of graph {})", graph.ops.len(), graph.name);
    match error {
        Error::Malformed(m) => Error::Malformed(place(m)),
        Error::Unsupported(m) => Error::Unsupported(place(m)),
        other => other,
    }
}

fn read_input(reader: &mut Reader, graph: &mut Graph) -> Result<()> {
    let name = reader.name()?;
    let kind = reader.u8()?;
    let zero_point = reader.u8()?;
    let c = reader.u16()? as usize;
    if zero_point > 127 || c == 0 || c > MAX_CHANNELS || ((kind == 1 || kind == 2) && c != 3) {
        return Err(Error::Malformed(format!(
            "Input {name} has {c} channels and zero point {zero_point}"
        )));
    }
    if graph.inputs.iter().any(|i| i.name == name) {
        return Err(Error::Malformed(format!(
            "Two inputs of {} are named {name}",
            graph.name
        )));
    }
    let (entry, value) = match kind {
        0 => (Entry::U7, Stored::u7(zero_point)),
        1 => (Entry::Rgb, Stored::u7(zero_point)),
        2 => {
            let out_kind = reader.u8()?;
            let table = reader.i16s(3 * 256)?;
            let stored = Stored::of_entries(out_kind, zero_point, &table)?;
            (Entry::Photo(table), stored)
        }
        3 => (
            Entry::I16,
            Stored::new(1, zero_point, reader.i16()?, reader.i16()?)?,
        ),
        _ => return Err(Error::Unsupported(format!("Input {name} has kind {kind}"))),
    };
    let scale = reader.scale()?;
    graph.inputs.push(Input { name, entry, scale });
    graph.types.push(value.channels(c));
    Ok(())
}

fn read_op(
    reader: &mut Reader,
    types: &[ValueType],
    weights: &mut usize,
) -> Result<(Op, ValueType)> {
    let kind = reader.u8()?;
    if kind == 1 {
        let (conv, result) = Conv::read(reader, types, weights)?;
        return Ok((Op::Conv(Box::new(conv)), result));
    }
    if kind > 8 {
        let (op, result) = ops::read(kind, reader, types)?;
        if result.c == 0 || result.c > MAX_CHANNELS {
            return Err(Error::Malformed(format!(
                "Operator {kind} gives {} channels, the limit is {MAX_CHANNELS}",
                result.c
            )));
        }
        return Ok((Op::Other(op), result));
    }
    let factor = reader.u8()? as usize;
    let count = reader.u8()? as usize;
    let mut sources = Vec::new();
    for _ in 0..count {
        sources.push(source(reader.u16()?, types)?);
    }
    let simple = match kind {
        2 => Simple::PixelShuffle(factor),
        3 => Simple::PixelUnshuffle(factor),
        4 => Simple::AddI16,
        5 => Simple::CropLike,
        6 => Simple::Concat,
        7 => Simple::Upsample(if factor == 0 { 2 } else { factor }),
        8 => Simple::Average,
        other => return Err(Error::Unsupported(format!("Operator {other} is unknown"))),
    };
    let result = result_type(simple, &sources, types)?;
    Ok((Op::Simple(simple, sources), result))
}

/// Checks that a value exists already.
pub fn source(value: u16, types: &[ValueType]) -> Result<usize> {
    let value = value as usize;
    if value < types.len() {
        return Ok(value);
    }
    Err(Error::Malformed(format!(
        "Value {value} is read before it exists"
    )))
}

fn result_type(op: Simple, sources: &[usize], types: &[ValueType]) -> Result<ValueType> {
    let wrong = |what: &str| Err(Error::Malformed(format!("{op:?} {what}")));
    let arity = match op {
        Simple::AddI16 | Simple::CropLike => 2..=2,
        Simple::Concat => 1..=255,
        _ => 1..=1,
    };
    if !arity.contains(&sources.len()) {
        return wrong(&format!("takes {arity:?} sources, got {}", sources.len()));
    }
    let first = types[sources[0]];
    let (mut c, mut lo, mut hi) = (first.c, first.lo, first.hi);
    match op {
        Simple::PixelShuffle(r) if r == 0 || !c.is_multiple_of(r * r) => {
            return wrong("does not divide the channels")
        }
        Simple::PixelShuffle(r) => c /= r * r,
        Simple::PixelUnshuffle(0) => return wrong("has factor 0"),
        Simple::PixelUnshuffle(r) => c *= r * r,
        Simple::AddI16
            if sources
                .iter()
                .any(|&s| types[s].kind != Kind::I16 || types[s].c != c) =>
        {
            return wrong("takes two i16 tensors of equal channels");
        }
        Simple::Concat
            if sources.iter().any(|&s| {
                (types[s].kind, types[s].zero_point) != (first.kind, first.zero_point)
            }) =>
        {
            return wrong("takes tensors of one kind and zero point");
        }
        Simple::Concat => {
            for &s in sources {
                (lo, hi) = (lo.min(types[s].lo), hi.max(types[s].hi));
            }
            c = sources.iter().map(|&s| types[s].c).sum();
        }
        Simple::AddI16 => {
            let second = types[sources[1]];
            lo = lo.saturating_add(second.lo);
            hi = hi.saturating_add(second.hi);
        }
        Simple::Average if first.kind != Kind::U7 => return wrong("takes u7"),
        _ => {}
    }
    if c > MAX_CHANNELS {
        return wrong(&format!("gives {c} channels, the limit is {MAX_CHANNELS}"));
    }
    Ok(ValueType { c, lo, hi, ..first })
}
