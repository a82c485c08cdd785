import { assert, assertEquals } from "@std/assert";
import { compileArguments, ENTRY, INCLUDED, PERMISSIONS } from "../../functions/library/bundle/compile.ts";
import { runTask } from "../end_to_end/run_task.ts";
import { ROOT } from "./semcast.ts";

/** Writes the Studio where it is not yet: `deno task compile` does so by itself. */
async function build(): Promise<void> {
  try {
    await Deno.stat(new URL("out/studio/files.json", ROOT));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const { code, stderr } = await runTask("studio");
    assertEquals(code, 0, stderr);
  }
}

/** The command that `deno task compile` makes, in a folder, or the same from its sources where its runtime cannot be had. */
async function command(folder: string): Promise<[program: string, ...args: string[]]> {
  const compiled = `${folder}/semcast`;
  const args = await compileArguments(compiled);
  const { code, stderr } = await compile(args);
  if (code === 0) return [compiled];
  assert(/dns error|download|connect/i.test(stderr), stderr);
  // All but the runtime below it: with Deno itself in its place the binary is written, but is Deno.
  const standIn = await compile(args, { DENORT_BIN: Deno.execPath() });
  assertEquals(standIn.code, 0, standIn.stderr);
  const megabytes = (await Deno.stat(compiled)).size / 1e6;
  assert(megabytes > 100 && megabytes < 260, `${megabytes} MB`);
  console.log("skipped: the runtime of compiled programs cannot be downloaded; the command runs from its sources");
  return [
    ...[Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-check", ...PERMISSIONS] as const,
    new URL(ENTRY, ROOT).pathname,
  ];
}

async function compile(args: string[], env: Record<string, string> = {}): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("the compiled binary serves the Studio at /, from any folder", async () => {
  await build();
  const cwd = await Deno.makeTempDir();
  const [program, ...args] = await command(cwd);
  const child = new Deno.Command(program, {
    args: [...args, "serve", "--port", "0"],
    cwd,
    env: { NO_COLOR: "1", OUTBOX_URL: "off" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const output = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let said = "", url: string | undefined;
    while (url === undefined) {
      const { value, done } = await output.read();
      assert(!done, `It ended before it listened: ${said}`);
      said += value;
      url = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
    }
    const page = await fetch(`${url}/`);
    assertEquals([page.status, page.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
    const html = await page.text();
    assert(html.includes("<title>Semcast Studio"), html.slice(0, 400));
    const names = [...html.matchAll(/(?:href|src)="\/(studio\/[^"]+)"/g)].map(([, name]) => name);
    for (const name of [...names, "studio/engine.js", "studio/models/manifest.json", "studio/examples/boat.webp"]) {
      const answer = await fetch(`${url}/${name}`);
      assertEquals([name, answer.status], [name, 200]);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      assert(bytes.length > 0, name);
      // The page's own files, as they were written.
      assertEquals(bytes, await Deno.readFile(new URL(`out/${name}`, ROOT)));
    }
    assert(names.some((name) => name.endsWith(".js")) && names.some((name) => name.endsWith(".css")), names.join());
    assert(INCLUDED.includes("out/studio"));
  } finally {
    child.kill("SIGTERM");
    await child.status;
    await output.cancel();
    await Deno.remove(cwd, { recursive: true });
  }
});
