import { assertEquals, assertRejects } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { loadManifest, loadModelFile } from "../../functions/_shared/models.ts";

Deno.test("every shipped model file is the one that the manifest describes", async () => {
  const { files } = await loadManifest();
  assertEquals(
    ["codec.json", "codec.scnn", "diffusion.onnx", "key_map.scnn", "synthesis.onnx"].filter((name) =>
      !files.some(({ file }) => file === `tiny/${name}`)
    ),
    [],
  );
  for (const { file, bytes } of files) assertEquals((await loadModelFile(file)).length, bytes);
});

Deno.test("a model file that was changed, is missing or is not listed is refused by name", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const root = new URL(`file://${dir}/`);
    await Deno.mkdir(`${dir}/tiny`);
    await Deno.writeTextFile(`${dir}/tiny/a.json`, "[1]");
    const entry = { profile: "tiny", licence: "Apache-2.0", tensors: {}, trained: "by hand", bytes: 3 };
    const digest = "80a69bc99f82df7ef5b04a0ec2ac06d6d6ebc7ef7b0fd7ac2cf1b4ec1f4d5f61";
    const manifest = {
      version: 1,
      files: ["a", "b"].map((name) => ({ ...entry, file: `tiny/${name}.json`, sha256: digest })),
    };
    await Deno.writeTextFile(`${dir}/manifest.json`, JSON.stringify(manifest));
    await assertRejects(() => loadModelFile("tiny/a.json", root), SemcastError, "tiny/a.json has SHA-256");
    await assertRejects(() => loadModelFile("tiny/b.json", root), SemcastError, "tiny/b.json failed");
    await assertRejects(() => loadModelFile("tiny/c.json", root), SemcastError, "tiny/c.json is not in");
    await Deno.writeTextFile(`${dir}/manifest.json`, JSON.stringify({ ...manifest, version: 2 }));
    await assertRejects(() => loadManifest(root), SemcastError, "wrong at version");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
