/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_nnmodel_free: (a: number, b: number) => void;
export const __wbg_nnrun_free: (a: number, b: number) => void;
export const build: (a: number) => void;
export const nnmodel_graphs: (a: number, b: number) => void;
export const nnmodel_new: (a: number, b: number, c: number) => void;
export const nnmodel_start: (a: number, b: number, c: number, d: number) => void;
export const nnrun_execute: (a: number, b: number, c: number) => void;
export const nnrun_output_i16: (a: number, b: number, c: number) => void;
export const nnrun_output_names: (a: number, b: number) => void;
export const nnrun_output_shape: (a: number, b: number, c: number) => void;
export const nnrun_output_u7: (a: number, b: number, c: number) => void;
export const nnrun_peak: (a: number) => number;
export const nnrun_set_input: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number) => void;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_add_to_stack_pointer: (a: number) => number;
export const __wbindgen_export: (a: number, b: number, c: number) => void;
export const __wbindgen_export2: (a: number, b: number) => void;
export const __wbindgen_export3: (a: number, b: number) => number;
export const __wbindgen_export4: (a: number) => void;
export const __wbindgen_export5: (a: number, b: number, c: number, d: number) => number;
export const __wbindgen_start: () => void;
