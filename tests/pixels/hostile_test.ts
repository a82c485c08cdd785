import { assert, assertEquals, assertThrows } from "@std/assert";
import { deflateSync } from "node:zlib";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { be, chunk, SIGNATURE } from "./png_parts.ts";
import fixtures from "./fixtures.json" with { type: "json" };

const HOSTILE = new URL("../../../shared/data/hostile/", import.meta.url);
const present = await Deno.stat(HOSTILE).then(() => true, () => false);
const CALLERS_FAULT = ["malformed", "unsupported", "too-large"];

/** A picture, or an error that says it is the caller's. Anything else, a trap above all, fails. */
function decodesOrRefuses(bytes: Uint8Array, name: string): void {
  try {
    const image = decodeImage(bytes);
    assert(image.data.length === image.width * image.height * 3, name);
  } catch (error) {
    assert(error instanceof SemcastError && CALLERS_FAULT.includes(error.code), `${name}: ${error}`);
  }
}

Deno.test({
  name: "decodeImage() gives a picture or a refusal for each hostile file" +
    (present ? "" : " (skipped: no ../shared/data/hostile)"),
  ignore: !present,
  fn: () => {
    let seen = 0;
    for (const entry of Deno.readDirSync(HOSTILE)) {
      decodesOrRefuses(Deno.readFileSync(new URL(encodeURIComponent(entry.name), HOSTILE)), entry.name);
      seen++;
    }
    assert(seen > 400, `${seen} files`);
  },
});

Deno.test("decodeImage() gives a picture or a refusal for 3,000 damaged pictures", () => {
  const generator = new Random(7);
  const random = (bound: number) => generator.below(bound);
  for (let round = 0; round < 3000; round++) {
    const fixture = fixtures[random(fixtures.length)];
    let bytes = Uint8Array.from(atob(fixture.file), (c) => c.charCodeAt(0));
    for (let n = 1 + random(4); n > 0; n--) bytes[random(bytes.length)] = random(256);
    if (random(4) === 0) bytes = bytes.slice(0, 1 + random(bytes.length));
    decodesOrRefuses(bytes, `${fixture.name}, round ${round}`);
  }
});

Deno.test("a PNG whose palette ends within a colour, or has a 257th, is refused; fuzzing found that its decoder panics", () => {
  const indexed = (palette: number) =>
    new Uint8Array([
      ...SIGNATURE,
      ...chunk("IHDR", [...be(2, 4), ...be(1, 4), 8, 3, 0, 0, 0]),
      ...chunk("PLTE", new Uint8Array(palette).fill(9)),
      ...chunk("IDAT", deflateSync(new Uint8Array(3))),
      ...chunk("IEND", []),
    ]);
  assertEquals([...decodeImage(indexed(768)).data], [9, 9, 9, 9, 9, 9]);
  for (const palette of [1, 49, 50, 769, 771]) {
    const error = assertThrows(() => decodeImage(indexed(palette)), SemcastError);
    assertEquals(error.code, "malformed", `${palette} bytes: ${error.message}`);
  }
});
