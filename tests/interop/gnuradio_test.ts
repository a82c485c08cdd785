import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { frameWaveform, guardSymbols, preambleSymbols } from "../../kernels/phy/wasm.ts";
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

Deno.test({
  name: "the pulse is GNU Radio's root raised cosine",
  ignore: python === undefined,
  fn() {
    for (const [sps, rollOff] of [[2, 0.25], [4, 0.25], [8, 0.35], [16, 0.2]]) {
      const count = 2 * 12 * sps + 1;
      const script = new URL("gnuradio_pulse.py", import.meta.url).pathname;
      const args = [script, ...[sps, rollOff, count].map(String)];
      const { stdout } = new Deno.Command(python ?? "", { args }).outputSync();
      const theirs: number[] = JSON.parse(new TextDecoder().decode(stdout));
      const energy = Math.sqrt(theirs.reduce((sum, tap) => sum + tap * tap, 0));
      // The samples are linear in the symbols: the difference of two frames that differ in one symbol is its pulse.
      const [one, none] = [[1, 0], [0, 0]].map((symbol) => {
        const frame = frameWaveform(Float32Array.from(symbol), 1, { samplesPerSymbol: sps, rollOff });
        return frame.samples.map((value) => value / frame.amplitude);
      });
      const first = (guardSymbols() + preambleSymbols() + 8 - 12) * sps;
      theirs.forEach((tap, k) => {
        const ours = one[2 * (first + k)] - none[2 * (first + k)];
        assertAlmostEquals(ours, tap / energy, 1e-3, `tap ${k} at ${sps} samples a symbol`);
      });
    }
  },
});
