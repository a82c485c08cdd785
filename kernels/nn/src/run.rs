//! Running a graph: inputs are set by name, then every op once, each value freed after its last use.

use crate::error::{Error, Result};
use crate::kernels::Engine;
use crate::model::{Entry, Graph, Op, ValueType};
use crate::ops::simple;
use crate::plan::Plan;
use crate::tensor::{Data, Kind, Shape, Tensor, SLACK};
use std::rc::Rc;

/// One run of one graph.
#[derive(Debug)]
pub struct Run {
    graph: Rc<Graph>,
    values: Vec<Option<Tensor>>,
    peak: usize,
}

impl Run {
    /// A run without inputs yet.
    pub fn new(graph: Rc<Graph>) -> Self {
        let values = graph.types.iter().map(|_| None).collect();
        Self {
            graph,
            values,
            peak: 0,
        }
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

    /// Runs all operators.
    ///
    /// # Errors
    /// `InvalidArgument` when an input is missing or sizes do not go together, `TooLarge` over the planner's limits.
    pub fn execute(&mut self, engine: Engine) -> Result<()> {
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
        let plan = Plan::new(&graph, &shapes)?;
        self.peak = plan.peak;
        for (i, op) in graph.ops.iter().enumerate() {
            let index = graph.inputs.len() + i;
            let mut out = Tensor::zeros(plan.shapes[index], graph.types[index].kind);
            match op {
                Op::Conv(conv) => {
                    let skip = conv.skip.map(|s| self.value(s)).transpose()?;
                    conv.run(engine, self.value(conv.src)?, skip, &mut out)?;
                }
                Op::Simple(kind, sources) => {
                    let sources: Vec<&Tensor> = sources
                        .iter()
                        .map(|&s| self.value(s))
                        .collect::<Result<_>>()?;
                    simple::run(*kind, &sources, &mut out)?;
                }
                Op::Other(op) => {
                    let sources: Vec<&Tensor> = op
                        .sources()
                        .into_iter()
                        .map(|s| self.value(s))
                        .collect::<Result<_>>()?;
                    op.run(&sources, &mut out)?;
                }
            }
            self.values[index] = Some(out);
            for &value in &plan.dies[i] {
                self.values[value] = None;
            }
        }
        Ok(())
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
