import { assertEquals, assertLess } from "@std/assert";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { examplePhoto } from "./photos.ts";
import { startFunction } from "./process.ts";

const LINUX = Deno.build.os === "linux";

Deno.test({
  name: LINUX
    ? "a transmitter sends a 1920×1280 photo within 2 s of CPU and 256 MB"
    : "limits of the transmitter's process: skipped, needs /proc",
  ignore: !LINUX,
  async fn() {
    const photo = new Uint8Array(encodePng(resize(decodeImage((await examplePhoto()).bytes), 1920, 1280)));
    const transmitter = await startFunction("functions/transmit/index.ts");
    try {
      const used: number[] = [];
      for (let i = 0; i < 3; i++) {
        const began = transmitter.usage()!.cpuMs;
        const response = await fetch(`${transmitter.url}/v1/transmit`, { method: "POST", body: photo });
        await response.body?.cancel();
        assertEquals(response.status, 200);
        used.push(transmitter.usage()!.cpuMs - began);
      }
      // The best of three: whatever else runs on the machine makes CPU time longer, never shorter.
      assertLess(Math.min(...used), 2000, `CPU of three requests in ms: ${used.join(", ")}`);
      assertLess(transmitter.usage()!.peakMb, 256, "Peak resident set in MB");
    } finally {
      await transmitter.stop();
    }
  },
});
