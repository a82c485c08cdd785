import { assertEquals, assertThrows } from "@std/assert";
import { release } from "../../functions/_shared/release.ts";

Deno.test("release() empties arrays, twice without harm, and all views of a buffer with it", () => {
  const bytes = new Uint8Array(1000);
  const view = bytes.subarray(10, 20);
  release(bytes, new Int16Array(4));
  release(bytes);
  assertEquals([bytes.length, view.length], [0, 0]);
});

Deno.test("release() leaves shared and WASM memory alone", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(8));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const inside = new Uint8Array(memory.buffer);
  release(shared);
  assertEquals(shared.length, 8);
  assertThrows(() => release(inside), TypeError);
  assertEquals(inside.length, 65536);
});
