import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { kernelFiles } from "../../functions/library/bundle/plugin.ts";
import { writeBundle } from "./bundled.ts";

Deno.test("kernels come from the caller where it gives them, and a failed load is tried again", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeBundle(folder);
    // A bundle that Deno runs loads its kernels as Node does; each URL is an instance of its own.
    const { decodeImage, loadKernels } = await import(`file://${folder}/entry.js?given`);
    const png = await Deno.readFile(new URL("../../examples/boat.png", import.meta.url));
    const asked: string[] = [];
    const bad = () => Promise.resolve(new Uint8Array([0, 0x61, 0x73, 0x6d]));
    await assertRejects(() => loadKernels(bad), Error, "is not of this version of Semcast");
    assertThrows(() => decodeImage(png), Error);
    await loadKernels(async (file: string) => {
      asked.push(file);
      const { url } = kernelFiles().find(({ name }) => name === `${file}.wasm`) ?? {};
      assert(url !== undefined, file);
      return file === "pixels" ? url : await WebAssembly.compile(await Deno.readFile(url));
    });
    const crates = asked.map((file) => file.replace("-relaxed", "")).sort();
    assertEquals(crates, ["entropy", "nn", "phy", "pixels"]);
    assertEquals(decodeImage(png).format, "png");
    await loadKernels(() => {
      throw new SemcastError("internal", "Asked for a kernel that is loaded");
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
