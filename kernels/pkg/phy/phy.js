/* @ts-self-types="./phy.d.ts" */
import * as wasm from "./phy_bg.wasm";
import { __wbg_set_wasm } from "./phy_bg.js";

__wbg_set_wasm(wasm);
wasm.__wbindgen_start();
export {
    Air, Block, FrameSamples, FrameSymbols, LdpcDecoder, Modem, Reception, SoftBuffer, crc_parity, demap, frame_symbols, guard_symbols, ldpc_encode, modulate, preamble_symbols, scramble_bits, send, shared_channel
} from "./phy_bg.js";
