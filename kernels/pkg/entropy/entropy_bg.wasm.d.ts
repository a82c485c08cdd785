/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_entropysink_free: (a: number, b: number) => void;
export const __wbg_entropysource_free: (a: number, b: number) => void;
export const choose_base: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number, n: number, o: number, p: any) => [number, number];
export const choose_refinement: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number, n: number, o: number, p: number, q: any) => [number, number];
export const entropysink_base: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => [number, number];
export const entropysink_bits_256: (a: number) => [number, number, number];
export const entropysink_channels: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number];
export const entropysink_encoder: () => number;
export const entropysink_estimator: () => number;
export const entropysink_finish: (a: number) => [number, number, number, number];
export const entropysink_key_map: (a: number, b: number, c: number, d: number, e: number) => [number, number];
export const entropysink_refinement: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number) => [number, number];
export const entropysink_table: (a: number, b: number, c: number, d: number) => [number, number];
export const entropysource_base: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: any) => [number, number];
export const entropysource_channels: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number, number];
export const entropysource_key_map: (a: number, b: number, c: number) => [number, number, number, number];
export const entropysource_new: (a: number, b: number) => [number, number, number];
export const entropysource_refinement: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: any) => [number, number];
export const entropysource_table: (a: number, b: number, c: number) => [number, number, number];
export const quantize: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: any, k: number, l: number, m: any) => [number, number];
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_malloc: (a: number, b: number) => number;
export const __wbindgen_free: (a: number, b: number, c: number) => void;
export const __externref_table_dealloc: (a: number) => void;
export const __wbindgen_start: () => void;
