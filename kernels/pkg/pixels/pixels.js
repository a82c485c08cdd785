/* @ts-self-types="./pixels.d.ts" */
import * as wasm from "./pixels_bg.wasm";
import { __wbg_set_wasm } from "./pixels_bg.js";

__wbg_set_wasm(wasm);
wasm.__wbindgen_start();
export {
    Picture, Resizer, brightness, cell_means, decode_image, encode_png, strokes, texture_sums
} from "./pixels_bg.js";
