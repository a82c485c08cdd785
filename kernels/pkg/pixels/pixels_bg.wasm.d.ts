/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_picture_free: (a: number, b: number) => void;
export const __wbg_resizer_free: (a: number, b: number) => void;
export const brightness: (a: number, b: number, c: number) => void;
export const cell_means: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
export const decode_image: (a: number, b: number, c: number, d: number, e: number) => void;
export const encode_png: (a: number, b: number, c: number, d: number, e: number) => void;
export const picture_format: (a: number, b: number) => void;
export const picture_height: (a: number) => number;
export const picture_take: (a: number, b: number) => void;
export const picture_width: (a: number) => number;
export const resizer_new: (a: number, b: number, c: number, d: number, e: number) => void;
export const resizer_push: (a: number, b: number, c: number, d: number) => void;
export const strokes: (a: number, b: number, c: number, d: number) => void;
export const texture_sums: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_add_to_stack_pointer: (a: number) => number;
export const __wbindgen_export: (a: number, b: number) => number;
export const __wbindgen_export2: (a: number, b: number, c: number) => void;
export const __wbindgen_export3: (a: number) => void;
export const __wbindgen_start: () => void;
