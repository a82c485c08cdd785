import { assertEquals, assertMatch } from "@std/assert";
import { createTransmitter } from "../../functions/library/transmitter.ts";
import { parse, partsOf } from "../../functions/_shared/packet/index.ts";
import { semcast, withPhotos } from "./semcast.ts";

Deno.test("inspect tells what is in a packet, as a tree and as JSON", async () => {
  await withPhotos(async (folder, [photo]) => {
    // So many symbols that the photo is coded at its own size.
    const options = { snr: 3, cbr: 1 / 8 };
    const { packet, keyMap, plan, prompt } = (await createTransmitter()).encode(await Deno.readFile(photo), options);
    await Deno.writeFile(`${folder}/a.semcast`, packet);
    const { code, stdout, stderr } = await semcast(["inspect", `${folder}/a.semcast`, "--map", "--snr", "3"]);
    assertEquals(code, 0, stderr);
    assertMatch(
      stdout,
      new RegExp(`^${folder}/a\\.semcast: ${packet.length} bytes, \\d\\.\\d{3} bpp\n├── header, 16 bytes\n`),
    );
    assertMatch(stdout, /photo of 192×128 pixels/);
    assertMatch(
      stdout,
      new RegExp(`└── class 2, \\d+ bytes, ${plan.classes[3].mcs}, ${plan.classes[3].symbols} symbols`),
    );
    // A character stands for two cells.
    const map = stdout.split("\n").map((line) => /([·▀▄█]{12})$/.exec(line)?.[1]).filter((line) => line !== undefined);
    const key = map.join("").replaceAll("█", "▀▄").replaceAll("·", "").length;
    assertEquals([map.length, key], [4, keyMap.cells.reduce((sum, cell) => sum + cell, 0)]);

    const found = JSON.parse((await semcast(["inspect", "-", "--json"], packet)).stdout);
    assertEquals(found.prompt, prompt);
    assertEquals(found.key.cells, [...keyMap.cells]);
    assertEquals(
      found.classes.map(({ bytes }: { bytes: number }) => bytes),
      partsOf(packet).slice(1).map((p) => p.length),
    );
    assertEquals(
      found.classes.flatMap(({ sections }: { sections: { kind: string }[] }) => sections.map(({ kind }) => kind)),
      parse(packet).sections.map(({ kind }) => kind),
    );
  });
});

Deno.test("inspect of a damaged packet says what is lost", async () => {
  await withPhotos(async (_, [photo]) => {
    const { packet } = (await createTransmitter()).encode(await Deno.readFile(photo), { snr: 3 });
    const damaged = packet.slice(0, packet.length - 1);
    damaged[30] ^= 1;
    const { code, stdout } = await semcast(["inspect", "-"], damaged);
    assertEquals(code, 0);
    assertMatch(stdout, /prompt, \d+ bytes, LOST/);
    assertMatch(stdout, /(key|rest|base), \d+ bytes, LOST\n(└── class 2, 0 bytes .*\n)?$/);
    damaged[4] ^= 1;
    const broken = await semcast(["inspect", "-"], damaged);
    assertEquals([broken.code, broken.stderr], [2, "error: Packet header is damaged: wrong CRC\n"]);
  });
});
