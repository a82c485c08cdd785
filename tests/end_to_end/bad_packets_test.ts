import { assert, assertEquals } from "@std/assert";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { joinBytes } from "../../functions/_shared/bytes.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { loadConfig } from "../../functions/_shared/http/config.ts";
import { PACKET_TYPE } from "../../functions/_shared/http/media.ts";
import { parse } from "../../functions/_shared/packet/index.ts";
import { Random } from "../../functions/_shared/random.ts";
import { createReceiveApp } from "../../functions/receive/app.ts";
import { receiveService } from "../../functions/receive/service.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { transmitService } from "../../functions/transmit/service.ts";
import { examplePhoto } from "./photos.ts";

const config = loadConfig(() => undefined);

/** A real packet of a small photo. */
async function smallPacket(): Promise<Uint8Array<ArrayBuffer>> {
  const photo = new Uint8Array(encodePng(resize(decodeImage((await examplePhoto()).bytes), 96, 64)));
  const app = createTransmitApp(transmitService(config), config);
  const response = await app.request("/v1/transmit?bpp=2", { method: "POST", body: photo });
  assertEquals(response.status, 200);
  return new Uint8Array(await response.arrayBuffer());
}

/** Cut short, bits flipped, bytes replaced, pieces doubled or dropped, noise appended: seeded by `seed`. */
function damage(packet: Uint8Array, seed: number): Uint8Array<ArrayBuffer> {
  const random = new Random(seed);
  const kind = random.below(6);
  if (kind === 0) return packet.slice(0, random.below(packet.length));
  if (kind === 1) {
    return joinBytes([
      packet,
      Uint8Array.from({ length: 1 + random.below(64) }, () => random.below(256)),
    ]);
  }
  if (kind === 2) {
    const at = random.below(packet.length), length = 1 + random.below(16);
    return joinBytes([packet.subarray(0, at), packet.subarray(Math.min(packet.length, at + length))]);
  }
  if (kind === 3) {
    const at = random.below(packet.length);
    return joinBytes([packet.subarray(0, at), packet.subarray(Math.max(0, at - random.below(16)))]);
  }
  const out = packet.slice();
  const count = kind === 4 ? 1 : 2 + random.below(30);
  for (let i = 0; i < count; i++) {
    // Half of the damage goes to the head of the packet, where it hurts most.
    const at = random.below(random.below(2) === 0 ? Math.min(64, out.length) : out.length);
    out[at] ^= 1 << random.below(8);
  }
  return out;
}

Deno.test("10,000 damaged packets are parsed or refused, never worse", async () => {
  const packet = await smallPacket();
  let refused = 0;
  for (let seed = 0; seed < 10_000; seed++) {
    try {
      parse(damage(packet, seed));
    } catch (error) {
      assert(error instanceof SemcastError, `Seed ${seed}: ${error}`);
      assert(
        error.code === "malformed" || error.code === "unsupported" || error.code === "too-large",
        `Seed ${seed}: ${error}`,
      );
      refused++;
    }
  }
  assert(refused > 1000 && refused < 9500, `${refused} refused`);
});

Deno.test("400 damaged packets over HTTP give a picture of the right size or a problem of the client's", async () => {
  const packet = await smallPacket();
  const service = receiveService(config);
  const app = createReceiveApp(service, config);
  try {
    let pictures = 0;
    for (let seed = 0; seed < 400; seed++) {
      const init = { method: "POST", body: damage(packet, seed), headers: { "content-type": PACKET_TYPE } };
      const response = await app.request(`/v1/receive?steps=${seed % 10 === 0 ? 1 : 0}`, init);
      const answer = new Uint8Array(await response.arrayBuffer());
      if (response.status === 200) {
        const picture = decodeImage(answer);
        assertEquals([picture.width, picture.height], [96, 64], `Seed ${seed}`);
        pictures++;
      } else {
        assert(
          response.status >= 400 && response.status < 500,
          `Seed ${seed}: ${response.status} ${new TextDecoder().decode(answer)}`,
        );
        assertEquals(response.headers.get("content-type"), "application/problem+json");
      }
    }
    assert(pictures > 50, `Only ${pictures} pictures`);
  } finally {
    service.close();
  }
});

Deno.test("packets of another version and noise are refused by type", async () => {
  const packet = await smallPacket();
  const service = receiveService(config);
  const app = createReceiveApp(service, config);
  try {
    const post = async (body: Uint8Array<ArrayBuffer>) => {
      const response = await app.request("/v1/receive", { method: "POST", body });
      return (await response.json()).type;
    };
    assertEquals(await post(otherVersion(packet)), "urn:semcast:problem:unsupported");
    const random = new Random(5);
    for (const length of [1, 15, 16, 17, 100, 5000]) {
      const type = await post(Uint8Array.from({ length }, () => random.below(256)));
      assert(/malformed|unsupported/.test(type), `${length} random bytes: ${type}`);
    }
  } finally {
    service.close();
  }
});

/** The same packet, said to be of version 3: the upper half of the third byte. */
function otherVersion(packet: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(packet);
  out[2] = 0x30 | (out[2] & 15);
  return out;
}
