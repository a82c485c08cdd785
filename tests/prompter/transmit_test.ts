import { assert, assertEquals } from "@std/assert";
import { loadConfig } from "../../functions/_shared/http/config.ts";
import { parse, payloadOf } from "../../functions/_shared/packet/index.ts";
import { decodePrompt, type Prompt } from "../../functions/_shared/semantics/index.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { transmitService } from "../../functions/transmit/service.ts";
import { decodeKeyMap } from "../../kernels/entropy/wasm.ts";
import { withEndpoint } from "./with_endpoint.ts";

const photo = await Deno.readFile(new URL("../../examples/boat.png", import.meta.url));
const own: Prompt = {
  scene: "beach",
  time: "dusk",
  palette: ["orange"],
  regions: [{ label: "water", position: "across the bottom", colour: "navy", texture: "soft" }],
  caption: "Evening on the <b>lake</b>",
};

/** Posts the photo to a transmitter with this environment. */
async function transmit(fields: Record<string, string>, environment: Record<string, string> = {}) {
  const config = loadConfig((name) => environment[name]);
  const form = new FormData();
  form.append("image", new Blob([photo]));
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const request = new Request("http://localhost/v1/transmit", { method: "POST", body: form });
  const answer = await createTransmitApp(transmitService(config), config).fetch(request);
  if (!answer.ok) return { answer, problem: await answer.json() };
  const packet = parse(new Uint8Array(await answer.arrayBuffer()));
  const { width, height } = packet.header;
  const columns = Math.ceil(width / 16), rows = Math.ceil(height / 16);
  return {
    answer,
    by: answer.headers.get("semcast-prompter"),
    prompt: decodePrompt(payloadOf(packet, "prompt")!),
    key: decodeKeyMap(payloadOf(packet, "key_map")!, columns, rows),
    columns,
  };
}

Deno.test("the transmitter sends the caller's own prompt", async () => {
  const { by, prompt } = await transmit({ prompt: JSON.stringify(own) });
  assertEquals(by, "given");
  assertEquals(prompt, own);
});

Deno.test("the transmitter refuses a prompt that is no JSON or breaks the schema, by name", async () => {
  for (const bad of ["{", "[]", JSON.stringify({ ...own, scene: "moon" }), JSON.stringify({ ...own, eval: "1" })]) {
    const { answer, problem } = await transmit({ prompt: bad });
    assertEquals(answer.status, 400);
    assertEquals(problem.errors[0].field.split(".")[0], "prompt");
  }
});

Deno.test("the transmitter asks its own network where nothing else is said, and refuses an endpoint that it has not", async () => {
  assertEquals((await transmit({})).by, "tiny");
  const { answer, problem } = await transmit({ prompter: "http" });
  assertEquals(answer.status, 400);
  assertEquals(problem.errors, [{ field: "prompter", message: "No endpoint is configured; set PROMPTER_URL" }]);
});

Deno.test("the transmitter asks a configured endpoint, and its own network where that fails or is asked for", async () => {
  await withEndpoint(async (root) => {
    const environment = (model: string) => ({
      PROMPTER_URL: `${root}/v1`,
      PROMPTER_MODEL: model,
      PROMPTER_RETRIES: "0",
    });
    const asked = await transmit({}, environment("good"));
    assertEquals(asked.by, "http");
    assertEquals(asked.prompt?.caption, "A red bus waits at a corner");
    const failed = await transmit({}, environment("prose"));
    assertEquals(failed.by, 'tiny; fallback="The answer is no JSON"');
    assertEquals((await transmit({ prompter: "tiny" }, environment("good"))).by, "tiny");
  });
});

Deno.test("key_fraction is a budget, and roi comes first in it", async () => {
  const share = (key: Uint8Array | undefined) => key!.reduce((sum, cell) => sum + cell, 0) / key!.length;
  const whole = await transmit({ key_fraction: "0.25" });
  assert(Math.abs(share(whole.key) - 0.25) < 0.01);
  const { key, columns = 0 } = await transmit({ key_fraction: "0.25", roi: "0,0,64,64" });
  assert(Math.abs(share(key) - 0.25) < 0.01);
  for (const cell of [0, 3, 3 * columns, 3 * columns + 3]) assertEquals(key![cell], 1);
});

Deno.test("key_classes that the photo has not leave the choice to the network; unknown ones are refused", async () => {
  const auto = await transmit({});
  assertEquals((await transmit({ key_classes: "zebra" })).answer.status, 400);
  const { problem } = await transmit({ key_classes: "person,,car" });
  assertEquals(problem.errors[0].field, "key_classes");
  assertEquals((await transmit({ key_classes: "screen" })).key, auto.key);
});
