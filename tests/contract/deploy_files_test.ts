import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import { z } from "zod";
import { loadConfig } from "../../functions/_shared/http/config.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import denoJson from "../../deno.json" with { type: "json" };
import { outcomeOf } from "../outcome_of.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));

/** The program's outcome; undefined where it is not installed. */
function runTool(variable: string, name: string, args: string[]): Promise<Deno.CommandOutput | undefined> {
  return outcomeOf(Deno.env.get(variable) ?? name, args, { cwd: ROOT });
}

const [linter, workflowLinter, collector] = await Promise.all([
  runTool("HADOLINT", "hadolint", ["--version"]),
  runTool("ACTIONLINT", "actionlint", ["-version"]),
  runTool("OTELCOL", "otelcol", ["--version"]),
]);

/** Instructions of a Containerfile by stage, lines that go on joined. */
function stagesOf(text: string): Map<string, [string, string][]> {
  const stages = new Map<string, [string, string][]>();
  let current: [string, string][] = [];
  for (const line of text.replaceAll(/\\\n/g, " ").split("\n")) {
    const [, instruction, rest] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    if (instruction === undefined) continue;
    if (instruction === "FROM") stages.set(/ AS (\w+)$/.exec(rest)?.[1] ?? "", current = []);
    current.push([instruction, rest]);
  }
  return stages;
}

Deno.test("deploy/Containerfile: pinned base, nobody's user, the tasks' own permissions, files that exist", async () => {
  const stages = stagesOf(await read("deploy/Containerfile"));
  assertEquals([...stages.keys()], ["base", "transmitter", "receiver"]);
  const of = (stage: string, name: string) =>
    (stages.get(stage) ?? []).filter(([instruction]) => instruction === name).map(([, rest]) => rest);
  assertMatch(of("base", "FROM")[0], /^node:\d+\.\d+\.\d+-[a-z]+-slim@sha256:[0-9a-f]{64} AS base$/);
  for (const copied of of("base", "COPY")) {
    assertMatch(copied, /^(\S+) (\1|\.\/)$/);
    await Deno.stat(new URL(copied.split(" ")[0], ROOT));
  }
  for (const name of ["transmitter", "receiver"] as const) {
    assertEquals(of(name, "FROM"), [`base AS ${name}`]);
    assertEquals(of(name, "USER"), ["1000"]);
    const instructions = (stages.get(name) ?? []).map(([instruction]) => instruction);
    assertEquals(instructions.filter((instruction) => instruction === "ADD" || instruction === "COPY"), []);
    assert(instructions.indexOf("USER") > instructions.lastIndexOf("RUN"));
    const command = z.array(z.string()).parse(JSON.parse(of(name, "CMD")[0])).join(" ");
    assertEquals(command.replace(" --node-modules-dir=none", ""), denoJson.tasks[name].command);
    assert(of(name, "RUN")[0].includes(`functions/${name === "transmitter" ? "transmit" : "receive"}/index.ts`));
  }
});

Deno.test({
  name: linter === undefined
    ? "Containerfile by hadolint: skipped, it is not installed"
    : "hadolint has nothing to say",
  ignore: linter === undefined,
  async fn() {
    const { success, stdout } = (await runTool("HADOLINT", "hadolint", ["deploy/Containerfile"]))!;
    assert(success, new TextDecoder().decode(stdout));
  },
});

Deno.test({
  name: workflowLinter === undefined
    ? "workflows by actionlint: skipped, it is not installed"
    : "actionlint accepts the workflows",
  ignore: workflowLinter === undefined,
  async fn() {
    const { success, stdout } = (await runTool("ACTIONLINT", "actionlint", ["-no-color"]))!;
    assert(success, new TextDecoder().decode(stdout));
  },
});

Deno.test({
  name: collector === undefined
    ? "deploy/collector.yml by the collector: skipped, otelcol is not installed"
    : "the collector accepts deploy/collector.yml",
  ignore: collector === undefined,
  async fn() {
    const { success, stderr } =
      (await runTool("OTELCOL", "otelcol", ["validate", "--config", "deploy/collector.yml"]))!;
    assert(success, new TextDecoder().decode(stderr));
  },
});

const job = z.object({
  "runs-on": z.string().regex(/^ubuntu-\d+\.\d+$/, "Expected a pinned runner"),
  "timeout-minutes": z.int(),
  permissions: z.record(z.string(), z.string()).optional(),
  steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() }).catchall(z.unknown())),
}).catchall(z.unknown());
const workflow = z.object({
  permissions: z.strictObject({ contents: z.literal("read") }),
  jobs: z.record(z.string(), job),
}).catchall(z.unknown());

Deno.test("workflows: least rights, pinned runners and actions, no expression within a script, scripts that exist", async () => {
  const names = [...Deno.readDirSync(new URL(".github/workflows", ROOT))].map(({ name }) => name).sort();
  assertEquals(names, ["ci.yml", "deploy.yml"]);
  const commands: string[] = [];
  for (const name of names) {
    const { jobs } = workflow.parse(parse(await read(`.github/workflows/${name}`)));
    for (const { steps } of Object.values(jobs)) {
      for (const { uses, run, with: options } of steps) {
        // A tag can be moved to other code, a commit cannot.
        if (uses !== undefined) assertMatch(uses, /^actions\/[a-z-]+@[0-9a-f]{40}$/);
        // Else the token would be left in the checkout's configuration for every later step.
        if (uses?.startsWith("actions/checkout@")) assertEquals(options, { "persist-credentials": false });
        assert(!run?.includes("${{"), `${name} puts an expression into a script: ${run}`);
        if (run !== undefined) commands.push(run);
      }
    }
  }
  for (const script of [".ci/run", "examples/supabase/prepare.sh"]) {
    assert(commands.some((command) => command.includes(script)), script);
    assert((await Deno.stat(new URL(script, ROOT))).mode! & 0o100, `${script} is not executable`);
  }
});

Deno.test("deno.json's deploy key is one that Deno Deploy takes, and what it starts asks for AUTH there", async () => {
  // As its documentation of October 2026 lists them.
  const command = z.string().min(1).optional();
  const deploy = z.strictObject({
    install: command,
    build: command,
    predeploy: command,
    buildTimeout: z.union([z.int().min(60), z.string().regex(/^\d+[smh]$/)]).optional(),
    runtime: z.strictObject({
      type: z.literal("dynamic").optional(),
      entrypoint: z.string(),
      args: z.array(z.string()).optional(),
      cwd: z.string().optional(),
      memoryLimit: z.int().min(512).max(4096).optional(),
    }),
  }).parse(denoJson.deploy);
  assert((await read(deploy.runtime.entrypoint)).includes("import.meta.main"));
  assertEquals(deploy.install, `deno install --entrypoint ${deploy.runtime.entrypoint}`);
  const refused = await Promise.resolve().then(() =>
    loadConfig((name) => name === "DENO_DEPLOYMENT_ID" ? "x" : undefined)
  )
    .catch((error) => error);
  assert(refused instanceof SemcastError && refused.message.includes("AUTH"));
});
