/* @ts-self-types="./nn.d.ts" */
import * as wasm from "./nn_bg.wasm";
import { __wbg_set_wasm } from "./nn_bg.js";

__wbg_set_wasm(wasm);
wasm.__wbindgen_start();
export {
    NnModel, NnPort, NnRun, build, memory_bytes
} from "./nn_bg.js";
