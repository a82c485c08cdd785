import { assertEquals, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { readTorchFile } from "../../models/lpips/torch_file.ts";

const FIXTURES = new URL("fixtures/", import.meta.url);
const KINDS = ["zip", "old"];

for (const kind of KINDS) {
  const file = await Deno.readFile(new URL(`tensors_${kind}.pth`, FIXTURES));

  Deno.test(`readTorchFile() gives the tensors of make_tensors.py: ${kind}`, () => {
    const tensors = [...readTorchFile(file)].map(([name, { dims, bytes }]) => [
      name,
      dims,
      [...new Float32Array(bytes.slice().buffer)],
    ]);
    const numbers = Array.from({ length: 12 }, (_, i) => i / 8);
    assertEquals(tensors, [["weight", [3, 4], numbers], ["row", [4], numbers.slice(4, 8)], ["bias", [1], [-1.5]]]);
  });

  Deno.test(`readTorchFile() refuses each beginning of a file, and survives each changed byte: ${kind}`, () => {
    for (let length = 0; length < file.length; length++) {
      assertThrows(() => readTorchFile(file.slice(0, length)), SemcastError);
    }
    for (let at = 0; at < file.length; at++) {
      const changed = file.slice();
      changed[at] ^= 0xff;
      try {
        readTorchFile(changed);
      } catch (error) {
        if (!(error instanceof SemcastError)) throw new Error(`Byte ${at}`, { cause: error });
      }
    }
  });
}

Deno.test("readTorchFile() calls nothing that a pickle names", () => {
  const text = (s: string) => Uint8Array.from(s, (char) => char.charCodeAt(0));
  // Magic number, version and machine as torch.save writes them; then os.system("true") where the tensors belong.
  const head = "\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}U\rlittle_endian\x88s.";
  const attack = text(`${head}\x80\x02cos\nsystem\nU\x04true\x85R.`);
  assertThrows(() => readTorchFile(attack), SemcastError, "asks for os.system; expected plain tensors");
  const build = text(`${head}\x80\x02c__builtin__\neval\nU\x04true\x81.`);
  assertThrows(() => readTorchFile(build), SemcastError, "instruction 0x81");
});
