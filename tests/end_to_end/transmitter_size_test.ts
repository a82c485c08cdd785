import { assert, assertLess } from "@std/assert";
import { builtinModules } from "node:module";
import { bundle } from "../../functions/library/bundle/bundle.ts";
import { kernelFiles } from "../../functions/library/bundle/plugin.ts";

const ROOT = new URL("../../", import.meta.url);
const WEIGHTS = ["codec.scnn", "codec.json", "key_map.scnn"];
const KERNELS = ["entropy", "nn", "nn-relaxed", "pixels"];

async function gzipped(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const { body } = new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")));
  return (await new Response(body).arrayBuffer()).byteLength;
}

Deno.test("the transmitter with its npm packages, kernels and weights is under 5 MB, compressed as platforms store it", async () => {
  // The whole process, the outbox in NATS included, as a bundler takes it: of packages what is imported.
  const scripts = await bundle({
    entries: { transmitter: "functions/transmit/index.ts" },
    platform: "node",
    paths: { kernels: "./kernels/", models: "./models/", worker: "./none.js" },
    external: [...builtinModules], // some packages name what Node has built in without its prefix
    minify: true,
  });
  const text = scripts.map(({ bytes }) => new TextDecoder().decode(bytes)).join("\n");
  const packages = ["ZodObject", "matcher is already built", "jetstream"]; // zod, Hono, NATS
  for (const sign of [...packages, ...KERNELS.map((name) => `./kernels/${name}.wasm`)]) {
    assert(text.includes(sign), `${sign} is not in the bundle`);
  }
  const kernels = kernelFiles().filter(({ name }) => KERNELS.includes(name.replace(".wasm", "")));
  const weights = WEIGHTS.map((name) => new URL(`models/tiny/${name}`, ROOT));
  const files = await Promise.all([...kernels.map(({ url }) => url), ...weights].map((url) => Deno.readFile(url)));
  const sizes = await Promise.all([...scripts.map(({ bytes }) => bytes), ...files].map(gzipped));
  assertLess(sizes.reduce((sum, size) => sum + size), 5_000_000);
});
