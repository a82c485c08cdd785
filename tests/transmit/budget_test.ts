import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import { transmitOptionsSchema } from "../../functions/_shared/options.ts";
import { largestKey } from "../../functions/transmit/budget.ts";

const photo = { width: 768, height: 512 };

function largest(options: Record<string, unknown>): number {
  return largestKey(transmitOptionsSchema.parse(options), photo);
}

Deno.test("largestKey() is a fifth where bits are few and two fifths where there are many", () => {
  assertEquals([0.03, 0.1, 0.14].map((bpp) => largest({ bpp })), [0.2, 0.2, 0.2]);
  assertAlmostEquals(largest({ bpp: 0.2 }), 0.28);
  assertEquals(largest({ bpp: 1 }), 0.4);
});

Deno.test("largestKey() reckons what symbols carry by the SNR, however the budget is given", () => {
  const symbols = Math.round(0.0625 * 3 * photo.width * photo.height);
  assertAlmostEquals(largest({ cbr: 0.0625, snr: 3 }), largest({ symbols, snr: 3 }));
  assertGreater(largest({ cbr: 0.0625, snr: 3 }), largest({ cbr: 0.0625, snr: 0 }));
  assertEquals(largest({ cbr: 0.0625, snr: -6 }), 0.2);
  assertEquals(largest({ cbr: 0.0625, snr: 15 }), 0.4);
});
