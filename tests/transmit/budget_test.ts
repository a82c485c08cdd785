import { assertAlmostEquals, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import { transmitOptionsSchema } from "../../functions/_shared/options.ts";
import { bitsPerPixel, budgetOf, type CodedKind, codingScale, largestKey } from "../../functions/transmit/budget.ts";

const photo = { width: 768, height: 512 };

function largest(options: Record<string, unknown>): number {
  return largestKey(bitsPerPixel(transmitOptionsSchema.parse(options), photo));
}

Deno.test("largestKey() is a fifth where bits are few and two fifths where there are many", () => {
  assertEquals([0.03, 0.1, 0.14].map((bpp) => largest({ bpp })), [0.2, 0.2, 0.2]);
  assertAlmostEquals(largest({ bpp: 0.2 }), 0.28, 0.002);
  assertEquals(largest({ bpp: 1 }), 0.4);
});

Deno.test("largestKey() reckons what symbols carry by the SNR, however the budget is given", () => {
  const symbols = Math.round(0.0625 * 3 * photo.width * photo.height);
  assertAlmostEquals(largest({ cbr: 0.0625, snr: 3 }), largest({ symbols, snr: 3 }));
  assertGreater(largest({ cbr: 0.0625, snr: 3 }), largest({ cbr: 0.0625, snr: 0 }));
  assertEquals(largest({ cbr: 0.0625, snr: -6 }), 0.2);
  assertEquals(largest({ cbr: 0.0625, snr: 15 }), 0.4);
});

Deno.test("bitsPerPixel() is what a packet may have beside its header", () => {
  const options = transmitOptionsSchema.parse({ cbr: 1 / 48, snr: 3 });
  const bytes = bitsPerPixel(options, photo) * photo.width * photo.height / 8;
  const { limit, cost } = budgetOf(options, photo);
  assertLessOrEqual(cost({ base: bytes }), limit);
  assertGreater(cost({ base: bytes + 1 }), limit);
  assertEquals(bitsPerPixel(transmitOptionsSchema.parse({ symbols: 100 }), photo), 0);
});

Deno.test("codingScale() shrinks where bits are few, by what it is for, never below four cells a side", () => {
  const scales = (kind: CodedKind, ...rates: number[]) => rates.map((bpp) => codingScale(bpp, photo, kind));
  assertEquals(scales("auto", 0.005, 0.01, 0.04, 0.05, 0.12, 0.13, 0.2, 0.21), [2, 3, 4, 6, 6, 7, 7, 8]);
  assertEquals(scales("uniform", 0.005, 0.01, 0.04, 0.05, 0.09, 0.1), [2, 3, 4, 6, 6, 8]);
  assertEquals(scales("strong", 0.01, 0.03, 0.05), [4, 6, 8]);
  assertEquals(scales("analog", 0.1, 0.2, 0.3), [4, 6, 8]);
  assertEquals([127, 90, 85, 20].map((side) => codingScale(0.01, { width: 500, height: side }, "auto")), [6, 6, 7, 8]);
});
