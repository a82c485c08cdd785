import { assert, assertLess } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);
const WEIGHTS = ["codec.scnn", "codec.json", "key_map.scnn"];

async function gzipped(file: URL): Promise<number> {
  const { body } = new Response((await Deno.open(file)).readable.pipeThrough(new CompressionStream("gzip")));
  return (await new Response(body).arrayBuffer()).byteLength;
}

Deno.test("the transmitter's own modules, kernels and weights are under 5 MB, compressed as platforms store them", async () => {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "functions/transmit/app.ts"],
    cwd: ROOT,
    env: { DENO_TLS_CA_STORE: "mozilla,system" }, // see module_graph_test.ts
    stderr: "null",
  }).output();
  assert(success);
  const { modules }: { modules: { specifier: string }[] } = JSON.parse(new TextDecoder().decode(stdout));
  const own = modules.map(({ specifier }) => specifier)
    .filter((specifier) => specifier.startsWith("file:") && !specifier.includes("node_modules"));
  assert(own.some((specifier) => specifier.endsWith(".wasm")), "No kernel among the modules");
  let bytes = 0;
  for (const file of own) bytes += await gzipped(new URL(file));
  for (const name of WEIGHTS) bytes += await gzipped(new URL(`models/tiny/${name}`, ROOT));
  assertLess(bytes, 5_000_000);
});
