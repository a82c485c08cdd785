import { assertEquals, assertLess } from "@std/assert";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { examplePhoto } from "./photos.ts";
import { startFunction } from "./process.ts";
import { BACKEND } from "../../kernels/nn/backend.ts";
import { bareLoops, CHANNELS, DEPTH, PIXELS } from "../bench/bare.ts";

/** Two seconds are what an edge function has on a core that does the bare int8 product at this many GMAC/s or faster. */
const LIMIT_MS = 2000, REFERENCE_GMAC_S = 41;

/**
 * Most megabytes of memory. An edge function has 256; what is left over is for those with larger photos. Deno before 2.6
 * holds some thirty more for the same work.
 */
const PEAK_MB = /^2\.[0-5]\./.test(Deno.version.deno) ? 208 : 176;

/** How much longer a slower core may take. */
function slowness(): number {
  const { product } = bareLoops(BACKEND === "relaxed");
  let best = Infinity;
  for (let i = 0; i < 40; i++) {
    const began = performance.now();
    for (let j = 0; j < 20; j++) product();
    best = Math.min(best, performance.now() - began);
  }
  const gmacs = 20 * PIXELS * CHANNELS * DEPTH / best / 1e6;
  return Math.max(1, REFERENCE_GMAC_S / gmacs);
}

const LINUX = Deno.build.os === "linux";

Deno.test({
  name: LINUX
    ? `a fresh transmitter sends a 1920×1280 photo within 2 s of CPU and ${PEAK_MB} MB`
    : "limits of the transmitter's process: skipped, needs /proc",
  ignore: !LINUX,
  async fn() {
    const photo = new Uint8Array(encodePng(resize(decodeImage((await examplePhoto()).bytes), 1920, 1280)));
    const limitMs = LIMIT_MS * slowness();
    const transmitter = await startFunction("functions/transmit/index.ts");
    try {
      const before = transmitter.usage()!.cpuMs;
      for (let i = 0; i < 3; i++) {
        const began = transmitter.usage()!.cpuMs;
        const response = await fetch(`${transmitter.url}/v1/transmit`, { method: "POST", body: photo });
        await response.body?.cancel();
        assertEquals(response.status, 200);
        // The first request loads the weights as well.
        assertLess(transmitter.usage()!.cpuMs - began, limitMs, `CPU of request ${i + 1} in ms`);
      }
      assertLess(before, limitMs, "CPU of the start in ms");
      assertLess(transmitter.usage()!.peakMb, PEAK_MB, "Peak resident set in MB");
    } finally {
      await transmitter.stop();
    }
  },
});
