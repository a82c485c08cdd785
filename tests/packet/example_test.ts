import { assert, assertEquals } from "@std/assert";
import { packetize, parse, payloadOf, serialize } from "../../functions/_shared/packet/index.ts";

Deno.test("the worked example of docs/packet.md is what the code writes and reads", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/packet.md", import.meta.url));
  const block = text.split("## Example")[1].split("```")[1];
  const hex = [...block.matchAll(/^((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:\s{2,}|$)/gm)].map((match) => match[1]).join(" ");
  const bytes = Uint8Array.from(hex.split(" "), (byte) => parseInt(byte, 16));
  assertEquals(bytes.length, 43);
  const packet = packetize({
    profile: "tiny",
    width: 768,
    height: 512,
    q: 16,
    rho: 8,
    modelId: 0xc0de,
    prompt: Uint8Array.of(1, 2, 3),
    keyMap: Uint8Array.of(0xaa),
    layers: { base: Uint8Array.of(0x10, 0x20, 0x30, 0x40), key: Uint8Array.of(5) },
  });
  assertEquals(serialize(packet), bytes);
  const parsed = parse(bytes);
  assertEquals(parsed.header, packet.header);
  assert(parsed.sections.every((section) => section.ok));
  assertEquals(payloadOf(parsed, "base"), Uint8Array.of(0x10, 0x20, 0x30, 0x40));
  assertEquals(payloadOf(parsed, "rest"), undefined);
});
