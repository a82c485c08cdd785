import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { encodePng } from "../../../kernels/pixels/wasm.ts";
import { loadModel } from "../../../kernels/nn/wasm.ts";

const ROOT = new URL("../../../", import.meta.url);
const FIXTURES = "tests/nn/convert/fixtures";

async function models(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = "--allow-env=INIT_CWD,NO_COLOR,FORCE_COLOR,CLICOLOR_FORCE";
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--quiet",
      "--no-check",
      "--allow-read",
      "--allow-write",
      env,
      "models/models.ts",
      ...args,
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("models list, verify and pull know the shipped profile and say what they cannot do", async () => {
  const files = JSON.parse((await models("list", "--json")).out);
  assert(files.some(({ file }: { file: string }) => file === "tiny/codec.scnn"));
  const verified = await models("verify");
  assertEquals([verified.code, verified.out.includes("BROKEN")], [0, false]);
  assertStringIncludes((await models("pull")).out, "nothing to download");
  const large = await models("pull", "large");
  assertEquals(large.code, 2);
  assertStringIncludes(large.err, "Profile large cannot be pulled");
});

Deno.test("models convert measures on photos which activations 7 bits are enough for", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const photo = `${folder}/dark.png`;
    const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => i % 40);
    await Deno.writeFile(photo, encodePng({ width: 64, height: 64, data }));
    const convert = (...options: string[]) =>
      models(
        "convert",
        `${FIXTURES}/reference_8bit.onnx`,
        `${folder}/net.scnn`,
        "--photo",
        "0:1",
        "--json",
        ...options,
      );
    const exact = JSON.parse((await convert()).out);
    assertEquals(exact.proof.map(({ bits }: { bits: number }) => bits), [16, 16, 16, 16]);
    const measured = JSON.parse((await convert("--measure", photo)).out);
    assert(measured.wide.length < exact.wide.length, "a dark photo needs less than the whole range");
    assertEquals(measured.proof[0].bits, 8);
    const forced = JSON.parse((await convert("--seven-bits")).out);
    assertEquals(forced.proof.map(({ bits }: { bits: number }) => bits), [8, 8, 8, 8]);
    const model = loadModel(await Deno.readFile(`${folder}/net.scnn`));
    assertEquals(model.inputs("net")[0].kind, "photo");
    model.free();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("models convert ends with 2 and one line for a file that it cannot take", async () => {
  for (const [file, message] of [["README.md", "Protocol buffer"], ["missing.onnx", "no such file"]]) {
    const { code, err } = await models("convert", file, "/dev/null");
    assertEquals(code, 2);
    assertStringIncludes(err, message);
    assertEquals(err.trim().split("\n").length, 1);
  }
});
