import { NETWORKS } from "../../models/lpips/networks.ts";
import { pullLpips } from "../../models/lpips/pull.ts";
import { outcomeOf } from "../outcome_of.ts";
import { serveFolder } from "./file_server.ts";
import { assertAlmostEquals, assertEquals, assertGreater, assertRejects } from "@std/assert";
import { loadPerceptual } from "../../functions/evaluate/perceptual.ts";
import { hex } from "../../functions/_shared/bytes.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import type { Rgb } from "../../kernels/pixels/wasm.ts";

const PYTHON = Deno.env.get("PYTHON") ?? "python3";
const REFERENCE = new URL("lpips_reference.py", import.meta.url);

/** The same pictures as picture() in lpips_reference.py. */
function picture(width: number, height: number, seed: number): Rgb {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => Math.floor((Math.imul(i, Math.imul(2654435761, seed + 1)) >>> 24) / (1 + seed)),
  );
  return { width, height, data };
}

async function hasLpips(): Promise<boolean> {
  return (await outcomeOf(PYTHON, ["-c", "import lpips, torch, torchvision, onnx"]))?.code === 0;
}

/** Pulls the random backbone in both formats, and the official heads, as `models pull` does with the trained ones. */
async function pullFrom(folder: string, net: keyof typeof NETWORKS): Promise<void> {
  const server = serveFolder(folder);
  try {
    for (const name of ["backbone", "old"]) {
      const url = `${server.url}/${name}.pth`;
      const sha256 = hex(await crypto.subtle.digest("SHA-256", await Deno.readFile(`${folder}/${name}.pth`)));
      const network = { ...NETWORKS[net], backbone: { url, sha256: sha256.slice(0, 8), licence: "ours" } };
      const said: string[] = [];
      await pullLpips(network, { out: `${folder}/${name}.onnx`, mirror: server.url, say: (line) => said.push(line) });
      assertEquals(said[3], `${name}.pth: SHA-256 ${sha256}`);
    }
  } finally {
    await server.stop();
  }
}

const there = await hasLpips();
for (const net of ["alex", "squeeze", "vgg"] as const) {
  Deno.test({
    name: `LPIPS with ${net} agrees with the lpips package to a thousandth${there ? "" : ": skipped, no lpips here"}`,
    // The network of VGG has 59 MB: in continuous integration, or when asked for by CI=true.
    ignore: !there || (net === "vgg" && !Deno.env.get("CI")),
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const args = [REFERENCE.pathname, net, folder];
        const { stdout, stderr } = await new Deno.Command(PYTHON, { args }).output();
        const text = new TextDecoder();
        assertGreater(stdout.length, 0, text.decode(stderr));
        await pullFrom(folder, net);
        for (const name of [`${net}.onnx`, "backbone.onnx", "old.onnx"]) {
          const metric = await loadPerceptual(await Deno.readFile(`${folder}/${name}`));
          for (const [width, height, said] of JSON.parse(text.decode(stdout))) {
            const { distance } = await metric(picture(width, height, 0), picture(width, height, 1));
            assertAlmostEquals((distance ?? NaN) / said, 1, 1e-3, name);
          }
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
    sanitizeResources: false,
    sanitizeOps: false,
  });
}

Deno.test("What is no ONNX file is refused as malformed", async () => {
  const error = await assertRejects(() => loadPerceptual(new Uint8Array(64)), SemcastError);
  assertEquals(error.code, "malformed");
});
