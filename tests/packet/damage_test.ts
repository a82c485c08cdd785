import { assert, assertEquals } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { parse, type ParsedPacket, payloadOf, SECTION_KINDS } from "../../functions/_shared/packet/index.ts";
import { Random } from "../../functions/_shared/random.ts";
import { decodeKeyMap } from "../../kernels/entropy/wasm.ts";
import { photoPacket } from "./photo_packet.ts";

const whole = photoPacket(21);
const intact = parse(whole);

/** Parses; undefined where the packet is refused as the caller's fault. */
function parsed(bytes: Uint8Array): ParsedPacket | undefined {
  try {
    return parse(bytes);
  } catch (error) {
    assert(error instanceof SemcastError && ["malformed", "unsupported"].includes(error.code), String(error));
  }
}

/** No section that claims to be good differs from what was sent. */
function assertHonest(packet: ParsedPacket): void {
  for (const kind of SECTION_KINDS) {
    const payload = payloadOf(packet, kind);
    if (payload !== undefined) assertEquals(payload, payloadOf(intact, kind), kind);
  }
}

Deno.test("every single flipped bit is found, in its own section", () => {
  const bytes = whole.slice();
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    bytes[bit >> 3] ^= 1 << (bit & 7);
    const packet = parsed(bytes);
    bytes[bit >> 3] ^= 1 << (bit & 7);
    if (packet === undefined) {
      assert(bit < 8 * 16, `bit ${bit} behind the header refused the whole packet`);
      continue;
    }
    const lost = packet.sections.filter((section) => !section.ok).map((section) => section.kind);
    const inTable = bit < 8 * (16 + 11);
    assertEquals(lost.length, inTable ? 3 : 1, `bit ${bit}`);
    assertHonest(packet);
  }
});

Deno.test("a cut packet gives the sections that are whole", () => {
  const ends: number[] = [];
  let end = 16 + 11;
  for (const section of intact.sections) ends.push(end += section.bytes);
  assertEquals(end, whole.length);
  for (let length = 16 + 11; length <= whole.length; length++) {
    const packet = parse(whole.subarray(0, length));
    assertEquals(packet.sections.map((section) => section.ok), ends.map((end) => end <= length), `${length} bytes`);
    assertHonest(packet);
  }
});

Deno.test("10,000 random truncations, flips, insertions and splices end in malformed, unsupported or honest sections", () => {
  const rng = new Random(22);
  let refused = 0;
  for (let run = 0; run < 10_000; run++) {
    let bytes = whole.slice();
    for (let damage = rng.below(4); damage >= 0; damage--) {
      const at = rng.below(bytes.length + 1);
      // Half of the damage goes to the front, where it can confuse most.
      const near = rng.below(2) ? at : rng.below(Math.min(bytes.length, 60) + 1);
      switch (rng.below(5)) {
        case 0:
          bytes = bytes.slice(0, near);
          break;
        case 1:
          if (near < bytes.length) bytes[near] ^= 1 << rng.below(8);
          break;
        case 2:
          bytes.fill(rng.below(256), near, near + rng.below(40));
          break;
        case 3:
          bytes = Uint8Array.from([...bytes.subarray(0, near), rng.below(256), ...bytes.subarray(near)]);
          break;
        default:
          bytes = Uint8Array.from([...bytes.subarray(0, near), ...bytes.subarray(near + rng.below(20))]);
      }
    }
    const packet = parsed(bytes);
    if (packet === undefined) {
      refused++;
      continue;
    }
    assertHonest(packet);
    const map = payloadOf(packet, "key_map");
    if (map !== undefined) assertEquals(decodeKeyMap(map, 24, 16).length, 24 * 16);
  }
  assert(refused > 1000 && refused < 9900, `${refused} refused`);
});

Deno.test("random bytes are no packet", () => {
  const rng = new Random(23);
  for (let run = 0; run < 2000; run++) {
    const bytes = Uint8Array.from({ length: rng.below(300) }, () => rng.below(256));
    if (run % 2) bytes.set([0x53, 0x43, 0x10].slice(0, bytes.length));
    assertEquals(parsed(bytes), undefined);
  }
});
