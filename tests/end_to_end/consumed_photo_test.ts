import { assertEquals } from "@std/assert";
import { transmitOptionsSchema } from "../../functions/_shared/options.ts";
import { Stopwatch } from "../../functions/_shared/stopwatch.ts";
import { loadTransmit } from "../../functions/transmit/models.ts";
import { transmitPhoto } from "../../functions/transmit/transmit.ts";
import { examplePhoto } from "./photos.ts";

Deno.test("a photo whose memory is given back on the way makes the same packet", async () => {
  const models = await loadTransmit();
  const options = transmitOptionsSchema.parse({});
  const kept = (await examplePhoto()).bytes.slice(), taken = kept.slice(), mask = kept.slice();
  const whole = transmitPhoto(kept, { ...options, mask }, models, new Stopwatch());
  // In a form's body, photo and mask lie in one buffer.
  const body = new Uint8Array(2 * taken.length);
  body.set(taken);
  body.set(mask, taken.length);
  const [file, maskFile] = [body.subarray(0, taken.length), body.subarray(taken.length)];
  const consumed = transmitPhoto(file, { ...options, mask: maskFile, consume: true }, models, new Stopwatch());
  assertEquals(consumed.bytes, whole.bytes);
  assertEquals([kept.length > 0, whole.photo.data.length > 0], [true, true]);
  assertEquals([file.length, consumed.photo.data.length], [0, 0]);
});
