/** The two builds of the kernel. */
export type Backend = "relaxed" | "simd128";

/** (module (func (result v128) … i16x8.relaxed_dot_i8x16_i7x16_s)): valid only where relaxed SIMD is. */
const RELAXED_PROBE = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // header
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // type: () -> v128
  ...[0x03, 0x02, 0x01, 0x00], // one function of it
  ...[0x0a, 0x0f, 0x01, 0x0d, 0x00], // its body, 13 bytes, no locals
  ...[0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f], // i8x16.splat(0) twice
  ...[0xfd, 0x92, 0x02, 0x0b], // i16x8.relaxed_dot_i8x16_i7x16_s, end
]);

/** The build for this engine: relaxed SIMD where there is one. */
export const BACKEND: Backend = WebAssembly.validate(RELAXED_PROBE) ? "relaxed" : "simd128";
