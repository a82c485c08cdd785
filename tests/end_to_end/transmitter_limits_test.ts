import { assertEquals, assertLess } from "@std/assert";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { examplePhoto } from "./photos.ts";
import { startFunction } from "./process.ts";

const LINUX = Deno.build.os === "linux";

Deno.test({
  name: LINUX
    ? "a fresh transmitter sends a 1920×1280 photo within 2 s of CPU and 256 MB"
    : "limits of the transmitter's process: skipped, needs /proc",
  ignore: !LINUX,
  async fn() {
    const photo = new Uint8Array(encodePng(resize(decodeImage((await examplePhoto()).bytes), 1920, 1280)));
    const transmitter = await startFunction("functions/transmit/index.ts");
    try {
      const before = transmitter.usage()!.cpuMs;
      for (let i = 0; i < 3; i++) {
        const began = transmitter.usage()!.cpuMs;
        const response = await fetch(`${transmitter.url}/v1/transmit`, { method: "POST", body: photo });
        await response.body?.cancel();
        assertEquals(response.status, 200);
        // The first request loads the weights as well.
        assertLess(transmitter.usage()!.cpuMs - began, 2000, `CPU of request ${i + 1} in ms`);
      }
      assertLess(before, 2000, "CPU of the start in ms");
      assertLess(transmitter.usage()!.peakMb, 256, "Peak resident set in MB");
    } finally {
      await transmitter.stop();
    }
  },
});
