//! Running a graph: inputs are set by name, then every op once, each value freed after its last use.

use crate::error::{Error, Result};
use crate::kernels::Engine;
use crate::model::{Graph, Op};
use crate::ops::simple;
use crate::plan::Plan;
use crate::tensor::{Data, Shape, Tensor, SLACK};
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

    /// Sets an input; `rgb` says that the bytes are a photo's and not u7.
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
        let bad = |what: String| {
            Err(Error::InvalidArgument(format!(
                "Input {name} of {} {what}",
                self.graph.name
            )))
        };
        let Some(index) = self.graph.inputs.iter().position(|i| i.name == name) else {
            return bad("does not exist".into());
        };
        let c = self.graph.types[index].c;
        if self.graph.inputs[index].rgb != rgb {
            return bad(format!(
                "takes {}",
                if rgb { "u7, got RGB" } else { "RGB, got u7" }
            ));
        }
        let length = shape
            .h
            .checked_mul(shape.w)
            .and_then(|n| n.checked_mul(shape.c));
        if shape.c != c || length != Some(bytes.len()) {
            let Shape { h, w, c: got } = shape;
            return bad(format!(
                "takes {c} channels, got {h}x{w}x{got} in {} bytes",
                bytes.len()
            ));
        }
        if rgb {
            bytes.iter_mut().for_each(|p| *p >>= 1);
        } else if bytes.iter().fold(0, |all, &b| all | b) > 127 {
            return bad("holds a value over 127".into());
        }
        bytes.resize(bytes.len() + SLACK, 0);
        self.values[index] = Some(Tensor {
            shape,
            data: Data::U7(bytes),
        });
        Ok(())
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
            Some(&(_, value)) => self.value(value),
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
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Bytes that the tensors of the last run took at most.
    pub fn peak(&self) -> usize {
        self.peak
    }
}
