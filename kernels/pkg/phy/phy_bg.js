/**
 * See [`Received`].
 */
export class Air {
    static __wrap(ptr) {
        const obj = Object.create(Air.prototype);
        obj.__wbg_ptr = ptr;
        AirFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        AirFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_air_free(ptr, 0);
    }
    /**
     * N0 before equalization, known or estimated.
     * @returns {number}
     */
    n0() {
        const ret = wasm.air_n0(this.__wbg_ptr);
        return ret;
    }
    /**
     * N0 of each symbol after equalization, taken out.
     * @returns {Float32Array}
     */
    noise() {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.air_noise(retptr, this.__wbg_ptr);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var v1 = getArrayF32FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 4, 4);
            return v1;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Symbols before equalization, interleaved I, Q, taken out.
     * @returns {Float32Array}
     */
    observed() {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.air_observed(retptr, this.__wbg_ptr);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var v1 = getArrayF32FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 4, 4);
            return v1;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Interleaved I, Q, taken out.
     * @returns {Float32Array}
     */
    symbols() {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.air_symbols(retptr, this.__wbg_ptr);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var v1 = getArrayF32FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 4, 4);
            return v1;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
}
if (Symbol.dispose) Air.prototype[Symbol.dispose] = Air.prototype.free;

/**
 * See [`chain::Transport`].
 */
export class Block {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        BlockFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_block_free(ptr, 0);
    }
    /**
     * See [`chain::receive`], with a soft buffer.
     *
     * # Errors
     * `invalid-argument`.
     * @param {Float32Array | number[]} symbols
     * @param {Float32Array | number[]} noise
     * @param {SoftBuffer} buffer
     * @param {number} iterations
     * @param {boolean} log_map
     * @returns {Reception}
     */
    combine(symbols, noise, buffer, iterations, log_map) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            _assertClass(buffer, SoftBuffer);
            const val3 = +iterations;
            const val4 = +log_map;
            let ptr0, len0, ptr1, len1;
            try {
                ptr0 = passArrayF32ToWasm0(symbols, wasm.__wbindgen_export2);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArrayF32ToWasm0(noise, wasm.__wbindgen_export2);
                len1 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr1) { wasm.__wbindgen_export(ptr1, len1 * 4, 4); }
                if (ptr0) { wasm.__wbindgen_export(ptr0, len0 * 4, 4); }
                throw e;
            }
            wasm.block_combine(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1, buffer.__wbg_ptr, val3, val4);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            if (r2) {
                throw takeFromExternrefTable0(r1);
            }
            return Reception.__wrap(r0);
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Takes the fields of [`chain::Transport`]; `limit` 0 is none.
     * @param {number} bytes
     * @param {number} symbols
     * @param {number} order
     * @param {number} version
     * @param {number} c_init
     * @param {number} limit
     */
    constructor(bytes, symbols, order, version, c_init, limit) {
        const ret = wasm.block_new(bytes, symbols, order, version, c_init, limit);
        this.__wbg_ptr = ret;
        BlockFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * See [`chain::receive`].
     *
     * # Errors
     * `invalid-argument`.
     * @param {Float32Array | number[]} symbols
     * @param {Float32Array | number[]} noise
     * @param {number} iterations
     * @param {boolean} log_map
     * @returns {Reception}
     */
    receive(symbols, noise, iterations, log_map) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val3 = +iterations;
            const val4 = +log_map;
            let ptr0, len0, ptr1, len1;
            try {
                ptr0 = passArrayF32ToWasm0(symbols, wasm.__wbindgen_export2);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArrayF32ToWasm0(noise, wasm.__wbindgen_export2);
                len1 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr1) { wasm.__wbindgen_export(ptr1, len1 * 4, 4); }
                if (ptr0) { wasm.__wbindgen_export(ptr0, len0 * 4, 4); }
                throw e;
            }
            wasm.block_receive(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1, val3, val4);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            if (r2) {
                throw takeFromExternrefTable0(r1);
            }
            return Reception.__wrap(r0);
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`chain::soft_buffer`].
     *
     * # Errors
     * `invalid-argument`.
     * @returns {SoftBuffer}
     */
    soft_buffer() {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.block_soft_buffer(retptr, this.__wbg_ptr);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            if (r2) {
                throw takeFromExternrefTable0(r1);
            }
            return SoftBuffer.__wrap(r0);
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`chain::transmit`].
     *
     * # Errors
     * `invalid-argument`.
     * @param {Uint8Array | number[]} payload
     * @returns {Float32Array}
     */
    transmit(payload) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const ptr0 = passArray8ToWasm0(payload, wasm.__wbindgen_export2);
            const len0 = WASM_VECTOR_LEN;
            wasm.block_transmit(retptr, this.__wbg_ptr, ptr0, len0);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
            if (r3) {
                throw takeFromExternrefTable0(r2);
            }
            var v2 = getArrayF32FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 4, 4);
            return v2;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
}
if (Symbol.dispose) Block.prototype[Symbol.dispose] = Block.prototype.free;

/**
 * See [`Waveform`].
 */
export class FrameSamples {
    static __wrap(ptr) {
        const obj = Object.create(FrameSamples.prototype);
        obj.__wbg_ptr = ptr;
        FrameSamplesFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        FrameSamplesFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_framesamples_free(ptr, 0);
    }
    /**
     * What a symbol of unit energy was multiplied by.
     * @returns {number}
     */
    get amplitude() {
        const ret = wasm.framesamples_amplitude(this.__wbg_ptr);
        return ret;
    }
    /**
     * Interleaved I, Q, taken out.
     * @returns {Float32Array}
     */
    samples() {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.framesamples_samples(retptr, this.__wbg_ptr);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var v1 = getArrayF32FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 4, 4);
            return v1;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
}
if (Symbol.dispose) FrameSamples.prototype[Symbol.dispose] = FrameSamples.prototype.free;

/**
 * See [`Demodulated`].
 */
export class FrameSymbols {
    static __wrap(ptr) {
        const obj = Object.create(FrameSymbols.prototype);
        obj.__wbg_ptr = ptr;
        FrameSymbolsFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        FrameSymbolsFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_framesymbols_free(ptr, 0);
    }
    /**
     * Mean amplitude of a symbol of unit energy.
     * @returns {number}
     */
    get amplitude() {
        const ret = wasm.framesymbols_amplitude(this.__wbg_ptr);
        return ret;
    }
    /**
     * How much slower than the receiver's the sender's clock is.
     * @returns {number}
     */
    get clock() {
        const ret = wasm.framesymbols_clock(this.__wbg_ptr);
        return ret;
    }
    /**
     * Mean carrier offset in cycles a symbol.
     * @returns {number}
     */
    get frequency() {
        const ret = wasm.framesymbols_frequency(this.__wbg_ptr);
        return ret;
    }
    /**
     * N0 of each symbol in units of Es, taken out.
     * @returns {Float32Array}
     */
    noise() {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.framesymbols_noise(retptr, this.__wbg_ptr);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var v1 = getArrayF32FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 4, 4);
            return v1;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Mean Es/N0, linear.
     * @returns {number}
     */
    get snr() {
        const ret = wasm.framesymbols_snr(this.__wbg_ptr);
        return ret;
    }
    /**
     * Interleaved I, Q, taken out.
     * @returns {Float32Array}
     */
    symbols() {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.framesymbols_symbols(retptr, this.__wbg_ptr);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var v1 = getArrayF32FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 4, 4);
            return v1;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
}
if (Symbol.dispose) FrameSymbols.prototype[Symbol.dispose] = FrameSymbols.prototype.free;

/**
 * An LDPC decoder that keeps its memory from block to block.
 */
export class LdpcDecoder {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        LdpcDecoderFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_ldpcdecoder_free(ptr, 0);
    }
    /**
     * Edges of the lifted graph among the checks that the first `columns` columns meet: those that are decoded where no
     * more was received.
     * @param {number} columns
     * @returns {number}
     */
    edges(columns) {
        const ret = wasm.ldpcdecoder_edges(this.__wbg_ptr, columns);
        return ret >>> 0;
    }
    /**
     * Bytes of working memory.
     * @returns {number}
     */
    memory() {
        const ret = wasm.ldpcdecoder_memory(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * A decoder for a graph (1 or 2) and a lifting size.
     *
     * # Errors
     * `invalid-argument`.
     * @param {number} graph
     * @param {number} z
     */
    constructor(graph, z) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.ldpcdecoder_new(retptr, graph, z);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            if (r2) {
                throw takeFromExternrefTable0(r1);
            }
            this.__wbg_ptr = r0;
            LdpcDecoderFinalization.register(this, this.__wbg_ptr, this);
            return this;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Posteriors of all columns after `iterations`, without early stop.
     *
     * # Errors
     * `invalid-argument`.
     * @param {Int8Array | number[]} soft
     * @param {number} iterations
     * @param {boolean} scalar
     * @returns {Int8Array}
     */
    run(soft, iterations, scalar) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val2 = +iterations;
            const val3 = +scalar;
            const ptr0 = passArray8ToWasm0(soft, wasm.__wbindgen_export2);
            const len0 = WASM_VECTOR_LEN;
            wasm.ldpcdecoder_run(retptr, this.__wbg_ptr, ptr0, len0, val2, val3);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
            if (r3) {
                throw takeFromExternrefTable0(r2);
            }
            var v4 = getArrayI8FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 1, 1);
            return v4;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
}
if (Symbol.dispose) LdpcDecoder.prototype[Symbol.dispose] = LdpcDecoder.prototype.free;

/**
 * A pulse, and all that is done with it.
 */
export class Modem {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        ModemFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_modem_free(ptr, 0);
    }
    /**
     * See [`demodulate`].
     *
     * # Errors
     * `malformed` for samples that are no numbers or end before the first symbol; `invalid-argument`.
     * @param {Float32Array | number[]} samples
     * @param {number} time
     * @param {number} frequency
     * @param {number} data
     * @returns {FrameSymbols}
     */
    demodulate(samples, time, frequency, data) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val2 = +time;
            const val3 = +frequency;
            const val4 = +data;
            const ptr0 = passArrayF32ToWasm0(samples, wasm.__wbindgen_export2);
            const len0 = WASM_VECTOR_LEN;
            wasm.modem_demodulate(retptr, this.__wbg_ptr, ptr0, len0, val2, val3, val4);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            if (r2) {
                throw takeFromExternrefTable0(r1);
            }
            return FrameSymbols.__wrap(r0);
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Preambles in the samples: for each its time in samples, carrier offset in cycles a symbol, amplitude and N0.
     *
     * # Errors
     * `malformed`.
     * @param {Float32Array | number[]} samples
     * @returns {Float64Array}
     */
    find(samples) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const ptr0 = passArrayF32ToWasm0(samples, wasm.__wbindgen_export2);
            const len0 = WASM_VECTOR_LEN;
            wasm.modem_find(retptr, this.__wbg_ptr, ptr0, len0);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
            if (r3) {
                throw takeFromExternrefTable0(r2);
            }
            var v2 = getArrayF64FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 8, 8);
            return v2;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`waveform`].
     *
     * # Errors
     * `invalid-argument`.
     * @param {Float32Array | number[]} symbols
     * @param {number} peak
     * @returns {FrameSamples}
     */
    modulate(symbols, peak) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val2 = +peak;
            const ptr0 = passArrayF32ToWasm0(symbols, wasm.__wbindgen_export2);
            const len0 = WASM_VECTOR_LEN;
            wasm.modem_modulate(retptr, this.__wbg_ptr, ptr0, len0, val2);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            if (r2) {
                throw takeFromExternrefTable0(r1);
            }
            return FrameSamples.__wrap(r0);
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`Pulse::new`].
     *
     * # Errors
     * `invalid-argument`.
     * @param {number} sps
     * @param {number} roll_off
     */
    constructor(sps, roll_off) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.modem_new(retptr, sps, roll_off);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            if (r2) {
                throw takeFromExternrefTable0(r1);
            }
            this.__wbg_ptr = r0;
            ModemFinalization.register(this, this.__wbg_ptr, this);
            return this;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
}
if (Symbol.dispose) Modem.prototype[Symbol.dispose] = Modem.prototype.free;

/**
 * See [`chain::Decoded`].
 */
export class Reception {
    static __wrap(ptr) {
        const obj = Object.create(Reception.prototype);
        obj.__wbg_ptr = ptr;
        ReceptionFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        ReceptionFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_reception_free(ptr, 0);
    }
    /**
     * Code blocks.
     * @returns {number}
     */
    get blocks() {
        const ret = wasm.reception_blocks(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Code blocks that failed.
     * @returns {number}
     */
    get failed() {
        const ret = wasm.reception_failed(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Mean decoder iterations.
     * @returns {number}
     */
    get iterations() {
        const ret = wasm.reception_iterations(this.__wbg_ptr);
        return ret;
    }
    /**
     * Whether the payload is whole.
     * @returns {boolean}
     */
    get ok() {
        const ret = wasm.reception_ok(this.__wbg_ptr);
        return ret !== 0;
    }
    /**
     * The payload, taken out: a second call gives none.
     * @returns {Uint8Array}
     */
    take() {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.reception_take(retptr, this.__wbg_ptr);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var v1 = getArrayU8FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export(r0, r1 * 1, 1);
            return v1;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
}
if (Symbol.dispose) Reception.prototype[Symbol.dispose] = Reception.prototype.free;

/**
 * See [`chain::SoftBuffer`].
 */
export class SoftBuffer {
    static __wrap(ptr) {
        const obj = Object.create(SoftBuffer.prototype);
        obj.__wbg_ptr = ptr;
        SoftBufferFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        SoftBufferFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_softbuffer_free(ptr, 0);
    }
    /**
     * Bytes that it holds.
     * @returns {number}
     */
    memory() {
        const ret = wasm.softbuffer_memory(this.__wbg_ptr);
        return ret >>> 0;
    }
}
if (Symbol.dispose) SoftBuffer.prototype[Symbol.dispose] = SoftBuffer.prototype.free;

/**
 * Information bits of one code block, without filler, to `coded` rate-matched bits. `limit` is N_ref.
 *
 * # Errors
 * `invalid-argument`.
 * @param {number} graph
 * @param {number} z
 * @param {Uint8Array | number[]} information
 * @param {number} coded
 * @param {number} order
 * @param {number} version
 * @param {number | null} [limit]
 * @returns {Uint8Array}
 */
export function code_block(graph, z, information, coded, order, version, limit) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +graph;
        const val3 = +z;
        const val4 = +coded;
        const val5 = +order;
        const val6 = +version;
        const val7 = +(isLikeNone(limit) ? Number.MAX_SAFE_INTEGER : (limit) >>> 0);
        const ptr0 = passArray8ToWasm0(information, wasm.__wbindgen_export2);
        const len0 = WASM_VECTOR_LEN;
        wasm.code_block(retptr, val2, val3, ptr0, len0, val4, val5, val6, val7);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
        if (r3) {
            throw takeFromExternrefTable0(r2);
        }
        var v8 = getArrayU8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export(r0, r1 * 1, 1);
        return v8;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * Soft bits of one code block of `used` information bits to its soft buffer without the two punctured columns.
 *
 * # Errors
 * `invalid-argument`.
 * @param {number} graph
 * @param {number} z
 * @param {number} used
 * @param {Int8Array | number[]} received
 * @param {number} order
 * @param {number} version
 * @param {number | null} [limit]
 * @returns {Int8Array}
 */
export function code_block_recover(graph, z, used, received, order, version, limit) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +graph;
        const val3 = +z;
        const val4 = +used;
        const val5 = +order;
        const val6 = +version;
        const val7 = +(isLikeNone(limit) ? Number.MAX_SAFE_INTEGER : (limit) >>> 0);
        const ptr0 = passArray8ToWasm0(received, wasm.__wbindgen_export2);
        const len0 = WASM_VECTOR_LEN;
        wasm.code_block_recover(retptr, val2, val3, val4, ptr0, len0, val5, val6, val7);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
        if (r3) {
            throw takeFromExternrefTable0(r2);
        }
        var v8 = getArrayI8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export(r0, r1 * 1, 1);
        return v8;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * Parity bits of `24A`, `24B`, `24C`, `16` or `11` as a number.
 *
 * # Errors
 * `invalid-argument` for another name.
 * @param {string} name
 * @param {Uint8Array | number[]} bits
 * @returns {number}
 */
export function crc_parity(name, bits) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passStringToWasm0(name, wasm.__wbindgen_export2, wasm.__wbindgen_export4);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(bits, wasm.__wbindgen_export2);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_export(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_export(ptr0, len0 * 1, 1); }
            throw e;
        }
        wasm.crc_parity(retptr, ptr0, len0, ptr1, len1);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        if (r2) {
            throw takeFromExternrefTable0(r1);
        }
        return r0 >>> 0;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * Soft bits of symbols, all with one noise variance.
 *
 * # Errors
 * `invalid-argument` for an order other than 1, 2, 4, 6, 8.
 * @param {number} order
 * @param {Float32Array | number[]} symbols
 * @param {number} n0
 * @param {boolean} log_map
 * @returns {Int8Array}
 */
export function demap(order, symbols, n0, log_map) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +order;
        const val3 = +n0;
        const val4 = +log_map;
        const ptr0 = passArrayF32ToWasm0(symbols, wasm.__wbindgen_export2);
        const len0 = WASM_VECTOR_LEN;
        wasm.demap(retptr, val2, ptr0, len0, val3, val4);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
        if (r3) {
            throw takeFromExternrefTable0(r2);
        }
        var v5 = getArrayI8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export(r0, r1 * 1, 1);
        return v5;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * All symbols of a frame of so many data symbols, with preamble and pilots.
 * @param {number} data
 * @returns {number}
 */
export function frame_symbols(data) {
    const ret = wasm.frame_symbols(data);
    return ret >>> 0;
}

/**
 * See [`lost`].
 *
 * # Errors
 * `invalid-argument`.
 * @param {number} count
 * @param {number} to_bad
 * @param {number} to_good
 * @param {number} loss_good
 * @param {number} loss_bad
 * @param {bigint} seed
 * @returns {Uint8Array}
 */
export function gilbert_elliott(count, to_bad, to_good, loss_good, loss_bad, seed) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        wasm.gilbert_elliott(retptr, count, to_bad, to_good, loss_good, loss_bad, seed);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
        if (r3) {
            throw takeFromExternrefTable0(r2);
        }
        var v1 = getArrayU8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export(r0, r1 * 1, 1);
        return v1;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * Symbols of silence on each side of a frame.
 * @returns {number}
 */
export function guard_symbols() {
    const ret = wasm.guard_symbols();
    return ret >>> 0;
}

/**
 * LDPC code word without its first two columns.
 *
 * # Errors
 * `invalid-argument`.
 * @param {number} graph
 * @param {number} z
 * @param {Uint8Array | number[]} information
 * @returns {Uint8Array}
 */
export function ldpc_encode(graph, z, information) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +graph;
        const val3 = +z;
        const ptr0 = passArray8ToWasm0(information, wasm.__wbindgen_export2);
        const len0 = WASM_VECTOR_LEN;
        wasm.ldpc_encode(retptr, val2, val3, ptr0, len0);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
        if (r3) {
            throw takeFromExternrefTable0(r2);
        }
        var v4 = getArrayU8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export(r0, r1 * 1, 1);
        return v4;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * Bits to interleaved I, Q.
 *
 * # Errors
 * `invalid-argument` for an order other than 1, 2, 4, 6, 8.
 * @param {number} order
 * @param {Uint8Array | number[]} bits
 * @returns {Float32Array}
 */
export function modulate(order, bits) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +order;
        const ptr0 = passArray8ToWasm0(bits, wasm.__wbindgen_export2);
        const len0 = WASM_VECTOR_LEN;
        wasm.modulate(retptr, val2, ptr0, len0);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
        if (r3) {
            throw takeFromExternrefTable0(r2);
        }
        var v3 = getArrayF32FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export(r0, r1 * 4, 4);
        return v3;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * See [`ofdm::uses`].
 * @param {number} data
 * @returns {number}
 */
export function ofdm_uses(data) {
    const ret = wasm.ofdm_uses(data);
    return ret >>> 0;
}

/**
 * Symbols of the preamble.
 * @returns {number}
 */
export function preamble_symbols() {
    const ret = wasm.preamble_symbols();
    return ret >>> 0;
}

/**
 * Scrambled bits.
 * @param {Uint8Array | number[]} bits
 * @param {number} c_init
 * @returns {Uint8Array}
 */
export function scramble_bits(bits, c_init) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +c_init;
        const ptr0 = passArray8ToWasm0(bits, wasm.__wbindgen_export2);
        const len0 = WASM_VECTOR_LEN;
        wasm.scramble_bits(retptr, ptr0, len0, val2);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var v3 = getArrayU8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export(r0, r1 * 1, 1);
        return v3;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * See [`flat::send`]. `block` 0 and `doppler` 0 together are no fading; `k` is the Rician factor, 0 for Rayleigh.
 *
 * # Errors
 * `invalid-argument`.
 * @param {Float32Array | number[]} symbols
 * @param {number} snr_db
 * @param {number} block
 * @param {number} doppler
 * @param {number} k
 * @param {bigint} seed
 * @returns {Air}
 */
export function send_flat(symbols, snr_db, block, doppler, k, seed) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +snr_db;
        const val3 = +block;
        const val4 = +doppler;
        const val5 = +k;
        const val6 = BigInt.asIntN(64, seed);
        const ptr0 = passArrayF32ToWasm0(symbols, wasm.__wbindgen_export2);
        const len0 = WASM_VECTOR_LEN;
        wasm.send_flat(retptr, ptr0, len0, val2, val3, val4, val5, val6);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        if (r2) {
            throw takeFromExternrefTable0(r1);
        }
        return Air.__wrap(r0);
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * See [`ofdm::send`].
 *
 * # Errors
 * `invalid-argument`.
 * @param {Float32Array | number[]} symbols
 * @param {number} snr_db
 * @param {string} profile
 * @param {number} delay_spread
 * @param {number} doppler
 * @param {boolean} pilots
 * @param {bigint} seed
 * @returns {Air}
 */
export function send_tdl(symbols, snr_db, profile, delay_spread, doppler, pilots, seed) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val3 = +snr_db;
        const val4 = +delay_spread;
        const val5 = +doppler;
        const val6 = +pilots;
        const val7 = BigInt.asIntN(64, seed);
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArrayF32ToWasm0(symbols, wasm.__wbindgen_export2);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passStringToWasm0(profile, wasm.__wbindgen_export2, wasm.__wbindgen_export4);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_export(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_export(ptr0, len0 * 4, 4); }
            throw e;
        }
        wasm.send_tdl(retptr, ptr0, len0, val3, ptr1, len1, val4, val5, val6, val7);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        if (r2) {
            throw takeFromExternrefTable0(r1);
        }
        return Air.__wrap(r0);
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * Payload bits to coded bits: CRC, segmentation, LDPC and rate matching of TS 38.212 clause 7.2, before scrambling.
 *
 * # Errors
 * `invalid-argument`.
 * @param {Uint8Array | number[]} payload
 * @param {number} rate
 * @param {number} coded
 * @param {number} order
 * @param {number} version
 * @returns {Uint8Array}
 */
export function shared_channel(payload, rate, coded, order, version) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +rate;
        const val3 = +coded;
        const val4 = +order;
        const val5 = +version;
        const ptr0 = passArray8ToWasm0(payload, wasm.__wbindgen_export2);
        const len0 = WASM_VECTOR_LEN;
        wasm.shared_channel(retptr, ptr0, len0, val2, val3, val4, val5);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
        if (r3) {
            throw takeFromExternrefTable0(r2);
        }
        var v6 = getArrayU8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export(r0, r1 * 1, 1);
        return v6;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * Soft bits to the soft buffers of all code blocks one after another, without the two punctured columns: the inverse of
 * [`shared_channel`] up to the decoder.
 *
 * # Errors
 * `invalid-argument`.
 * @param {number} payload
 * @param {number} rate
 * @param {Int8Array | number[]} received
 * @param {number} order
 * @param {number} version
 * @returns {Int8Array}
 */
export function shared_channel_recover(payload, rate, received, order, version) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +payload;
        const val3 = +rate;
        const val4 = +order;
        const val5 = +version;
        const ptr0 = passArray8ToWasm0(received, wasm.__wbindgen_export2);
        const len0 = WASM_VECTOR_LEN;
        wasm.shared_channel_recover(retptr, val2, val3, ptr0, len0, val4, val5);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
        if (r3) {
            throw takeFromExternrefTable0(r2);
        }
        var v6 = getArrayI8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export(r0, r1 * 1, 1);
        return v6;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * Runs vector operations of the decoder's kinds in registers alone, on eight chains that do not wait for each other; returns
 * how many vectors were computed. What a bench takes for the peak.
 * @param {number} rounds
 * @param {number} seed
 * @returns {number}
 */
export function simd_peak(rounds, seed) {
    const ret = wasm.simd_peak(rounds, seed);
    return ret;
}
export function __wbg_Error_208446807d0d1e30(arg0, arg1) {
    const ret = Error(getStringFromWasm0(arg0, arg1));
    return ret;
}
export function __wbg___wbindgen_throw_4c88d8bf264fd984(arg0, arg1) {
    throw new Error(getStringFromWasm0(arg0, arg1));
}
export function __wbindgen_init_externref_table() {
    const table = wasm.__wbindgen_externrefs;
    table.set(0, undefined);
    table.set(1024, undefined);
    table.set(1025, null);
    table.set(1026, true);
    table.set(1027, false);
}
const AirFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_air_free(ptr, 1));
const BlockFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_block_free(ptr, 1));
const FrameSamplesFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_framesamples_free(ptr, 1));
const FrameSymbolsFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_framesymbols_free(ptr, 1));
const LdpcDecoderFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_ldpcdecoder_free(ptr, 1));
const ModemFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_modem_free(ptr, 1));
const ReceptionFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_reception_free(ptr, 1));
const SoftBufferFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_softbuffer_free(ptr, 1));

function _assertClass(instance, klass) {
    if (!(instance instanceof klass)) {
        throw new Error(`expected instance of ${klass.name}`);
    }
}

function getArrayF32FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getFloat32ArrayMemory0().subarray(ptr / 4, ptr / 4 + len);
}

function getArrayF64FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getFloat64ArrayMemory0().subarray(ptr / 8, ptr / 8 + len);
}

function getArrayI8FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getInt8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}

function getArrayU8FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}

let cachedDataViewMemory0 = null;
function getDataViewMemory0() {
    if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {
        cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    }
    return cachedDataViewMemory0;
}

let cachedFloat32ArrayMemory0 = null;
function getFloat32ArrayMemory0() {
    if (cachedFloat32ArrayMemory0 === null || cachedFloat32ArrayMemory0.byteLength === 0) {
        cachedFloat32ArrayMemory0 = new Float32Array(wasm.memory.buffer);
    }
    return cachedFloat32ArrayMemory0;
}

let cachedFloat64ArrayMemory0 = null;
function getFloat64ArrayMemory0() {
    if (cachedFloat64ArrayMemory0 === null || cachedFloat64ArrayMemory0.byteLength === 0) {
        cachedFloat64ArrayMemory0 = new Float64Array(wasm.memory.buffer);
    }
    return cachedFloat64ArrayMemory0;
}

let cachedInt8ArrayMemory0 = null;
function getInt8ArrayMemory0() {
    if (cachedInt8ArrayMemory0 === null || cachedInt8ArrayMemory0.byteLength === 0) {
        cachedInt8ArrayMemory0 = new Int8Array(wasm.memory.buffer);
    }
    return cachedInt8ArrayMemory0;
}

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function isLikeNone(x) {
    return x === undefined || x === null;
}

function passArray8ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 1, 1) >>> 0;
    getUint8ArrayMemory0().set(arg, ptr / 1);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
}

function passArrayF32ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 4, 4) >>> 0;
    getFloat32ArrayMemory0().set(arg, ptr / 4);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
}

function passStringToWasm0(arg, malloc, realloc) {
    if (realloc === undefined) {
        const buf = cachedTextEncoder.encode(arg);
        const ptr = malloc(buf.length, 1) >>> 0;
        getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
        WASM_VECTOR_LEN = buf.length;
        return ptr;
    }

    let len = arg.length;
    let ptr = malloc(len, 1) >>> 0;

    const mem = getUint8ArrayMemory0();

    let offset = 0;

    for (; offset < len; offset++) {
        const code = arg.charCodeAt(offset);
        if (code > 0x7F) break;
        mem[ptr + offset] = code;
    }
    if (offset !== len) {
        if (offset !== 0) {
            arg = arg.slice(offset);
        }
        ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
        const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
        const ret = cachedTextEncoder.encodeInto(arg, view);

        offset += ret.written;
        ptr = realloc(ptr, len, offset, 1) >>> 0;
    }

    WASM_VECTOR_LEN = offset;
    return ptr;
}

function takeFromExternrefTable0(idx) {
    const value = wasm.__wbindgen_externrefs.get(idx);
    wasm.__wbindgen_export3(idx);
    return value;
}

let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
    numBytesDecoded += bytes.length;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
        cachedTextDecoder.decode();
        numBytesDecoded = bytes.length;
    }
    return cachedTextDecoder.decode(bytes);
}

const cachedTextEncoder = new TextEncoder();

if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}

let WASM_VECTOR_LEN = 0;


let wasm;
export function __wbg_set_wasm(val) {
    wasm = val;
}
