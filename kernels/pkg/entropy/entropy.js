/* @ts-self-types="./entropy.d.ts" */
import * as wasm from "./entropy_bg.wasm";
import { __wbg_set_wasm } from "./entropy_bg.js";

__wbg_set_wasm(wasm);
wasm.__wbindgen_start();
export {
    EntropySink, EntropySource, context, magnitudes, quantize
} from "./entropy_bg.js";
