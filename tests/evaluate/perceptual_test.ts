import { assertAlmostEquals, assertEquals, assertGreater, assertRejects } from "@std/assert";
import { loadPerceptual } from "../../functions/evaluate/perceptual.ts";
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
  const args = ["-c", "import lpips, torch, torchvision, onnx"];
  const found = await new Deno.Command(PYTHON, { args, stdout: "null", stderr: "null" }).output().catch(() =>
    undefined
  );
  return found?.code === 0;
}

const there = await hasLpips();
for (const net of ["alex", "squeeze", "vgg"]) {
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
        const metric = await loadPerceptual(await Deno.readFile(`${folder}/${net}.onnx`));
        for (const [width, height, said] of JSON.parse(text.decode(stdout))) {
          const { distance } = await metric(picture(width, height, 0), picture(width, height, 1));
          assertAlmostEquals((distance ?? NaN) / said, 1, 1e-3);
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
