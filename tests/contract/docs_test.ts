import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { LINK_EXAMPLE, RECEPTION_EXAMPLE } from "../../functions/_shared/examples.ts";
import { linkReportSchema, receptionSchema } from "../../functions/_shared/result.ts";
import { addLinkRoutes } from "../../functions/link/app.ts";
import { addReceiveRoutes } from "../../functions/receive/app.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { config, stubReceiver, stubTransmitter } from "./stubs.ts";

interface Operation {
  summary?: string;
  responses: Record<string, { content?: Record<string, { schema?: unknown; example?: unknown }> }>;
  "x-codeSamples"?: { source: string }[];
}

function everything() {
  const app = createTransmitApp(stubTransmitter(), config());
  addReceiveRoutes(app, stubReceiver(), config());
  addLinkRoutes(app, { ready: () => Promise.resolve(), send: () => Promise.reject(new Error("unused")) }, config());
  return app;
}

Deno.test("/docs is a list of all routes without JavaScript, and loads one file from elsewhere, held to its digest", async () => {
  const app = everything();
  const response = await app.request("/docs");
  assertEquals(response.headers.get("content-type"), "text/html; charset=UTF-8");
  const text = await response.text();
  const { paths } = await (await app.request("/openapi.json")).json();
  for (const path of Object.keys(paths)) assertStringIncludes(text, ` ${path}</code></h2>`);
  const addresses = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  const [elsewhere] = addresses.filter((address) => address.includes("//"));
  assertEquals(addresses, ["openapi.json", elsewhere, "docs.js"]);
  assert(/@\d+\.\d+\.\d+\//.test(elsewhere), "no fixed version");
  assert(/integrity="sha384-[\w+/]{64}" crossorigin="anonymous"/.test(text));
  const policy = response.headers.get("content-security-policy") ?? "";
  assertStringIncludes(policy, "default-src 'none'");
  assertStringIncludes(policy, `script-src 'self' ${elsewhere};`);
  assertStringIncludes(policy, "connect-src 'self'");
  // A script in the page itself would not run under this policy.
  assert(!/<script>|\son\w+=/.test(text));
  const script = await app.request("/docs.js");
  assertEquals(script.headers.get("content-type"), "text/javascript; charset=utf-8");
  assertStringIncludes(await script.text(), "openapi.json");
});

const ROUTES = ["/health/live", "/health/ready", "/v1/transmit", "/v1/receive", "/v1/link"];

Deno.test("each of these routes has a summary and a command, each of its JSON answers an example", async () => {
  const { openapi, paths, components } = await (await everything().request("/openapi.json")).json();
  assertEquals(openapi, "3.1.0");
  for (const [path, methods] of Object.entries<Record<string, Operation>>(paths)) {
    if (!ROUTES.includes(path)) continue;
    for (const operation of Object.values(methods)) {
      assert(operation.summary, path);
      assertStringIncludes(operation["x-codeSamples"]?.[0].source ?? "", path);
      for (const [status, { content = {} }] of Object.entries(operation.responses)) {
        for (const [type, { schema, example }] of Object.entries(content)) {
          if (!type.endsWith("json") || (path === "/v1/transmit" && status === "200")) continue;
          const name = /"\$ref":"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(schema))?.[1] ?? "";
          assert(example !== undefined || components.schemas[name]?.example !== undefined, `${path} ${status} ${type}`);
        }
      }
    }
  }
});

Deno.test("the examples are what the schemas say", () => {
  assertEquals(receptionSchema.parse(RECEPTION_EXAMPLE).image, { width: 768, height: 512 });
  assertEquals(linkReportSchema.parse(LINK_EXAMPLE).symbols, 73_204);
});
