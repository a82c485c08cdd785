/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const psnr: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => void;
export const psnr_in_cells: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number) => void;
export const similarity: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number) => void;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_add_to_stack_pointer: (a: number) => number;
export const __wbindgen_export: (a: number, b: number) => number;
export const __wbindgen_export2: (a: number, b: number, c: number) => void;
export const __wbindgen_export3: (a: number) => void;
export const __wbindgen_export4: (a: number, b: number, c: number, d: number) => number;
export const __wbindgen_start: () => void;
