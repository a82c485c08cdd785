/* @ts-self-types="./metrics.d.ts" */
import * as wasm from "./metrics_bg.wasm";
import { __wbg_set_wasm } from "./metrics_bg.js";

__wbg_set_wasm(wasm);
wasm.__wbindgen_start();
export {
    psnr, psnr_in_cells, similarity
} from "./metrics_bg.js";
