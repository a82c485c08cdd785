import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { linkReportSchema } from "../../functions/_shared/result.ts";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { examplePhoto } from "./photos.ts";
import { startFunction } from "./process.ts";

Deno.test("start serves transmitter, receiver and link on one port", async () => {
  const photo = new Uint8Array(encodePng(resize(decodeImage((await examplePhoto()).bytes), 240, 160)));
  const server = await startFunction("functions/_shared/cli/start.ts");
  try {
    assertEquals((await (await fetch(`${server.url}/health/ready`)).json()).status, "ok");
    const { paths } = await (await fetch(`${server.url}/openapi.json`)).json();
    assertEquals(Object.keys(paths).sort(), [
      "/health/live",
      "/health/ready",
      "/v1/jobs/{id}",
      "/v1/jobs/{id}/events",
      "/v1/jobs/{id}/result",
      "/v1/link",
      "/v1/receive",
      "/v1/transmit",
    ]);

    const url = `${server.url}/v1/link?snr=6&symbols=6000&steps=1`;
    const response = await fetch(url, { method: "POST", body: photo });
    const report = linkReportSchema.parse(await response.json());
    assertEquals(report.image, { width: 240, height: 160 });
    assertLessOrEqual(report.symbols, 6000);
    const prefix = "data:image/png;base64,";
    assert(report.files.reconstruction.startsWith(prefix));
    const inside = Uint8Array.from(atob(report.files.reconstruction.slice(prefix.length)), (c) => c.charCodeAt(0));
    const direct = await fetch(url, { method: "POST", body: photo, headers: { accept: "image/png" } });
    assertEquals(new Uint8Array(await direct.arrayBuffer()), inside);

    const bad = await fetch(`${server.url}/v1/link?snr=abc`, { method: "POST", body: photo });
    assertEquals([bad.status, (await bad.json()).type], [400, "urn:semcast:problem:invalid-argument"]);
  } finally {
    await server.stop();
  }
});
