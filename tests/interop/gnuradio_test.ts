import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { carry, gnuradioPython } from "./gnuradio.ts";

const python = gnuradioPython();
if (python === undefined) console.log("tests/interop: GNU Radio is not installed, its tests are skipped");
const photo = new URL("../../examples/lighthouse.png", import.meta.url).pathname;

Deno.test({
  name: "a photo crosses GNU Radio's channel model at 6 dB, with carrier and clock offset, whole",
  ignore: python === undefined,
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const cases = [
        { snrDb: 6, frequency: 0.004, epsilon: 1.00001, delay: 20000, seed: 1 },
        { snrDb: 6, frequency: -0.005, epsilon: 0.99998, delay: 333, seed: 2 },
      ];
      for (const air of cases) {
        const { received, whole, psnr } = await carry(python ?? "", photo, 5.5, air, dir);
        assert(whole, `seed ${air.seed}`);
        assertEquals(psnr.air, psnr.direct);
        assertEquals(received.frames, 1);
        assertAlmostEquals(received.carrier_offset, air.frequency, 1e-5);
        assertAlmostEquals(received.clock_offset_ppm, 1e6 * (1 / air.epsilon - 1), 3);
        assertAlmostEquals(received.snr_db, air.snrDb, 0.3);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
