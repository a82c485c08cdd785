import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { loadTransmit, Stopwatch, transmitOptionsSchema, transmitPhoto } from "./entry.ts";
import { writeBundle } from "./bundled.ts";
import { runNode } from "./node.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);

/** The example pictures, small and of odd sizes. */
async function photos(): Promise<Uint8Array[]> {
  const sizes = [[200, 133], [97, 160], [256, 256]];
  return await Promise.all(["boat", "lighthouse", "still-life"].map(async (name, i) => {
    const picture = decodeImage(await Deno.readFile(new URL(`${name}.png`, EXAMPLES)));
    return encodePng(resize(picture, sizes[i][0], sizes[i][1]));
  }));
}

Deno.test("Node and Deno make the same packets of the example pictures", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeBundle(folder);
    const files = await photos();
    const paths = files.map((_, i) => `${folder}/${i}.png`);
    for (const [i, bytes] of files.entries()) await Deno.writeFile(paths[i], bytes);
    const script = new URL("digests.mjs", import.meta.url).pathname;
    const printed = await runNode([script, folder, ...paths], folder);
    if (printed === undefined) return;
    const models = await loadTransmit();
    const digests = files.map((file) => {
      const { bytes } = transmitPhoto(file, transmitOptionsSchema.parse({}), models, new Stopwatch());
      return createHash("sha256").update(bytes).digest("hex");
    });
    assertEquals(printed.trim().split("\n"), digests);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
