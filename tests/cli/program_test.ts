import { assert, assertEquals, assertMatch } from "@std/assert";
import denoJson from "../../deno.json" with { type: "json" };
import { ENTRY, INCLUDED } from "../../functions/library/bundle/compile.ts";
import { program } from "../../functions/_shared/cli/semcast.ts";
import { ROOT, runProgram, semcast, withPhotos } from "./semcast.ts";
import { outcomeOf } from "../outcome_of.ts";

/** Whether a program is there; says so where it is not. */
async function installed(name: string): Promise<boolean> {
  if (await outcomeOf(name, ["--version"]) !== undefined) return true;
  console.log(`skipped: ${name} is not installed`);
  return false;
}

Deno.test("--help of every command has examples and exit statuses", async () => {
  const root = await semcast(["--help"]);
  assertEquals(root.code, 0);
  for (const command of program().commands) {
    assertMatch(root.stdout, new RegExp(`^  ${command.name()} `, "m"));
    let help = "";
    command.configureOutput({ writeOut: (text) => help += text }).outputHelp();
    assertMatch(help, new RegExp(`Examples:\n  semcast ${command.name()}[^]*\nExit status: 0 done, 2 bad argument`));
  }
  assertEquals((await semcast(["--version"])).stdout, `${denoJson.version}\n`);
});

Deno.test("bash completes commands, options, choices and files", async () => {
  if (!await installed("bash")) return;
  const { stdout } = await semcast(["completions", "bash"]);
  const complete = async (...words: string[]) => {
    const script = `${stdout}
      COMP_WORDS=(semcast "$@"); COMP_CWORD=$#; _semcast; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await runProgram("bash", ["-c", script, "bash", ...words])).stdout.trimEnd().split("\n");
  };
  assertEquals(await complete("re"), ["receive"]);
  assertEquals(await complete("models", "ver"), ["verify"]);
  assertEquals(await complete("send", "--cha"), ["--channel"]);
  assertEquals(await complete("send", "photo.jpg", "--channel", "tdl-"), ["tdl-a", "tdl-b", "tdl-c", "tdl-d", "tdl-e"]);
  assertEquals(await complete("transmit", "LICE"), ["LICENSE"]);
  assertEquals(await complete("completions", "f"), ["fish"]);
});

for (const shell of ["zsh", "fish"]) {
  Deno.test(`${shell} reads its completions`, async () => {
    const { stdout } = await semcast(["completions", shell]);
    assert(stdout.includes("transmit") && stdout.includes("channel") && stdout.includes("tdl-c"));
    if (!await installed(shell)) return;
    const file = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(file, stdout);
      const { code, stderr } = await runProgram(shell, ["-n", file]);
      assertEquals([code, stderr], [0, ""]);
    } finally {
      await Deno.remove(file);
    }
  });
}

Deno.test("a terminal sees a bar with the time left, which is gone at the end", async () => {
  if (!await installed("script")) return;
  await withPhotos(async (folder) => {
    const command = `'${Deno.execPath()}' run -q --no-check --allow-read --allow-write --allow-env ` +
      `functions/_shared/cli/semcast.ts transmit '${folder}' --out '${folder}/out' --jobs 1`;
    const { code, stdout } = await runProgram("script", ["-qec", command, "/dev/null"]);
    assertEquals(code, 0, stdout);
    assertMatch(stdout, /█+░+ 1\/3 {2}\d+(\.\d)? s left {2}\S*boat\.png/);
    assert(stdout.lastIndexOf("░") < stdout.lastIndexOf("still-life.png"), "The table comes after the bar");
  });
});

Deno.test("deno install -g makes a command of it", async () => {
  const root = await Deno.makeTempDir();
  try {
    const permissions = denoJson.tasks.semcast.command.split(" ").filter((word) => word.startsWith("--allow"));
    const installing = await runProgram(Deno.execPath(), [
      ...["install", "--quiet", "--global", "--root", root, "--name", "semcast", "--config", "deno.json"],
      ...[...permissions, "functions/_shared/cli/semcast.ts"],
    ]);
    assertEquals(installing.code, 0, installing.stderr);
    const photo = new URL("examples/boat.png", ROOT).pathname;
    const { code, stdout, stderr } = await runProgram("sh", [
      "-c",
      `cd '${root}' && PATH="$(dirname '${Deno.execPath()}'):$PATH" '${root}/bin/semcast' transmit '${photo}' --bpp 0.05`,
    ]);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /files {5}out\/boat\.semcast\n$/);
    assert((await Deno.stat(`${root}/out/boat.semcast`)).size > 100, "It lies where the caller is");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

/** Modules that are started as workers, by the addresses in the sources. */
async function workers(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ["functions", "kernels"]) {
    for await (const path of sources(new URL(`${folder}/`, ROOT))) {
      const text = await Deno.readTextFile(path);
      for (const [, file] of text.matchAll(/new Worker\(new URL\("(\.\/[^"]+\.ts)"/g)) {
        found.push(new URL(file, path).pathname.slice(ROOT.pathname.length));
      }
    }
  }
  assert(found.length > 2, found.join());
  return found;
}

async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && name !== "pkg" && name !== "target") yield* sources(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield new URL(name, folder);
  }
}

Deno.test("the compiled binary would hold every module and every file that is read", async () => {
  for (const entry of [ENTRY, ...INCLUDED.filter((file) => file.endsWith(".ts"))]) {
    const { code, stdout } = await runProgram(Deno.execPath(), ["info", "--json", entry]);
    assertEquals(code, 0);
    const { modules } = JSON.parse(stdout) as { modules: { specifier: string; error?: string }[] };
    assertEquals(modules.filter(({ error }) => error !== undefined), []);
  }
  // Workers are found by their address only, models are read: both have to be named.
  for (const file of ["models/manifest.json", "models/tiny", ...await workers()]) assert(INCLUDED.includes(file), file);
});
