/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_entropysink_free: (a: number, b: number) => void;
export const __wbg_entropysource_free: (a: number, b: number) => void;
export const choose_base: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number, n: number, o: number, p: number, q: number, r: any) => void;
export const choose_refinement: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number, n: number, o: number, p: number, q: number, r: number, s: any) => void;
export const entropysink_base: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number) => void;
export const entropysink_bits_256: (a: number, b: number) => void;
export const entropysink_channels: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
export const entropysink_encoder: () => number;
export const entropysink_estimator: () => number;
export const entropysink_finish: (a: number, b: number) => void;
export const entropysink_key_map: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
export const entropysink_refinement: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number) => void;
export const entropysink_table: (a: number, b: number, c: number, d: number, e: number) => void;
export const entropysource_base: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: any) => void;
export const entropysource_channels: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => void;
export const entropysource_key_map: (a: number, b: number, c: number, d: number) => void;
export const entropysource_new: (a: number, b: number, c: number) => void;
export const entropysource_refinement: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number, n: any) => void;
export const entropysource_table: (a: number, b: number, c: number, d: number) => void;
export const quantize: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: any, l: number, m: number, n: any) => void;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_add_to_stack_pointer: (a: number) => number;
export const __wbindgen_export: (a: number, b: number) => number;
export const __wbindgen_export2: (a: number, b: number, c: number) => void;
export const __wbindgen_export3: (a: number) => void;
export const __wbindgen_start: () => void;
