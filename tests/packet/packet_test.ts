import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import * as packet from "../../functions/_shared/packet/index.ts";
import { Random } from "../../functions/_shared/random.ts";
import { photoFields } from "./photo_packet.ts";

function randomFields(rng: Random): packet.PacketFields {
  const bytes = (limit: number) => Uint8Array.from({ length: rng.below(limit) }, () => rng.below(256));
  const maybe = (limit: number) => rng.below(2) ? bytes(limit) : undefined;
  const base = maybe(400);
  const width = 1 + rng.below(packet.MAX_SIDE);
  return {
    profile: rng.below(2) ? "tiny" : "large",
    width,
    height: 1 + rng.below(Math.min(packet.MAX_SIDE, Math.floor(packet.MAX_PIXELS / width))),
    q: rng.below(48),
    rho: rng.below(16),
    modelId: rng.below(65536),
    prompt: maybe(256),
    keyMap: maybe(300),
    layers: base ? { base, key: maybe(400), rest: maybe(400) } : {},
  };
}

const payloads = (fields: packet.PacketFields) => ({
  prompt: fields.prompt,
  key_map: fields.keyMap,
  base: fields.layers.base,
  key: fields.layers.key,
  rest: fields.layers.rest,
});

Deno.test("any packet comes back whole, from its bytes and from its classes, and has the announced sizes", () => {
  const rng = new Random(11);
  for (let run = 0; run < 500; run++) {
    const fields = randomFields(rng);
    const built = packet.packetize(fields);
    const bytes = packet.serialize(built);
    const classes = ([0, 1, 2] as const).map((protection) => packet.classBytes(built, protection));
    const header = packet.headerBytes(built);
    assertEquals(bytes, Uint8Array.from([header, ...classes].flatMap((part) => [...part])));
    assertEquals(classes[0].length, packet.classZeroBytes(built.header));
    assertEquals(packet.layerSizes(built.header, classes[0]), { class1: classes[1].length, class2: classes[2].length });
    for (const parsed of [packet.parse(bytes), packet.assemble({ header, classes })]) {
      assertEquals(parsed.header, built.header);
      const sizes: packet.SectionSizes = {};
      for (const [kind, payload] of Object.entries(payloads(fields)) as [packet.SectionKind, Uint8Array?][]) {
        assertEquals(packet.payloadOf(parsed, kind), payload);
        sizes[kind] = payload?.length;
      }
      assertEquals(packet.packetBytes(sizes), bytes.length);
      assertEquals(packet.classSizes(sizes), [classes[0].length, classes[1].length, classes[2].length]);
    }
  }
});

Deno.test("overhead of a whole photo beyond CRCs is at most 32 bytes", () => {
  const fields = photoFields(1);
  const content = Object.values(payloads(fields)).reduce((sum, payload) => sum + (payload?.length ?? 0), 0);
  const crcs = 2 + 2 + 2 + 2 + 3 + 3 + 3; // header, table, prompt, key map, three layers
  assertLessOrEqual(packet.serialize(packet.packetize(fields)).length - content - crcs, 32);
});

Deno.test("a lost or damaged class takes only its own sections along", () => {
  const built = packet.packetize(photoFields(2));
  const header = packet.headerBytes(built);
  const classes = ([0, 1, 2] as const).map((protection) => packet.classBytes(built, protection));
  const ok = (parts: (Uint8Array | undefined)[]) =>
    packet.assemble({ header, classes: parts }).sections.filter((section) => section.ok).map((section) => section.kind);
  const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => i === at ? byte ^ 16 : byte);
  const padded = (bytes: Uint8Array) => Uint8Array.from([...bytes, 0, 0, 0, 0, 0]);
  assertEquals(ok(classes.map(padded)), ["prompt", "key_map", "base", "key", "rest"]);
  assertEquals(ok([classes[0], classes[1], undefined]), ["prompt", "key_map", "base"]);
  assertEquals(ok([classes[0], undefined, classes[2]]), ["prompt", "key_map", "key", "rest"]);
  assertEquals(ok([undefined, classes[1], classes[2]]), ["base"]);
  assertEquals(ok([flipped(classes[0], 2), classes[1], classes[2]]), ["prompt", "key_map", "base"]);
  assertEquals(ok([classes[0], flipped(classes[1], 40), classes[2]]), ["prompt", "key_map", "key", "rest"]);
  assertEquals(ok([classes[0], classes[1], flipped(classes[2], 3)]), ["prompt", "key_map", "base", "rest"]);
  assertEquals(ok([undefined, undefined, undefined]), []);
  assertEquals(ok([]), []);
});

Deno.test("neither a blanked section nor one in another's place passes as good", () => {
  const fields: packet.PacketFields = { ...photoFields(3), prompt: new Uint8Array(8) };
  fields.layers = { base: new Uint8Array(40), key: new Uint8Array(40), rest: Uint8Array.of(1, 2, 3, 4, 5) };
  const built = packet.packetize(fields);
  const header = packet.headerBytes(built);
  const [classZero, base, enhancement] = ([0, 1, 2] as const).map((c) => packet.classBytes(built, c));
  const key = enhancement.subarray(0, 43), blank = new Uint8Array(43);
  for (const wrong of [blank, key]) {
    const parsed = packet.assemble({ header, classes: [classZero, wrong, enhancement] });
    assertEquals(packet.payloadOf(parsed, "base"), undefined);
    assertEquals(packet.payloadOf(parsed, "key"), fields.layers.key);
  }
  const swapped = packet.assemble({ header, classes: [classZero, base, Uint8Array.from([...base, ...enhancement])] });
  assertEquals(packet.payloadOf(swapped, "key"), undefined);
});

Deno.test("fields out of range are refused by name when a packet is built", () => {
  const good = photoFields(4);
  const cases: [Partial<packet.PacketFields>, string, string][] = [
    [{ width: 0 }, "invalid-argument", "width is 0"],
    [{ height: 16385 }, "invalid-argument", "height is 16385"],
    [{ width: 16384, height: 16384 }, "invalid-argument", "pixels"],
    [{ q: 48 }, "invalid-argument", "q is 48"],
    [{ rho: -1 }, "invalid-argument", "rho is -1"],
    [{ q: 1.5 }, "invalid-argument", "q is 1.5"],
    [{ layers: { key: new Uint8Array(1) } }, "invalid-argument", "no base layer"],
    [{ prompt: new Uint8Array(256) }, "too-large", "prompt has 256 bytes"],
    [{ keyMap: new Uint8Array(65536) }, "too-large", "key_map has 65536 bytes"],
    [{ layers: { base: new Uint8Array(2 ** 24) } }, "too-large", "base has 16777216 bytes"],
  ];
  for (const [change, code, text] of cases) {
    const error = assertThrows(() => packet.packetize({ ...good, ...change }), SemcastError, text);
    assertEquals(error.code, code);
  }
});

Deno.test("headers of other formats, versions and profiles are told apart", () => {
  const good = packet.serialize(packet.packetize(photoFields(5)));
  const code = (change: (bytes: Uint8Array) => void) => {
    const bytes = good.slice();
    change(bytes);
    return assertThrows(() => packet.parse(bytes), SemcastError).code;
  };
  const resealed = (change: (bytes: Uint8Array) => void) =>
    code((bytes) => {
      change(bytes);
      new DataView(bytes.buffer).setUint16(14, packet.crc16(bytes.subarray(0, 14)));
    });
  assertEquals(code((bytes) => bytes[0] = 0x89), "malformed");
  assertEquals(code((bytes) => bytes[2] = 0x30), "unsupported");
  assertEquals(code((bytes) => bytes[4] ^= 1), "malformed");
  assertEquals(resealed((bytes) => bytes[2] = 0x1f), "unsupported");
  assertEquals(resealed((bytes) => bytes[8] |= 1), "unsupported");
  assertEquals(resealed((bytes) => bytes.fill(0, 3, 5)), "malformed");
  assertEquals(resealed((bytes) => bytes.fill(0x40, 3, 7)), "malformed");
  assertEquals(resealed((bytes) => bytes.set([0x40, 0, 0x40, 0], 3)), "unsupported");
  assertEquals(resealed((bytes) => bytes[7] |= 0xfc), "malformed");
  assertEquals(resealed((bytes) => bytes[8] &= ~8), "malformed");
  assertEquals(resealed((bytes) => bytes[8] &= ~32), "malformed");
  for (let length = 0; length < 16; length++) {
    assertEquals(assertThrows(() => packet.parse(good.subarray(0, length)), SemcastError).code, "malformed");
  }
  assert(packet.parse(good).sections.every((section) => section.ok));
});

Deno.test("a photo that is coded smaller says so, in version 2; at its own size it stays a packet of version 1", () => {
  const fields = photoFields(5);
  for (let scale = 1; scale <= 8; scale++) {
    const bytes = packet.serialize(packet.packetize({ ...fields, scale }));
    assertEquals(bytes[2] >> 4, scale === 8 ? 1 : 2);
    const { header } = packet.parse(bytes);
    assertEquals([header.scale, header.profile, header.width], [scale, fields.profile, fields.width]);
    assertEquals(packet.codedSize(header).width, Math.ceil(fields.width * scale / 8));
  }
  assertEquals(packet.codedSize({ width: 1, height: 1, scale: 1 }), { width: 1, height: 1 });
  const error = assertThrows(() => packet.packetize({ ...fields, scale: 0 }), SemcastError);
  assertEquals([error.code, error.message], ["invalid-argument", "scale is 0, not 1 to 8"]);
});
