import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { extname } from "node:path";
import { writePackage } from "../../functions/library/bundle/pack.ts";
import { createTransmitter } from "../../functions/library/transmitter.ts";
import { decodeImage, encodePng, resize, type Rgb } from "../../kernels/pixels/wasm.ts";

const ROOT = new URL("../../", import.meta.url);
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

async function findChromium(): Promise<string | undefined> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", "command -v chromium || command -v chromium-browser || command -v google-chrome"],
  }).output();
  return new TextDecoder().decode(stdout).trim() || undefined;
}

/** Serves a folder on a free port. */
function serveFolder(folder: URL) {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname;
    try {
      const file = await Deno.readFile(new URL(`.${path === "/" ? "/index.html" : path}`, folder));
      return new Response(file, { headers: { "content-type": TYPES[extname(path) || ".html"] ?? "text/plain" } });
    } catch {
      return new Response("No such file", { status: 404 });
    }
  });
}

const EXAMPLES = ["boat", "lighthouse", "still-life"];

/** Twenty photos: parts of the example pictures, most of them no whole number of cells wide and high. */
async function twentyPhotos(): Promise<Uint8Array[]> {
  const pictures = await Promise.all(
    EXAMPLES.map(async (name) => decodeImage(await Deno.readFile(new URL(`examples/${name}.png`, ROOT)))),
  );
  return Array.from({ length: 20 }, (_, i) => {
    const picture = pictures[i % pictures.length];
    const width = 400 + 17 * i, height = 300 + 9 * i;
    return encodePng(resize(part(picture, 2 * i, i, width, height), 170 + 9 * i, 130 + 6 * i));
  });
}

function part({ width: stride, data }: Rgb, x: number, y: number, width: number, height: number): Rgb {
  const rows = Array.from({ length: height }, (_, row) => 3 * ((y + row) * stride + x));
  return { width, height, data: Uint8Array.from(rows.flatMap((from) => [...data.subarray(from, from + 3 * width)])) };
}

Deno.test("the example page makes the packets of Deno of 20 photos in Chromium, with relaxed SIMD and without", async () => {
  const chromium = await findChromium();
  if (chromium === undefined) return console.log("skipped: Chromium is not installed");
  const folder = new URL(`file://${await Deno.makeTempDir()}/`);
  try {
    await writePackage(new URL("node_modules/semcast/", folder));
    for (const file of ["index.html", "page.js"]) {
      await Deno.copyFile(new URL(`examples/browser/${file}`, ROOT), new URL(file, folder));
    }
    const transmitter = await createTransmitter();
    const digests: string[] = [], photos: string[] = [];
    for (const [i, png] of (await twentyPhotos()).entries()) {
      photos.push(new URL(`${i}.png`, folder).pathname);
      await Deno.writeFile(photos[i], png);
      digests.push(createHash("sha256").update(transmitter.encode(png, { snr: 3 }).packet).digest("hex"));
    }
    await using server = serveFolder(folder);
    const url = `http://127.0.0.1:${server.addr.port}/`;
    // «sse»: relaxed instructions as a processor without AVX carries them out.
    for (const simd of ["relaxed", "sse", "plain"]) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "--no-check",
          "--allow-all",
          "tests/library/chromium_page.ts",
          chromium,
          url,
          simd,
          ...photos,
        ],
        cwd: ROOT,
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      assertEquals(new TextDecoder().decode(stdout).trimEnd().split("\n"), [
        ...digests,
        simd === "plain" ? "plain" : "relaxed",
      ]);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
