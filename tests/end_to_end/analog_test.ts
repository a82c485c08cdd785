import { assert, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { sendPhoto } from "../../functions/link/link.ts";
import { loadLink } from "../../functions/link/models.ts";
import { names } from "../../functions/_shared/http/fields.ts";
import { linkOptionsSchema, OPTION_FIELDS, OptionsError, parseOptions } from "../../functions/_shared/options.ts";

const photo = Deno.readFileSync(new URL("../../examples/boat.png", import.meta.url));

function options(raw: Record<string, unknown>) {
  return parseOptions(linkOptionsSchema, { mode: "analog", cbr: 0.04, steps: 0, ...raw }, names(OPTION_FIELDS.link));
}

Deno.test({
  name: "in analog mode quality follows the SNR that there is, fills the budget and beats digital where that is dead",
  async fn() {
    const models = await loadLink();
    try {
      const at = async (raw: Record<string, unknown>) => (await sendPhoto(photo, options(raw), models)).report;
      let before = 0;
      for (const snr of [-2, 3, 9]) {
        const { metrics, symbols, image, layers, decoder } = await at({ snr, expect: 3 });
        assertGreater(metrics.psnr ?? 0, before);
        before = metrics.psnr ?? 0;
        assertEquals(symbols, Math.floor(0.04 * 3 * image.width * image.height));
        assertEquals(layers.map(({ crc_ok }) => crc_ok), layers.map(() => true));
        assertEquals([layers[layers.length - 1].name, decoder.steps], ["analog", 0]);
      }
      const analog = await at({ snr: -10 }), digital = await at({ snr: -10, mode: "digital" });
      assertGreater((analog.metrics.psnr ?? 0) - (digital.metrics.psnr ?? 0), 1);
      const fading = await at({ snr: 6, channel: "rayleigh", seed: 2 });
      assertGreater(fading.metrics.psnr ?? 0, 15);
      const pilots = await at({ snr: 9, channel: "tdl-a" });
      assertLess(pilots.cbr, 0.04001);
    } finally {
      models.close();
    }
  },
});

Deno.test("analog mode refuses what it cannot do, by name", () => {
  for (const raw of [{ channel: "none" }, { transmissions: 2 }, { cbr: undefined, bpp: 0.2 }]) {
    const error = assertThrows(() => options(raw), OptionsError);
    assert(error instanceof OptionsError && error.fields[0].field === "mode", JSON.stringify(raw));
  }
});
