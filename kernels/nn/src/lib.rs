//! Semcast kernel `nn`: int8 convolution networks on WebAssembly vectors, in integers only.
//!
//! A model is an `.scnn` file ([`format`]), packed by `models/train/pack.py`. [`model`] loads it and proves that nothing
//! can overflow; [`plan`] sizes a run; [`run`] executes it with the operators of [`ops`] on the inner loops of
//! [`kernels`]. The same file and input give the same bytes in every build.

pub mod bands;
pub mod cells;
pub mod error;
pub mod format;
pub mod model;
pub mod ops;
pub mod plan;
pub mod run;
pub mod tensor;

pub use semcast_nn_kernels as kernels;

use error::{Error, Result};
use kernels::Engine;
use model::Entry;
use std::rc::Rc;
use tensor::{Data, Kind, Shape};
use wasm_bindgen::prelude::*;

fn js<T>(result: Result<T>) -> std::result::Result<T, JsError> {
    result.map_err(|error| JsError::new(&error.to_string()))
}

/// Whole inputs of these heights and widths, and a part.
fn band(
    graph: &model::Graph,
    sizes: &[u32],
    index: usize,
    of: usize,
) -> Result<(Vec<Shape>, bands::Part)> {
    let count = graph.inputs.len();
    if sizes.len() != 2 * count || index >= of || sizes.iter().any(|&s| s as usize > plan::MAX_SIDE)
    {
        return Err(Error::InvalidArgument(format!(
            "Part {index} of {of} of {} takes sizes of {count} inputs",
            graph.name
        )));
    }
    let shape = |(size, value): (&[u32], &model::ValueType)| Shape {
        h: size[0] as usize,
        w: size[1] as usize,
        c: value.c,
    };
    let inputs = sizes.chunks_exact(2).zip(&graph.types).map(shape).collect();
    Ok((inputs, bands::Part { index, of }))
}

/// A loaded model.
#[wasm_bindgen]
pub struct NnModel {
    graphs: Vec<Rc<model::Graph>>,
}

#[wasm_bindgen]
impl NnModel {
    /// Loads an `.scnn` file.
    ///
    /// # Errors
    /// `malformed`, `unsupported` or `too-large`.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> std::result::Result<NnModel, JsError> {
        let graphs = js(model::load(bytes))?;
        Ok(Self {
            graphs: graphs.into_iter().map(Rc::new).collect(),
        })
    }

    /// Names of the graphs, in the file's order.
    pub fn graphs(&self) -> Vec<String> {
        self.graphs.iter().map(|g| g.name.clone()).collect()
    }

    /// What the named graph takes.
    ///
    /// # Errors
    /// `invalid-argument` when there is no such graph.
    pub fn inputs(&self, graph: &str) -> std::result::Result<Vec<NnPort>, JsError> {
        let graph = js(self.find(graph))?;
        let ports = graph.inputs.iter().zip(&graph.types);
        Ok(ports
            .map(|(input, value)| NnPort {
                name: input.name.clone(),
                kind: match input.entry {
                    Entry::U7 => "u7",
                    Entry::I16 => "i16",
                    Entry::Rgb | Entry::Photo(_) => "photo",
                }
                .into(),
                channels: value.c,
                scale: input.scale,
                zero_point: value.zero_point.into(),
            })
            .collect())
    }

    /// What the named graph gives.
    ///
    /// # Errors
    /// `invalid-argument` when there is no such graph.
    pub fn outputs(&self, graph: &str) -> std::result::Result<Vec<NnPort>, JsError> {
        let graph = js(self.find(graph))?;
        let port = |output: &model::Output| NnPort {
            name: output.name.clone(),
            kind: match graph.types[output.value].kind {
                Kind::U7 => "u7",
                Kind::I16 => "i16",
            }
            .into(),
            channels: graph.types[output.value].c,
            scale: output.scale,
            zero_point: output.zero_point,
        };
        Ok(graph.outputs.iter().map(port).collect())
    }

    /// What part number `part` of `parts` would take, for inputs of these heights and widths: bytes of tensors at one time;
    /// first row and number of rows of each input; first row, number of rows, and height, width and channels of the whole
    /// of each output.
    ///
    /// # Errors
    /// `invalid-argument` when sizes do not go together, `too-large` over the planner's limits.
    pub fn plan(
        &self,
        graph: &str,
        sizes: &[u32],
        part: usize,
        parts: usize,
    ) -> std::result::Result<Vec<u32>, JsError> {
        let graph = js(self.find(graph))?;
        let (inputs, part) = js(band(graph, sizes, part, parts))?;
        let plan = js(plan::Plan::new(graph, &inputs, part))?;
        let mut out = vec![plan.peak as u32];
        for rows in &plan.rows[..inputs.len()] {
            out.extend([rows.start as u32, rows.len() as u32]);
        }
        for output in &graph.outputs {
            let (rows, Shape { h, w, c }) = (&plan.rows[output.value], plan.shapes[output.value]);
            // More rows than the part's own may have been made: they are another part's.
            let own = part.of_rows(h);
            let skipped = own.start - rows.start.min(own.start);
            out.extend([own.start, own.len(), skipped, h, w, c].map(|n| n as u32));
        }
        Ok(out)
    }

    /// Begins a run of the named graph.
    ///
    /// # Errors
    /// `invalid-argument` when there is no such graph.
    pub fn start(&self, graph: &str) -> std::result::Result<NnRun, JsError> {
        Ok(NnRun {
            run: run::Run::new(Rc::clone(js(self.find(graph))?)),
        })
    }
}

impl NnModel {
    fn find(&self, graph: &str) -> Result<&Rc<model::Graph>> {
        let found = self.graphs.iter().find(|g| g.name == graph);
        found.ok_or_else(|| Error::InvalidArgument(format!("Model has no graph {graph}")))
    }
}

/// An input or output of a graph.
#[wasm_bindgen(getter_with_clone)]
pub struct NnPort {
    /// Its name.
    pub name: String,
    /// `u7`, `i16` or `photo`.
    pub kind: String,
    /// Number of channels.
    pub channels: usize,
    /// Real value of one step, 0 where the file does not say.
    pub scale: f32,
    /// Stored value that stands for 0.
    pub zero_point: i16,
}

/// One run of a graph.
#[wasm_bindgen]
pub struct NnRun {
    run: run::Run,
}

#[wasm_bindgen]
impl NnRun {
    /// Restricts the run to a part: see [`NnModel::plan`], which tells the rows that the inputs then have to be.
    ///
    /// # Errors
    /// `invalid-argument` for sizes that are not as many as inputs.
    pub fn set_band(
        &mut self,
        sizes: &[u32],
        part: usize,
        parts: usize,
    ) -> std::result::Result<(), JsError> {
        let (inputs, part) = js(band(self.run.graph(), sizes, part, parts))?;
        self.run.set_band(inputs, part);
        Ok(())
    }

    /// Sets a named input; `rgb` says that the bytes are a photo's and not u7.
    ///
    /// # Errors
    /// `invalid-argument`, see [`run::Run::set_input`].
    pub fn set_input(
        &mut self,
        name: &str,
        h: usize,
        w: usize,
        c: usize,
        rgb: bool,
        bytes: Vec<u8>,
    ) -> std::result::Result<(), JsError> {
        js(self.run.set_input(name, Shape { h, w, c }, rgb, bytes))
    }

    /// Sets a named input of 16-bit values.
    ///
    /// # Errors
    /// `invalid-argument`, see [`run::Run::set_input_i16`].
    pub fn set_input_i16(
        &mut self,
        name: &str,
        h: usize,
        w: usize,
        c: usize,
        words: Vec<i16>,
    ) -> std::result::Result<(), JsError> {
        js(self.run.set_input_i16(name, Shape { h, w, c }, words))
    }

    /// Runs the graph, on the scalar twin if asked, for the cells of a mask if there is one.
    ///
    /// # Errors
    /// `invalid-argument` or `too-large`.
    pub fn execute(
        &mut self,
        scalar: bool,
        mask: Option<Vec<u8>>,
    ) -> std::result::Result<(), JsError> {
        let engine = if scalar { Engine::Scalar } else { Engine::Simd };
        js(self.run.execute(engine, mask.as_deref()))
    }

    /// Names of the outputs.
    pub fn output_names(&self) -> Vec<String> {
        self.run.output_names()
    }

    /// Height, width and channels of an output.
    ///
    /// # Errors
    /// `invalid-argument` for a number that no output has.
    pub fn output_shape(&self, index: usize) -> std::result::Result<Vec<u32>, JsError> {
        let Shape { h, w, c } = js(self.run.output(index))?.shape;
        Ok(vec![h as u32, w as u32, c as u32])
    }

    /// The bytes of a u7 output; nothing when it is i16.
    ///
    /// # Errors
    /// `invalid-argument` for a number that no output has.
    pub fn output_u7(&self, index: usize) -> std::result::Result<Option<Vec<u8>>, JsError> {
        let tensor = js(self.run.output(index))?;
        Ok(match &tensor.data {
            Data::U7(bytes) => Some(bytes[..tensor.shape.len()].to_vec()),
            Data::I16(_) => None,
        })
    }

    /// The values of an i16 output; nothing when it is u7.
    ///
    /// # Errors
    /// `invalid-argument` for a number that no output has.
    pub fn output_i16(&self, index: usize) -> std::result::Result<Option<Vec<i16>>, JsError> {
        Ok(match &js(self.run.output(index))?.data {
            Data::U7(_) => None,
            Data::I16(words) => Some(words.clone()),
        })
    }

    /// Bytes that the tensors of the last run took at most.
    pub fn peak(&self) -> usize {
        self.run.peak()
    }
}

/// Bytes of this module's memory, which only grows.
#[wasm_bindgen]
pub fn memory_bytes() -> f64 {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) as f64 * 65536.0;
    #[cfg(not(target_arch = "wasm32"))]
    0.0
}

/// Name of this build: `relaxed` or `simd128`.
#[wasm_bindgen]
pub fn build() -> String {
    kernels::NAME.to_string()
}
