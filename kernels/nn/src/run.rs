//! Running a graph: inputs are set by name, then every op once, each value freed after its last use.

use crate::bands::{self, Part};
use crate::cells::Cells;
use crate::error::{Error, Result};
use crate::kernels::Engine;
use crate::model::{Entry, Graph, Op, ValueType};
use crate::ops::simple;
use crate::plan::{cut, Plan};
use crate::tensor::{Data, Kind, Shape, Tensor, SLACK};
use std::borrow::Cow;
use std::rc::Rc;

/// One run of one graph.
pub struct Run {
    graph: Rc<Graph>,
    values: Vec<Option<Tensor>>,
    /// Shapes of the whole inputs, and the part that is run; without it, all that the inputs hold.
    band: Option<(Vec<Shape>, Part)>,
    peak: usize,
}

impl Run {
    /// A run without inputs yet.
    pub fn new(graph: Rc<Graph>) -> Self {
        let values = graph.types.iter().map(|_| None).collect();
        Self {
            graph,
            values,
            band: None,
            peak: 0,
        }
    }

    /// What is run.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Sets an input from bytes; `rgb` says that they are a photo's and not u7.
    ///
    /// # Errors
    /// `InvalidArgument` for an unknown name, the wrong kind or channels, a length that is not h·w·c, values over 127.
    pub fn set_input(
        &mut self,
        name: &str,
        shape: Shape,
        rgb: bool,
        mut bytes: Vec<u8>,
    ) -> Result<()> {
        let index = self.input(name, shape, bytes.len())?;
        let data = match (&self.graph.inputs[index].entry, rgb) {
            (Entry::U7, false) => {
                if bytes.iter().fold(0, |all, &b| all | b) > 127 {
                    return Err(self.wrong(name, "holds a value over 127"));
                }
                bytes.resize(bytes.len() + SLACK, 0);
                Data::U7(bytes)
            }
            (Entry::Rgb, true) => {
                bytes.iter_mut().for_each(|p| *p >>= 1);
                bytes.resize(bytes.len() + SLACK, 0);
                Data::U7(bytes)
            }
            (Entry::Photo(table), true) => {
                let look_up = |(i, &p): (usize, &u8)| table[i % 3 * 256 + usize::from(p)];
                let values = bytes.iter().enumerate().map(look_up);
                match self.graph.types[index].kind {
                    Kind::U7 => {
                        let slack = std::iter::repeat_n(0, SLACK);
                        Data::U7(values.map(|v| v as u8).chain(slack).collect())
                    }
                    Kind::I16 => Data::I16(values.collect()),
                }
            }
            (entry, _) => {
                let what = match entry {
                    Entry::U7 => "takes u7, got RGB",
                    Entry::I16 => "takes i16, got bytes",
                    _ => "takes RGB, got u7",
                };
                return Err(self.wrong(name, what));
            }
        };
        self.values[index] = Some(Tensor { shape, data });
        Ok(())
    }

    /// Sets an input from 16-bit values.
    ///
    /// # Errors
    /// `InvalidArgument` as for [`Run::set_input`], and for values outside the range that the model states.
    pub fn set_input_i16(&mut self, name: &str, shape: Shape, words: Vec<i16>) -> Result<()> {
        let index = self.input(name, shape, words.len())?;
        if !matches!(self.graph.inputs[index].entry, Entry::I16) {
            return Err(self.wrong(name, "takes bytes, got i16"));
        }
        let ValueType { lo, hi, .. } = self.graph.types[index];
        if words.iter().any(|&v| v < lo || v > hi) {
            return Err(self.wrong(name, &format!("holds a value outside {lo}..{hi}")));
        }
        self.values[index] = Some(Tensor {
            shape,
            data: Data::I16(words),
        });
        Ok(())
    }

    /// Restricts the run to a part of the results; the inputs then have to be the rows of these whole ones that it needs.
    pub fn set_band(&mut self, inputs: Vec<Shape>, part: Part) {
        self.band = Some((inputs, part));
    }

    fn wrong(&self, name: &str, what: &str) -> Error {
        Error::InvalidArgument(format!("Input {name} of {} {what}", self.graph.name))
    }

    /// The number of the input, if `length` elements of `shape` fit it.
    fn input(&self, name: &str, shape: Shape, length: usize) -> Result<usize> {
        let Some(index) = self.graph.inputs.iter().position(|i| i.name == name) else {
            return Err(self.wrong(name, "does not exist"));
        };
        let c = self.graph.types[index].c;
        let elements = shape
            .h
            .checked_mul(shape.w)
            .and_then(|n| n.checked_mul(shape.c));
        if shape.c == c && elements == Some(length) {
            return Ok(index);
        }
        let Shape { h, w, c: got } = shape;
        let what = format!("takes {c} channels, got {h}x{w}x{got} in {length} elements");
        Err(self.wrong(name, &what))
    }

    /// Runs all operators; with a mask, only the results' cells where it is not 0 are computed, and all others are 0.
    ///
    /// # Errors
    /// `InvalidArgument` when an input is missing, sizes do not go together or the mask is not the results' size, `TooLarge`
    /// over the planner's limits.
    pub fn execute(&mut self, engine: Engine, mask: Option<&[u8]>) -> Result<()> {
        let graph = Rc::clone(&self.graph);
        let mut shapes = Vec::with_capacity(graph.inputs.len());
        for (input, value) in graph.inputs.iter().zip(&self.values) {
            match value {
                Some(tensor) => shapes.push(tensor.shape),
                None => {
                    return Err(Error::InvalidArgument(format!(
                        "Input {} of {} is missing",
                        input.name, graph.name
                    )))
                }
            }
        }
        let (whole, part) = match &self.band {
            Some((whole, part)) => (whole.clone(), *part),
            None => (shapes.clone(), Part::WHOLE),
        };
        let plan = Plan::new(&graph, &whole, part)?;
        for (i, (&shape, &whole)) in shapes.iter().zip(&whole).enumerate() {
            let (h, expected) = (shape.h, plan.rows[i].len());
            if h != expected || shape.w != whole.w {
                let name = &graph.inputs[i].name;
                return Err(self.wrong(name, &format!("has {h} rows, the band takes {expected}")));
            }
        }
        self.peak = plan.peak;
        let cells = match (mask, &self.band) {
            (Some(_), Some(_)) => {
                return Err(Error::InvalidArgument(
                    "Cells of a band cannot be asked for".into(),
                ))
            }
            (Some(mask), None) => Some(Cells::new(&graph, &plan.shapes, mask)?),
            (None, _) => None,
        };
        for (i, op) in graph.ops.iter().enumerate() {
            let index = graph.inputs.len() + i;
            let gathered = cells.as_ref().filter(|cells| cells.gathered[index]);
            self.values[index] = Some(match gathered {
                Some(cells) => self.run_gathered(engine, op, cells, &plan, index)?,
                None => self.run_rows(engine, op, &plan, index)?,
            });
            for &value in &plan.dies[i] {
                self.values[value] = None;
            }
        }
        for (cells, output) in cells
            .iter()
            .flat_map(|c| graph.outputs.iter().map(move |o| (c, o)))
        {
            let value = self.value(output.value)?;
            // One value may be several outputs: what was scattered has its size again.
            if cells.gathered[output.value] && value.shape != plan.shapes[output.value] {
                self.values[output.value] = Some(cells.scatter(value));
            }
        }
        Ok(())
    }

    /// An operator, for the planned rows.
    fn run_rows(&self, engine: Engine, op: &Op, plan: &Plan, index: usize) -> Result<Tensor> {
        let rows = &plan.rows[index];
        let (h, kind) = (rows.len(), self.graph.types[index].kind);
        let shape = Shape {
            h,
            ..plan.shapes[index]
        };
        let mut out = Tensor::zeros(shape, kind);
        if h == 0 {
            return Ok(out);
        }
        let mut sources = Vec::new();
        for (at, source) in op.sources().into_iter().enumerate() {
            let (value, present) = (self.value(source)?, &plan.rows[source]);
            let wanted = bands::read_by(op, at, rows, plan.shapes[source].h);
            sources.push(if wanted.is_empty() {
                // A window that lies in the padding alone: where it would begin may be outside of what is there.
                Cow::Owned(value.rows(0..0))
            } else if cut(op, present, &wanted) {
                Cow::Owned(value.rows(wanted.start - present.start..wanted.end - present.start))
            } else {
                Cow::Borrowed(value)
            });
        }
        let sources: Vec<&Tensor> = sources.iter().map(Cow::as_ref).collect();
        match op {
            Op::Conv(conv) => {
                let (top, skip) = (conv.top(rows.start), sources.get(1).copied());
                conv.run(engine, sources[0], top, skip, &mut out)?;
            }
            Op::Simple(kind, _) => simple::run(*kind, &sources, &mut out)?,
            Op::Other(op) => op.run(&sources, &mut out)?,
        }
        Ok(out)
    }

    /// An operator whose result holds the asked cells alone.
    fn run_gathered(
        &self,
        engine: Engine,
        op: &Op,
        cells: &Cells,
        plan: &Plan,
        index: usize,
    ) -> Result<Tensor> {
        let (shape, kind) = (plan.shapes[index], self.graph.types[index].kind);
        let (h, w) = (1, cells.at.len());
        let mut out = Tensor::zeros(Shape { h, w, ..shape }, kind);
        if w == 0 {
            return Ok(out);
        }
        let mut sources = Vec::new();
        for (i, source) in op.sources().into_iter().enumerate() {
            let value = self.value(source)?;
            let windows = i == 0 && matches!(op, Op::Conv(conv) if !conv.pointwise());
            sources.push(if cells.gathered[source] || windows {
                Cow::Borrowed(value)
            } else {
                Cow::Owned(cells.gather(value))
            });
        }
        let sources: Vec<&Tensor> = sources.iter().map(Cow::as_ref).collect();
        match op {
            Op::Conv(conv) if conv.pointwise() => {
                conv.run(engine, sources[0], 0, sources.get(1).copied(), &mut out)?;
            }
            Op::Conv(conv) => {
                let (at, skip) = ((&cells.at[..], shape.w), sources.get(1).copied());
                conv.run_at(engine, sources[0], at, skip, &mut out)?;
            }
            Op::Simple(kind, _) => simple::run(*kind, &sources, &mut out)?,
            Op::Other(op) => op.run(&sources, &mut out)?,
        }
        Ok(out)
    }

    fn value(&self, index: usize) -> Result<&Tensor> {
        self.values[index]
            .as_ref()
            .ok_or_else(|| Error::Internal(format!("Value {index} is not there")))
    }

    /// A result, after [`Run::execute`].
    ///
    /// # Errors
    /// `InvalidArgument` for a number that no output has, `Internal` before a run.
    pub fn output(&self, index: usize) -> Result<&Tensor> {
        match self.graph.outputs.get(index) {
            Some(output) => self.value(output.value),
            None => Err(Error::InvalidArgument(format!(
                "Graph {} has no output {index}",
                self.graph.name
            ))),
        }
    }

    /// Names of the results.
    pub fn output_names(&self) -> Vec<String> {
        self.graph
            .outputs
            .iter()
            .map(|output| output.name.clone())
            .collect()
    }

    /// Bytes that the tensors of the last run took at most.
    pub fn peak(&self) -> usize {
        self.peak
    }
}
