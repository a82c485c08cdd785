/**
 * Gives the memory of arrays back at once, instead of when the collector gets to them: an edge function has 256 MB, and a
 * large photo's arrays are many times what the collector takes for urgent. The arrays are empty afterwards.
 */
export function release(...arrays: ArrayBufferView[]): void {
  for (const { buffer } of arrays) {
    // Memory of a kernel or of another thread is not ours to give back; Node 20 cannot, and leaves it to its collector.
    if (!(buffer instanceof ArrayBuffer) || typeof buffer.transfer !== "function") continue;
    if (!buffer.detached && buffer.resizable === false) buffer.transfer(0);
  }
}
