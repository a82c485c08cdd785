/* @ts-self-types="./phy.d.ts" */
import * as wasm from "./phy_bg.wasm";
import { __wbg_set_wasm } from "./phy_bg.js";

__wbg_set_wasm(wasm);
wasm.__wbindgen_start();
export {
    Air, Block, LdpcDecoder, Reception, crc_parity, demap, ldpc_encode, modulate, scramble_bits, send, shared_channel
} from "./phy_bg.js";
