/**
 * `/docs`: the API for people. The page is a plain list of the routes with a command for each; where JavaScript runs and
 * the network allows it, Scalar takes its place.
 *
 * What it loads from elsewhere is one file, Scalar's own build at a fixed version, held to its digest; nothing else can be
 * loaded, since the policy names that file and this server only. Fonts, proxy and telemetry of Scalar are off.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { html } from "hono/html";

const SCALAR = {
  src: "https://cdn.jsdelivr.net/npm/@scalar/api-reference@1.76.0/dist/browser/standalone.js",
  integrity: "sha384-oH1C0RwqcwbVXkC+r8A+4qRoyEUQdtxAzOwumkxZtQBBcsy61FOoPt7B50OVJYYQ",
} as const;

// Scalar writes style elements of its own: without them it has no layout.
const POLICY = [
  "default-src 'none'",
  `script-src 'self' ${SCALAR.src}`,
  "style-src 'unsafe-inline'",
  "img-src data:",
  "font-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = { "content-security-policy": POLICY };

const START = `if (globalThis.Scalar) {
  document.getElementById("plain").hidden = true;
  Scalar.createApiReference("#reference", {
    url: "openapi.json",
    withDefaultFonts: false,
    proxyUrl: "",
    telemetry: false,
    agent: { disabled: true },
    hideClientButton: true,
  });
}
`;

const STYLE = `body { margin: 0; font: 16px/1.5 system-ui, sans-serif }
#plain { max-width: 60rem; margin: auto; padding: 1rem }
pre { overflow-x: auto; padding: .5rem; background: #8882 }
code { font-family: ui-monospace, monospace }`;

/** What the page shows of a route. */
interface Operation {
  method: string;
  path: string;
  summary: string;
  /** A command that calls it. */
  command: string | undefined;
}

/** A command line for a route, as OpenAPI's readers show it (`x-codeSamples`). */
export function curl(source: string): { "x-codeSamples": { lang: string; label: string; source: string }[] } {
  return { "x-codeSamples": [{ lang: "Shell", label: "curl", source }] };
}

/** Adds `GET /docs` and the script that starts Scalar on it. */
export function addDocs(app: OpenAPIHono, { title, description }: { title: string; description: string }): void {
  app.get("/docs", (c) => c.html(page(title, description, operationsOf(app)), 200, HEADERS));
  app.get("/docs.js", (c) => c.body(START, 200, { ...HEADERS, "content-type": "text/javascript; charset=utf-8" }));
}

function operationsOf(app: OpenAPIHono): Operation[] {
  const operations: Operation[] = [];
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { method, path, summary = "", "x-codeSamples": samples } = definition.route;
    const command = Array.isArray(samples) ? String(samples[0].source) : undefined;
    operations.push({ method: method.toUpperCase(), path, summary, command });
  }
  return operations;
}

function page(title: string, description: string, operations: Operation[]) {
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>${title}</title>
        <style>${STYLE}</style>
      </head>
      <body>
        <main id="plain">
    <h1>${title}</h1>
    <p>${description}. The whole description is <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
    ${operations.map(({ method, path, summary, command }) =>
      html`
        <section>
        <h2><code>${method} ${path}</code></h2>
        <p>${summary}</p>
        ${command === undefined ? "" : html`<pre><code>${command}</code></pre>`}
        </section>
      `
    )}</main>
        <div id="reference"></div>
        <script src="${SCALAR.src}" integrity="${SCALAR.integrity}" crossorigin="anonymous"></script>
        <script src="docs.js"></script>
      </body>
    </html>
  `;
}
