import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { newPair } from "../../functions/_shared/http/signature/key_lines.ts";
import { type Job, jobSchema } from "../../functions/_shared/jobs/index.ts";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { examplePhoto } from "./photos.ts";
import { startFunction } from "./process.ts";

/** A request as it came by, and what the receiver said. */
interface Passed {
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  status: number;
  answer: Headers;
}

interface Middle {
  url: string;
  passed: Passed[];
  alter: (body: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
  /** How many of the next answers do not come back. */
  lose: number;
  close(): Promise<void>;
}

/** Somebody between transmitter and receiver who reads, alters, and loses what he likes. */
function between(receiver: () => string): Middle {
  const passed: Passed[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    const body = new Uint8Array(await request.arrayBuffer());
    const answer = await fetch(`${receiver()}${pathname}${search}`, { method: "POST", headers, body: it.alter(body) });
    const picture = await answer.arrayBuffer();
    passed.push({ headers, body, status: answer.status, answer: answer.headers });
    if (it.lose-- > 0) return new Response(null, { status: 502 });
    return new Response(picture, { status: answer.status, headers: answer.headers });
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const it: Middle = { url, passed, alter: (body) => body, lose: 0, close: () => server.shutdown() };
  return it;
}

Deno.test("signed packets: two processes, and somebody between them who loses, alters and repeats", async () => {
  const photo = encodePng(resize(decodeImage((await examplePhoto()).bytes), 96, 64));
  const [pair, other] = await Promise.all([newPair("roof"), newPair("roof")]);
  let target = "";
  const middle = between(() => target);
  const receiver = await startFunction("functions/receive/index.ts", {
    env: { TRANSMITTER_KEYS: pair.public, SIGNATURE_AUTHORITY: new URL(middle.url).host },
  });
  target = receiver.url;
  const start = (secret: string) =>
    startFunction("functions/transmit/index.ts", {
      env: { RECEIVER_URL: `${middle.url}/v1/receive`, SIGNING_KEY: secret },
    });
  const transmitter = await start(pair.secret), stranger = await start(other.secret);
  const post = (url: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/v1/transmit?forward=true&steps=0&cbr=0.25`, {
      method: "POST",
      body: new Uint8Array(photo),
      headers: { "content-type": "image/png", ...headers },
    });
  try {
    // The first answer is lost: the job comes again with a signature of its own, and is answered without work.
    middle.lose = 1;
    const { links } = jobSchema.parse(await (await post(transmitter.url, { prefer: "respond-async" })).json());
    const job = async (): Promise<Job> => jobSchema.parse(await (await fetch(transmitter.url + links.self)).json());
    let { status } = await job();
    for (; status === "queued" || status === "running"; { status } = await job()) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assertEquals(status, "succeeded");
    const [first, second] = middle.passed;
    assertEquals([first.status, second.status, middle.passed.length], [200, 200, 2]);
    assertEquals(second.answer.get("idempotency-replayed"), "true");
    assertEquals(first.body, second.body);
    assert(first.headers.get("signature") !== second.headers.get("signature"));

    // The same request again, as it was captured.
    const again = await fetch(`${receiver.url}/v1/receive?steps=0`, {
      method: "POST",
      headers: first.headers,
      body: first.body,
    });
    assertEquals([again.status, (await again.json()).type], [403, "urn:semcast:problem:signature-replayed"]);

    // Altered on its way.
    middle.alter = (body) => body.map((byte, i) => i === 40 ? byte ^ 1 : byte);
    const altered = await post(transmitter.url);
    assertEquals(altered.status, 502);
    assertStringIncludes((await altered.json()).detail, "status 403, urn:semcast:problem:digest-mismatch");
    middle.alter = (body) => body;

    // Signed with a key that is not listed.
    const forged = await post(stranger.url);
    assertEquals(forged.status, 502);
    assertStringIncludes((await forged.json()).detail, "status 403, urn:semcast:problem:signature-invalid");

    // And all is well for who has the key.
    const good = await post(transmitter.url);
    assertEquals([good.status, good.headers.get("content-type")], [200, "image/png"]);
    await good.body?.cancel();
  } finally {
    await Promise.all([transmitter.stop(), stranger.stop()]);
    await middle.close();
    await receiver.stop();
  }
});
