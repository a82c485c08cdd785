/* @ts-self-types="./phy.d.ts" */
import * as wasm from "./phy_bg.wasm";
import { __wbg_set_wasm } from "./phy_bg.js";

__wbg_set_wasm(wasm);
wasm.__wbindgen_start();
export {
    Air, Block, FrameSamples, FrameSymbols, LdpcDecoder, Modem, Reception, SoftBuffer, code_block, code_block_recover, crc_parity, demap, frame_symbols, gilbert_elliott, guard_symbols, ldpc_encode, modulate, ofdm_uses, preamble_symbols, scramble_bits, send_flat, send_tdl, shared_channel, shared_channel_recover, simd_peak
} from "./phy_bg.js";
