import { assert, assertEquals, assertMatch } from "@std/assert";
import { npmPack, writePackage } from "../../functions/library/bundle/pack.ts";
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";
import { createTransmitter } from "../../functions/library/transmitter.ts";
import { randomAdapter } from "../decoder/fixtures/adapters.ts";
import { startSupabaseFunction } from "./supabase_function.ts";

const ROOT = new URL("../../", import.meta.url);

/** Runs a program; undefined where it is not installed. */
async function run(program: string, args: string[], cwd: URL): Promise<string | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args,
      cwd,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const [out, problems] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals(code, 0, `${program} ${args.join(" ")}: ${out}${problems}`);
    return out;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return undefined;
  }
}

async function copy(from: string, to: URL): Promise<void> {
  await Deno.mkdir(new URL(".", to), { recursive: true });
  await Deno.copyFile(new URL(from, ROOT), to);
}

/** The package, packed and installed in an empty folder, with onnxruntime-web as this project has it. */
async function install(folder: URL): Promise<boolean> {
  if (await run("npm", ["--version"], folder) === undefined) return false;
  await writePackage(new URL("package/", folder));
  const tarball = await npmPack(new URL("package/", folder), folder);
  await Deno.remove(new URL("package/", folder), { recursive: true });
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball], folder);
  const runtime = await Deno.realPath(new URL("node_modules/onnxruntime-web", ROOT));
  await Deno.symlink(runtime, new URL("node_modules/onnxruntime-web", folder));
  return true;
}

/** A small photo. */
async function photo(): Promise<Uint8Array> {
  const picture = decodeImage(await Deno.readFile(new URL("examples/lighthouse.png", ROOT)));
  return encodePng(resize(picture, 240, 160));
}

Deno.test("the packed package runs in an empty folder: Node, Deno, a Supabase function, types", async (t) => {
  const folder = new URL(`file://${await Deno.makeTempDir()}/`);
  try {
    if (!await install(folder)) return console.log("skipped: npm is not installed");
    const deno = [
      "run",
      "--quiet",
      "--no-prompt",
      "--node-modules-dir=manual",
      "--allow-read",
      "--allow-env",
      "--allow-net=127.0.0.1",
    ];
    const png = await photo();
    await Deno.writeFile(new URL("photo.png", folder), png);
    const { packet } = (await createTransmitter()).encode(png, { snr: 3 });

    await t.step("the Node example gives one and the same picture in Node and in Deno", async () => {
      await copy("examples/node/send.mjs", new URL("send.mjs", folder));
      const pictures: Uint8Array[] = [];
      for (const [program, args] of [["node", []], [Deno.execPath(), [...deno, "--allow-write"]]] as const) {
        const printed = await run(program, [...args, "send.mjs", "photo.png", "3"], folder);
        if (printed === undefined) {
          console.log(`skipped: ${program} is not installed`);
          continue;
        }
        assertMatch(printed, new RegExp(`^${packet.length} bytes in \\d+ ms, CBR 0\\.0\\d+\nA photo of `));
        assertMatch(printed, /base ok.*\nreceived\.png: 240×160, PSNR 2\d\.\d\d dB\n$/);
        pictures.push(await Deno.readFile(new URL("received.png", folder)));
        await Deno.remove(new URL("received.png", folder));
      }
      for (const picture of pictures) assertEquals(picture, pictures[0]);
    });

    await t.step("adapters, threads and the analog mode, in Node and in Deno", async () => {
      await copy("tests/library/more.mjs", new URL("more.mjs", folder));
      const adapter = randomAdapter({ "synthesis.g_s.fine_in": [96, 195] }, 4, 1);
      await Deno.writeFile(new URL("adapter.safetensors", folder), adapter);
      for (const [program, args] of [["node", []], [Deno.execPath(), deno]] as const) {
        const printed = await run(program, [...args, "more.mjs"], folder);
        if (printed === undefined) {
          console.log(`skipped: ${program} is not installed`);
          continue;
        }
        const { plain, adapted, without, samples, analog: [at9, at3, at0], refused } = JSON.parse(printed);
        assert(plain > 25 && without === plain, printed);
        assert(Math.abs(adapted - plain) > 0.01, printed);
        assertEquals(samples, Math.floor(240 * 160 * 3 / 8));
        assert(at9 > at3 && at3 > at0 && at0 > 20, printed);
        const argument = "invalid-argument";
        assertEquals(refused, ["malformed", argument, argument, argument, argument]);
      }
    });

    await t.step("the Supabase function answers a photo with the packet, and no photo with 400", async () => {
      const own = new URL("functions/transmit/", folder);
      for (const file of ["index.ts", "deno.json"]) {
        await copy(`examples/supabase/functions/transmit/${file}`, new URL(file, own));
      }
      // As the comment at the head of index.ts says.
      const copied = /(mkdir[^\n]*)\n\/\/ +(cp[^\n]*)\n\/\/ +(cp[^\n]*)\n\/\/ +(cp[^\n]*)\n/.exec(
        await Deno.readTextFile(new URL("index.ts", own)),
      )?.slice(1);
      assert(copied !== undefined);
      const script = copied.join(" && ").replaceAll("node_modules", "../../node_modules");
      await run("bash", ["-c", script], own);
      const { url, stop } = await startSupabaseFunction(own, deno.filter((arg) => arg !== "--quiet"));
      try {
        const answer = await fetch(`${url}?snr=3`, { method: "POST", body: new Uint8Array(png) });
        assertEquals([answer.status, new Uint8Array(await answer.arrayBuffer())], [200, packet]);
        const refused = await fetch(url, { method: "POST", body: "no photo" });
        assertEquals([refused.status, (await refused.json()).code], [400, "unsupported"]);
      } finally {
        await stop();
      }
    });

    await t.step("its types hold for a strict TypeScript project", async () => {
      await copy("tests/library/consumer.ts.txt", new URL("consumer.ts", folder));
      await run(Deno.execPath(), ["check", "--quiet", "--node-modules-dir=manual", "consumer.ts"], folder);
      const options = { noEmit: true, strict: true, target: "es2022", lib: ["es2022", "dom"], types: [] };
      const resolution = { module: "esnext", moduleResolution: "bundler" };
      const config = { compilerOptions: { ...options, ...resolution }, files: ["consumer.ts"] };
      await Deno.writeTextFile(new URL("tsconfig.json", folder), JSON.stringify(config));
      const tsc = new URL("node_modules/typescript/bin/tsc", ROOT).pathname;
      if (await run("node", [tsc, "-p", "."], folder) === undefined) console.log("skipped: Node is not installed");
    });

    await t.step("packet needs neither kernels nor networks: 10 kB", async () => {
      const scripts = new URL("node_modules/semcast/browser/", folder);
      const read = async (name: string, seen = new Set<string>()): Promise<number> => {
        if (seen.has(name)) return 0;
        seen.add(name);
        const text = await Deno.readTextFile(new URL(name, scripts));
        let bytes = text.length;
        for (const [, other] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) bytes += await read(other, seen);
        return bytes;
      };
      const bytes = await read("packet.js");
      assert(bytes < 10_000, `packet.js and what it imports: ${bytes} bytes`);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("JSR would take the package: no slow types, every import known", async () => {
  await run(Deno.execPath(), ["publish", "--quiet", "--dry-run", "--allow-dirty", "--no-check"], ROOT);
});

Deno.test("deno.jsr.json is deno.json with @std/assert from JSR", async () => {
  const [here, jsr] = await Promise.all(
    ["deno.json", "deno.jsr.json"].map(async (file) => JSON.parse(await Deno.readTextFile(new URL(file, ROOT)))),
  );
  assertEquals(jsr, { ...here, imports: { ...here.imports, "@std/assert": "jsr:@std/assert@1" } });
});
