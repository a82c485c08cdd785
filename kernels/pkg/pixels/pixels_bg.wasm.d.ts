/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_picture_free: (a: number, b: number) => void;
export const crop_image: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number];
export const decode_image: (a: number, b: number, c: number, d: number) => [number, number, number];
export const encode_png: (a: number, b: number, c: number, d: number) => [number, number, number, number];
export const pad_image: (a: number, b: number, c: number, d: number, e: number) => [number, number, number];
export const picture_format: (a: number) => [number, number];
export const picture_height: (a: number) => number;
export const picture_take: (a: number) => [number, number];
export const picture_width: (a: number) => number;
export const resize_image: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number];
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_malloc: (a: number, b: number) => number;
export const __wbindgen_free: (a: number, b: number, c: number) => void;
export const __externref_table_dealloc: (a: number) => void;
export const __wbindgen_start: () => void;
