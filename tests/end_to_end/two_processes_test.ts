import { formatRecord, newKey } from "../../functions/_shared/http/auth/keys.ts";
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { receptionSchema } from "../../functions/_shared/result.ts";
import { type FunctionProcess, startFunction } from "./process.ts";
import { examplePhoto } from "./photos.ts";

async function withBoth(work: (transmitter: FunctionProcess, receiver: FunctionProcess) => Promise<void>) {
  const receiver = await startFunction("functions/receive/index.ts");
  try {
    const transmitter = await startFunction("functions/transmit/index.ts", {
      env: { RECEIVER_URL: `${receiver.url}/v1/receive` },
    });
    try {
      await work(transmitter, receiver);
    } finally {
      await transmitter.stop();
    }
  } finally {
    await receiver.stop();
  }
}

Deno.test("a photo goes to the transmitter's process, on to the receiver's, and comes back as a picture", async () => {
  const { name, bytes } = await examplePhoto();
  const original = decodeImage(bytes);
  await withBoth(async (transmitter, receiver) => {
    for (const { url } of [transmitter, receiver]) {
      assertEquals(await (await fetch(`${url}/health/ready`)).json(), { status: "ok" });
    }

    const form = new FormData();
    form.append("image", new Blob([bytes]), name);
    form.append("cbr", "0.0625");
    form.append("steps", "1");
    const forwarded = await fetch(`${transmitter.url}/v1/transmit?forward=true`, { method: "POST", body: form });
    const picture = new Uint8Array(await forwarded.arrayBuffer());
    assertEquals([forwarded.status, forwarded.headers.get("content-type")], [200, "image/png"]);
    assertEquals(forwarded.headers.get("semcast-decoder"), "wasm; steps=1; degraded=false");
    const received = decodeImage(picture);
    assertEquals([received.width, received.height], [original.width, original.height]);
    const quality = psnr(original, received);
    assert(quality > 22, `PSNR of the forwarded picture is ${quality} dB`);

    // The same in two steps by hand gives the same picture.
    const packet = await fetch(`${transmitter.url}/v1/transmit?cbr=0.0625`, { method: "POST", body: bytes });
    assertEquals(packet.headers.get("content-type"), "application/vnd.semcast.packet");
    assertMatch(packet.headers.get("semcast-symbols") ?? "", /^\d+$/);
    const pixels = original.width * original.height;
    assert(Number(packet.headers.get("semcast-symbols")) <= 0.0625 * pixels * 3, "More symbols than the budget");
    const body = new Uint8Array(await packet.arrayBuffer());
    const send = (accept: string) =>
      fetch(`${receiver.url}/v1/receive?steps=1`, {
        method: "POST",
        body,
        headers: { "content-type": "application/vnd.semcast.packet", accept },
      });
    assertEquals(new Uint8Array(await (await send("image/png")).arrayBuffer()), picture);
    const described = receptionSchema.parse(await (await send("application/json")).json());
    assertEquals(described.image, { width: original.width, height: original.height });
    assert(described.layers.every((layer) => layer.crc_ok));
  });
});

Deno.test("the receiver is gone: the transmitter says so with 502 and goes on working", async () => {
  const { bytes } = await examplePhoto();
  const transmitter = await startFunction("functions/transmit/index.ts", {
    // Port 9 (discard) has no listener.
    env: { RECEIVER_URL: "http://127.0.0.1:9/v1/receive" },
  });
  try {
    const began = performance.now();
    const response = await fetch(`${transmitter.url}/v1/transmit?forward=true`, { method: "POST", body: bytes });
    assertEquals([response.status, response.headers.get("content-type")], [502, "application/problem+json"]);
    await response.body?.cancel();
    assertLess(performance.now() - began, 20_000);
    const alone = await fetch(`${transmitter.url}/v1/transmit`, { method: "POST", body: bytes });
    assertEquals(alone.status, 200);
    await alone.body?.cancel();
  } finally {
    await transmitter.stop();
  }
});

Deno.test("transmitter and receiver with keys: only who has one is served, and the transmitter has its own", async () => {
  const { bytes } = await examplePhoto();
  const [user, userRecord] = await newKey("phone", ["transmit"]);
  const [own, ownRecord] = await newKey("transmitter", ["receive"]);
  const receiver = await startFunction("functions/receive/index.ts", {
    env: { AUTH: "keys", API_KEYS: formatRecord(ownRecord) },
  });
  try {
    const transmitter = await startFunction("functions/transmit/index.ts", {
      env: {
        AUTH: "keys",
        API_KEYS: formatRecord(userRecord),
        RECEIVER_URL: `${receiver.url}/v1/receive`,
        RECEIVER_KEY: own,
      },
    });
    try {
      const url = `${transmitter.url}/v1/transmit?forward=true&steps=0`;
      const refused = await fetch(url, { method: "POST", body: bytes });
      assertEquals([refused.status, (await refused.json()).type], [401, "urn:semcast:problem:unauthorized"]);
      const served = await fetch(url, { method: "POST", body: bytes, headers: { authorization: `Bearer ${user}` } });
      assertEquals([served.status, served.headers.get("content-type")], [200, "image/png"]);
      await served.body?.cancel();
      const elsewhere = await fetch(`${receiver.url}/v1/receive`, {
        method: "POST",
        body: bytes,
        headers: { authorization: `Bearer ${user}` },
      });
      assertEquals(elsewhere.status, 401);
      await elsewhere.body?.cancel();
    } finally {
      await transmitter.stop();
    }
  } finally {
    await receiver.stop();
  }
});
