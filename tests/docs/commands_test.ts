import { assert, assertEquals } from "@std/assert";
import { dirname } from "node:path";
import { outcomeOf } from "../outcome_of.ts";

const ROOT = new URL("../../", import.meta.url);

/** The commands that a document says can be run as they are: `sh` fences under the line `<!-- run -->`. */
export function runnable(text: string): { line: number; script: string }[] {
  return [...text.matchAll(/<!-- run -->\s+```sh\n([^]*?)```/g)].map(({ index, 1: script }) => ({
    line: text.slice(0, index).split("\n").length,
    script,
  }));
}

/** Lines of `sh` fences that neither are run nor tell under `<!-- skip: … -->` why not. */
export function unexplained(text: string): number[] {
  return [...text.matchAll(/^```sh$/gm)].filter(({ index }) => {
    return !/<!-- (run|skip: [^>]{8,}) -->\s+$/.test(text.slice(0, index));
  }).map(({ index }) => text.slice(0, index).split("\n").length);
}

async function documents(): Promise<string[]> {
  const docs = (await Array.fromAsync(Deno.readDir(new URL("docs/", ROOT)))).map(({ name }) => `docs/${name}`);
  return ["README.md", ...docs.filter((name) => name.endsWith(".md")).sort()];
}

for (const name of await documents()) {
  const commands = runnable(await Deno.readTextFile(new URL(name, ROOT)));
  if (commands.length === 0) continue;
  // A minute's work: in continuous integration, or when asked for by CI=true.
  const ignore = !Deno.env.get("CI");
  const skipped = ignore ? ": skipped, CI is not set" : "";
  Deno.test({
    name: `the commands of ${name} run as they stand there${skipped}`,
    ignore,
    fn: async (t) => {
      const home = await Deno.makeTempDir();
      try {
        await Deno.mkdir(new URL("out", ROOT), { recursive: true });
        for (const { line, script } of commands) {
          await t.step(`line ${line}`, async () => {
            if (/\b(curl|npm) /.test(script) && !await there(/curl /.test(script) ? "curl" : "npm")) {
              return console.log(`skipped: ${name}:${line} needs curl or npm`);
            }
            const { code, stderr } = await new Deno.Command("bash", {
              args: ["-m", "-e", "-o", "pipefail", "-c", script],
              cwd: ROOT,
              env: {
                NO_COLOR: "1",
                DENO_NO_UPDATE_CHECK: "1",
                DENO_INSTALL_ROOT: home,
                INIT_CWD: "",
                PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
              },
              stdin: "null",
            }).output();
            assertEquals(code, 0, `${name}:${line}\n${script}\n${new TextDecoder().decode(stderr)}`);
          });
        }
      } finally {
        await Deno.remove(home, { recursive: true });
        await Deno.remove(new URL("received.png", ROOT)).catch(() => {});
      }
    },
  });
}

async function there(program: string): Promise<boolean> {
  return await outcomeOf(program, ["--version"]) !== undefined;
}

Deno.test("a command is run where its fence is marked, and nowhere else", () => {
  const text = "a\n\n```sh\nno\n```\n\n<!-- run -->\n\n```sh\nyes --now\n```\n\n<!-- run -->\n```js\nno\n```\n";
  assertEquals(runnable(text), [{ line: 7, script: "yes --now\n" }]);
  assert(runnable(text.replaceAll("run", "ran")).length === 0);
});

Deno.test("every command of the documents is run here, or says why it is not", async () => {
  for (const name of await documents()) {
    const lines = unexplained(await Deno.readTextFile(new URL(name, ROOT)));
    assertEquals(lines, [], `${name}: put «<!-- run -->» or «<!-- skip: why -->» before the fences of these lines`);
  }
  assertEquals(unexplained("```sh\na\n```\n\n<!-- skip: takes hours -->\n\n```sh\nb\n```\n\n<!-- skip: -->\n```sh\n"), [
    1,
    12,
  ]);
});
