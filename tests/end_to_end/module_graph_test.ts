import { assert, assertEquals } from "@std/assert";

interface Graph {
  modules: { specifier: string; npmPackage?: string; error?: string }[];
  npmPackages: Record<string, { name: string; dependencies: string[] }>;
}

async function graphOf(entry: string): Promise<Graph> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: new URL("../../", import.meta.url),
    // Deno 2.5 fetches the types of what Node has built in first, by certificates of its own unless told otherwise.
    env: { DENO_TLS_CA_STORE: "mozilla,system" },
    stderr: "null",
  }).output();
  assert(success, `deno info ${entry} failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Names of the npm packages that the modules import, with all that these need. */
function packagesOf(graph: Graph): Set<string> {
  const found = new Set<string>();
  const queue = graph.modules.map((module) => module.npmPackage).filter((id) => id !== undefined);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const entry = graph.npmPackages[id];
    if (entry === undefined || found.has(entry.name)) continue;
    found.add(entry.name);
    queue.push(...entry.dependencies);
  }
  return found;
}

Deno.test("the transmitter's module graph holds no onnxruntime, no decoder and no encoder of pictures", async () => {
  const graph = await graphOf("functions/transmit/index.ts");
  assertEquals(graph.modules.filter((module) => module.error !== undefined), []);
  assertEquals([...packagesOf(graph)].filter((name) => /onnx|jsquash/.test(name)), []);
  assertEquals(
    graph.modules.map((module) => module.specifier).filter((name) => /onnx|_shared\/decoder/.test(name)),
    [],
  );
});

Deno.test("the receiver's module graph does hold onnxruntime-web and jSquash: the test above can see them", async () => {
  for (const name of ["@jsquash/webp", "@jsquash/avif", "@jsquash/jpeg"]) {
    assert(packagesOf(await graphOf("functions/receive/index.ts")).has(name), name);
  }
  // The runtime is imported where the sessions live, which may be a worker of its own.
  const graph = await graphOf("functions/_shared/decoder/ort_worker.ts");
  assert(packagesOf(graph).has("onnxruntime-web"));
});
