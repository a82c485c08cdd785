/**
 * Takes symbols: writes a stream or counts ideal bits.
 */
export class EntropySink {
    static __wrap(ptr) {
        const obj = Object.create(EntropySink.prototype);
        obj.__wbg_ptr = ptr;
        EntropySinkFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        EntropySinkFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_entropysink_free(ptr, 0);
    }
    /**
     * See [`cells::encode_base`].
     * @param {Int16Array | number[]} k0
     * @param {Int16Array | number[]} params
     * @param {number} h
     * @param {number} w
     * @param {number} channels
     * @param {number} parity
     */
    base(k0, params, h, w, channels, parity) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val3 = +h;
            const val4 = +w;
            const val5 = +channels;
            const val6 = +parity;
            let ptr0, len0, ptr1, len1;
            try {
                ptr0 = passArray16ToWasm0(k0, wasm.__wbindgen_export);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArray16ToWasm0(params, wasm.__wbindgen_export);
                len1 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr1) { wasm.__wbindgen_export2(ptr1, len1 * 2, 2); }
                if (ptr0) { wasm.__wbindgen_export2(ptr0, len0 * 2, 2); }
                throw e;
            }
            wasm.entropysink_base(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1, val3, val4, val5, val6);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            if (r1) {
                throw takeFromExternrefTable0(r0);
            }
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Ideal bits so far, in 1/256 bit.
     *
     * # Errors
     * `internal` on an encoder.
     * @returns {number}
     */
    bits_256() {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.entropysink_bits_256(retptr, this.__wbg_ptr);
            var r0 = getDataViewMemory0().getFloat64(retptr + 8 * 0, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
            if (r3) {
                throw takeFromExternrefTable0(r2);
            }
            return r0;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`cells::encode_channels`].
     * @param {Int16Array | number[]} z
     * @param {Int16Array | number[]} mu
     * @param {Uint8Array | number[]} scale
     */
    channels(z, mu, scale) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            let ptr0, len0, ptr1, len1, ptr2, len2;
            try {
                ptr0 = passArray16ToWasm0(z, wasm.__wbindgen_export);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArray16ToWasm0(mu, wasm.__wbindgen_export);
                len1 = WASM_VECTOR_LEN;
                ptr2 = passArray8ToWasm0(scale, wasm.__wbindgen_export);
                len2 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr2) { wasm.__wbindgen_export2(ptr2, len2 * 1, 1); }
                if (ptr1) { wasm.__wbindgen_export2(ptr1, len1 * 2, 2); }
                if (ptr0) { wasm.__wbindgen_export2(ptr0, len0 * 2, 2); }
                throw e;
            }
            wasm.entropysink_channels(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1, ptr2, len2);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            if (r1) {
                throw takeFromExternrefTable0(r0);
            }
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Chooses base symbols as [`choose::choose_base`] does and codes those of the parity.
     * @param {Int16Array | number[]} y
     * @param {Uint16Array | number[]} steps
     * @param {Float32Array | number[]} weights
     * @param {Int16Array | number[]} params
     * @param {number} h
     * @param {number} w
     * @param {number} channels
     * @param {number} parity
     * @param {Uint8Array | number[]} mask
     * @param {Int16Array} k0
     */
    chosen_base(y, steps, weights, params, h, w, channels, parity, mask, k0) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val7 = +h;
            const val8 = +w;
            const val9 = +channels;
            const val10 = +parity;
            let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, ptr5, len5;
            try {
                ptr0 = passArray16ToWasm0(y, wasm.__wbindgen_export);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArray16ToWasm0(steps, wasm.__wbindgen_export);
                len1 = WASM_VECTOR_LEN;
                ptr2 = passArrayF32ToWasm0(weights, wasm.__wbindgen_export);
                len2 = WASM_VECTOR_LEN;
                ptr3 = passArray16ToWasm0(params, wasm.__wbindgen_export);
                len3 = WASM_VECTOR_LEN;
                ptr4 = passArray8ToWasm0(mask, wasm.__wbindgen_export);
                len4 = WASM_VECTOR_LEN;
                ptr5 = passArray16ToWasm0(k0, wasm.__wbindgen_export);
                len5 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr5) { wasm.__wbindgen_export2(ptr5, len5 * 2, 2); }
                if (ptr4) { wasm.__wbindgen_export2(ptr4, len4 * 1, 1); }
                if (ptr3) { wasm.__wbindgen_export2(ptr3, len3 * 2, 2); }
                if (ptr2) { wasm.__wbindgen_export2(ptr2, len2 * 4, 4); }
                if (ptr1) { wasm.__wbindgen_export2(ptr1, len1 * 2, 2); }
                if (ptr0) { wasm.__wbindgen_export2(ptr0, len0 * 2, 2); }
                throw e;
            }
            wasm.entropysink_chosen_base(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, val7, val8, val9, val10, ptr4, len4, ptr5, len5, k0);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            if (r1) {
                throw takeFromExternrefTable0(r0);
            }
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Chooses refinements as [`choose::choose_refinement`] does and codes them.
     * @param {Int16Array | number[]} y
     * @param {Uint16Array | number[]} steps
     * @param {Float32Array | number[]} weights
     * @param {Int16Array | number[]} k0
     * @param {Int16Array | number[]} params
     * @param {number} h
     * @param {number} w
     * @param {number} channels
     * @param {Uint8Array | number[]} mask
     */
    chosen_refinement(y, steps, weights, k0, params, h, w, channels, mask) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val7 = +h;
            const val8 = +w;
            const val9 = +channels;
            let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, ptr5, len5;
            try {
                ptr0 = passArray16ToWasm0(y, wasm.__wbindgen_export);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArray16ToWasm0(steps, wasm.__wbindgen_export);
                len1 = WASM_VECTOR_LEN;
                ptr2 = passArrayF32ToWasm0(weights, wasm.__wbindgen_export);
                len2 = WASM_VECTOR_LEN;
                ptr3 = passArray16ToWasm0(k0, wasm.__wbindgen_export);
                len3 = WASM_VECTOR_LEN;
                ptr4 = passArray16ToWasm0(params, wasm.__wbindgen_export);
                len4 = WASM_VECTOR_LEN;
                ptr5 = passArray8ToWasm0(mask, wasm.__wbindgen_export);
                len5 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr5) { wasm.__wbindgen_export2(ptr5, len5 * 1, 1); }
                if (ptr4) { wasm.__wbindgen_export2(ptr4, len4 * 2, 2); }
                if (ptr3) { wasm.__wbindgen_export2(ptr3, len3 * 2, 2); }
                if (ptr2) { wasm.__wbindgen_export2(ptr2, len2 * 4, 4); }
                if (ptr1) { wasm.__wbindgen_export2(ptr1, len1 * 2, 2); }
                if (ptr0) { wasm.__wbindgen_export2(ptr0, len0 * 2, 2); }
                throw e;
            }
            wasm.entropysink_chosen_refinement(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, val7, val8, val9, ptr5, len5);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            if (r1) {
                throw takeFromExternrefTable0(r0);
            }
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * An empty stream.
     * @returns {EntropySink}
     */
    static encoder() {
        const ret = wasm.entropysink_encoder();
        return EntropySink.__wrap(ret);
    }
    /**
     * A counter of ideal bits.
     * @returns {EntropySink}
     */
    static estimator() {
        const ret = wasm.entropysink_estimator();
        return EntropySink.__wrap(ret);
    }
    /**
     * The stream.
     *
     * # Errors
     * `internal` on a counter.
     * @returns {Uint8Array}
     */
    finish() {
        try {
            let ptr, retptr;
            try {
                ptr = this.__destroy_into_raw();
                retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            } catch (e) {
                if (ptr) wasm.__wbg_entropysink_free(ptr, 1);
                throw e;
            }
            wasm.entropysink_finish(retptr, ptr);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
            if (r3) {
                throw takeFromExternrefTable0(r2);
            }
            var v1 = getArrayU8FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export2(r0, r1 * 1, 1);
            return v1;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`key_map::encode`].
     * @param {Uint8Array | number[]} map
     * @param {number} w
     * @param {number} h
     */
    key_map(map, w, h) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val2 = +w;
            const val3 = +h;
            const ptr0 = passArray8ToWasm0(map, wasm.__wbindgen_export);
            const len0 = WASM_VECTOR_LEN;
            wasm.entropysink_key_map(retptr, this.__wbg_ptr, ptr0, len0, val2, val3);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            if (r1) {
                throw takeFromExternrefTable0(r0);
            }
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`cells::encode_refinement`].
     * @param {Int16Array | number[]} k0
     * @param {Int8Array | number[]} r
     * @param {Int16Array | number[]} params
     * @param {number} h
     * @param {number} w
     * @param {number} channels
     * @param {Uint8Array | number[]} mask
     */
    refinement(k0, r, params, h, w, channels, mask) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val5 = +h;
            const val6 = +w;
            const val7 = +channels;
            let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3;
            try {
                ptr0 = passArray16ToWasm0(k0, wasm.__wbindgen_export);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArray8ToWasm0(r, wasm.__wbindgen_export);
                len1 = WASM_VECTOR_LEN;
                ptr2 = passArray16ToWasm0(params, wasm.__wbindgen_export);
                len2 = WASM_VECTOR_LEN;
                ptr3 = passArray8ToWasm0(mask, wasm.__wbindgen_export);
                len3 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr3) { wasm.__wbindgen_export2(ptr3, len3 * 1, 1); }
                if (ptr2) { wasm.__wbindgen_export2(ptr2, len2 * 2, 2); }
                if (ptr1) { wasm.__wbindgen_export2(ptr1, len1 * 1, 1); }
                if (ptr0) { wasm.__wbindgen_export2(ptr0, len0 * 2, 2); }
                throw e;
            }
            wasm.entropysink_refinement(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1, ptr2, len2, val5, val6, val7, ptr3, len3);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            if (r1) {
                throw takeFromExternrefTable0(r0);
            }
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`table::encode`].
     * @param {number} symbol
     * @param {Uint16Array | number[]} frequencies
     */
    table(symbol, frequencies) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val2 = +symbol;
            const ptr0 = passArray16ToWasm0(frequencies, wasm.__wbindgen_export);
            const len0 = WASM_VECTOR_LEN;
            wasm.entropysink_table(retptr, this.__wbg_ptr, val2, ptr0, len0);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            if (r1) {
                throw takeFromExternrefTable0(r0);
            }
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
}
if (Symbol.dispose) EntropySink.prototype[Symbol.dispose] = EntropySink.prototype.free;

/**
 * Reads a stream.
 */
export class EntropySource {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        EntropySourceFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_entropysource_free(ptr, 0);
    }
    /**
     * See [`cells::decode_base`].
     * @param {Int16Array | number[]} params
     * @param {number} h
     * @param {number} w
     * @param {number} channels
     * @param {number} parity
     * @param {Int16Array} k0
     */
    base(params, h, w, channels, parity, k0) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val3 = +h;
            const val4 = +w;
            const val5 = +channels;
            const val6 = +parity;
            let ptr0, len0, ptr1, len1;
            try {
                ptr0 = passArray16ToWasm0(params, wasm.__wbindgen_export);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArray16ToWasm0(k0, wasm.__wbindgen_export);
                len1 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr1) { wasm.__wbindgen_export2(ptr1, len1 * 2, 2); }
                if (ptr0) { wasm.__wbindgen_export2(ptr0, len0 * 2, 2); }
                throw e;
            }
            wasm.entropysource_base(retptr, this.__wbg_ptr, ptr0, len0, val3, val4, val5, val6, ptr1, len1, k0);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            if (r1) {
                throw takeFromExternrefTable0(r0);
            }
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`cells::decode_channels`].
     * @param {number} cells
     * @param {Int16Array | number[]} mu
     * @param {Uint8Array | number[]} scale
     * @returns {Int16Array}
     */
    channels(cells, mu, scale) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val3 = +cells;
            let ptr0, len0, ptr1, len1;
            try {
                ptr0 = passArray16ToWasm0(mu, wasm.__wbindgen_export);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArray8ToWasm0(scale, wasm.__wbindgen_export);
                len1 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr1) { wasm.__wbindgen_export2(ptr1, len1 * 1, 1); }
                if (ptr0) { wasm.__wbindgen_export2(ptr0, len0 * 2, 2); }
                throw e;
            }
            wasm.entropysource_channels(retptr, this.__wbg_ptr, val3, ptr0, len0, ptr1, len1);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
            if (r3) {
                throw takeFromExternrefTable0(r2);
            }
            var v4 = getArrayI16FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export2(r0, r1 * 2, 2);
            return v4;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`key_map::decode`].
     * @param {number} w
     * @param {number} h
     * @returns {Uint8Array}
     */
    key_map(w, h) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            wasm.entropysource_key_map(retptr, this.__wbg_ptr, w, h);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
            if (r3) {
                throw takeFromExternrefTable0(r2);
            }
            var v1 = getArrayU8FromWasm0(r0, r1).slice();
            wasm.__wbindgen_export2(r0, r1 * 1, 1);
            return v1;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * Begins at the first symbol.
     *
     * # Errors
     * `internal` only.
     * @param {Uint8Array | number[]} bytes
     */
    constructor(bytes) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const ptr0 = passArray8ToWasm0(bytes, wasm.__wbindgen_export);
            const len0 = WASM_VECTOR_LEN;
            wasm.entropysource_new(retptr, ptr0, len0);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
            if (r2) {
                throw takeFromExternrefTable0(r1);
            }
            this.__wbg_ptr = r0;
            EntropySourceFinalization.register(this, this.__wbg_ptr, this);
            return this;
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`cells::decode_refinement`].
     * @param {Int16Array | number[]} k0
     * @param {Int16Array | number[]} params
     * @param {number} h
     * @param {number} w
     * @param {number} channels
     * @param {Uint8Array | number[]} mask
     * @param {Int8Array} r
     */
    refinement(k0, params, h, w, channels, mask, r) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const val5 = +h;
            const val6 = +w;
            const val7 = +channels;
            let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3;
            try {
                ptr0 = passArray16ToWasm0(k0, wasm.__wbindgen_export);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passArray16ToWasm0(params, wasm.__wbindgen_export);
                len1 = WASM_VECTOR_LEN;
                ptr2 = passArray8ToWasm0(mask, wasm.__wbindgen_export);
                len2 = WASM_VECTOR_LEN;
                ptr3 = passArray8ToWasm0(r, wasm.__wbindgen_export);
                len3 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr3) { wasm.__wbindgen_export2(ptr3, len3 * 1, 1); }
                if (ptr2) { wasm.__wbindgen_export2(ptr2, len2 * 1, 1); }
                if (ptr1) { wasm.__wbindgen_export2(ptr1, len1 * 2, 2); }
                if (ptr0) { wasm.__wbindgen_export2(ptr0, len0 * 2, 2); }
                throw e;
            }
            wasm.entropysource_refinement(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1, val5, val6, val7, ptr2, len2, ptr3, len3, r);
            var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
            var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
            if (r1) {
                throw takeFromExternrefTable0(r0);
            }
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    /**
     * See [`table::decode`].
     * @param {Uint16Array | number[]} frequencies
     * @returns {number}
     */
    table(frequencies) {
        try {
            const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
            const ptr0 = passArray16ToWasm0(frequencies, wasm.__wbindgen_export);
            const len0 = WASM_VECTOR_LEN;
            wasm.entropysource_table(retptr, this.__wbg_ptr, ptr0, len0);
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
}
if (Symbol.dispose) EntropySource.prototype[Symbol.dispose] = EntropySource.prototype.free;

/**
 * See [`seen::context`].
 * @param {Int16Array | number[]} k0
 * @param {number} h
 * @param {number} w
 * @param {number} channels
 * @param {number | null} [parity]
 * @returns {Uint8Array}
 */
export function context(k0, h, w, channels, parity) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val2 = +h;
        const val3 = +w;
        const val4 = +channels;
        const val5 = +(isLikeNone(parity) ? Number.MAX_SAFE_INTEGER : (parity) >>> 0);
        const ptr0 = passArray16ToWasm0(k0, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        wasm.context(retptr, ptr0, len0, val2, val3, val4, val5);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
        var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
        if (r3) {
            throw takeFromExternrefTable0(r2);
        }
        var v6 = getArrayU8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export2(r0, r1 * 1, 1);
        return v6;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * See [`seen::magnitudes`].
 * @param {Int16Array | number[]} k0
 * @returns {Uint8Array}
 */
export function magnitudes(k0) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const ptr0 = passArray16ToWasm0(k0, wasm.__wbindgen_export);
        const len0 = WASM_VECTOR_LEN;
        wasm.magnitudes(retptr, ptr0, len0);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        var v2 = getArrayU8FromWasm0(r0, r1).slice();
        wasm.__wbindgen_export2(r0, r1 * 1, 1);
        return v2;
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}

/**
 * See [`quantize::quantize`].
 * @param {Int16Array | number[]} y
 * @param {Uint16Array | number[]} steps
 * @param {Uint8Array | number[]} refined
 * @param {Int16Array | number[]} shifts
 * @param {number} channels
 * @param {Int16Array} k0
 * @param {Int8Array} r
 */
export function quantize(y, steps, refined, shifts, channels, k0, r) {
    try {
        const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
        const val7 = +channels;
        let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, ptr5, len5;
        try {
            ptr0 = passArray16ToWasm0(y, wasm.__wbindgen_export);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray16ToWasm0(steps, wasm.__wbindgen_export);
            len1 = WASM_VECTOR_LEN;
            ptr2 = passArray8ToWasm0(refined, wasm.__wbindgen_export);
            len2 = WASM_VECTOR_LEN;
            ptr3 = passArray16ToWasm0(shifts, wasm.__wbindgen_export);
            len3 = WASM_VECTOR_LEN;
            ptr4 = passArray16ToWasm0(k0, wasm.__wbindgen_export);
            len4 = WASM_VECTOR_LEN;
            ptr5 = passArray8ToWasm0(r, wasm.__wbindgen_export);
            len5 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr5) { wasm.__wbindgen_export2(ptr5, len5 * 1, 1); }
            if (ptr4) { wasm.__wbindgen_export2(ptr4, len4 * 2, 2); }
            if (ptr3) { wasm.__wbindgen_export2(ptr3, len3 * 2, 2); }
            if (ptr2) { wasm.__wbindgen_export2(ptr2, len2 * 1, 1); }
            if (ptr1) { wasm.__wbindgen_export2(ptr1, len1 * 2, 2); }
            if (ptr0) { wasm.__wbindgen_export2(ptr0, len0 * 2, 2); }
            throw e;
        }
        wasm.quantize(retptr, ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, val7, ptr4, len4, k0, ptr5, len5, r);
        var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
        var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
        if (r1) {
            throw takeFromExternrefTable0(r0);
        }
    } finally {
        wasm.__wbindgen_add_to_stack_pointer(16);
    }
}
export function __wbg_Error_208446807d0d1e30(arg0, arg1) {
    const ret = Error(getStringFromWasm0(arg0, arg1));
    return ret;
}
export function __wbg___wbindgen_copy_to_typed_array_680b191e71920dc1(arg0, arg1, arg2) {
    new Uint8Array(arg2.buffer, arg2.byteOffset, arg2.byteLength).set(getArrayU8FromWasm0(arg0, arg1));
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
const EntropySinkFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_entropysink_free(ptr, 1));
const EntropySourceFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_entropysource_free(ptr, 1));

function getArrayI16FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getInt16ArrayMemory0().subarray(ptr / 2, ptr / 2 + len);
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

let cachedInt16ArrayMemory0 = null;
function getInt16ArrayMemory0() {
    if (cachedInt16ArrayMemory0 === null || cachedInt16ArrayMemory0.byteLength === 0) {
        cachedInt16ArrayMemory0 = new Int16Array(wasm.memory.buffer);
    }
    return cachedInt16ArrayMemory0;
}

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let cachedUint16ArrayMemory0 = null;
function getUint16ArrayMemory0() {
    if (cachedUint16ArrayMemory0 === null || cachedUint16ArrayMemory0.byteLength === 0) {
        cachedUint16ArrayMemory0 = new Uint16Array(wasm.memory.buffer);
    }
    return cachedUint16ArrayMemory0;
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

function passArray16ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 2, 2) >>> 0;
    getUint16ArrayMemory0().set(arg, ptr / 2);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
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

let WASM_VECTOR_LEN = 0;


let wasm;
export function __wbg_set_wasm(val) {
    wasm = val;
}
