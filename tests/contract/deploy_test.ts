import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { z } from "zod";
import { ENVIRONMENT, loadConfig } from "../../functions/_shared/http/config.ts";
import denoJson from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);

/** The part of the Compose specification that deploy.yml uses; an unknown key is a mistake. */
const serviceSchema = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.literal("."), dockerfile_inline: z.string() }),
  command: z.string(),
  environment: z.record(z.string(), z.string()),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal("service_healthy") })).optional(),
  mem_limit: z.string().regex(/^\d+m$/),
  healthcheck: z.strictObject({
    test: z.array(z.string()),
    interval: z.string(),
    timeout: z.string(),
    retries: z.int(),
    start_period: z.string(),
  }),
  read_only: z.literal(true),
  tmpfs: z.array(z.string()),
  cap_drop: z.tuple([z.literal("ALL")]),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  restart: z.literal("unless-stopped"),
});

const text = await Deno.readTextFile(new URL("deploy.yml", ROOT));
const { services } = z.object({ services: z.record(z.string(), serviceSchema) }).parse(parse(text, { merge: true }));

Deno.test("deploy.yml starts tasks that exist with a configuration that the functions accept", () => {
  assertEquals(Object.keys(services), ["transmitter", "receiver"]);
  for (const [name, service] of Object.entries(services)) {
    const task = /^deno task (\S+)$/.exec(service.command)?.[1] ?? "";
    assert(Object.hasOwn(denoJson.tasks, task), `${name} runs an unknown task`);
    const known: readonly string[] = ENVIRONMENT;
    assertEquals(Object.keys(service.environment).filter((variable) => !known.includes(variable)), [], name);
    const config = loadConfig((variable) => service.environment[variable]);
    assertEquals(config.HOST, "0.0.0.0");
    for (const port of service.ports ?? []) assert(port.endsWith(`:${config.PORT}`), `${name} publishes ${port}`);
    for (const dependency of Object.keys(service.depends_on ?? {})) assert(dependency in services);
  }
});

Deno.test("deploy.yml's transmitter forwards to where its receiver listens", () => {
  const receiver = new URL(services.transmitter.environment.RECEIVER_URL);
  assertEquals(receiver.port, services[receiver.hostname].environment.PORT);
  assertEquals(receiver.pathname, "/v1/receive");
});

Deno.test("what deploy.yml copies into the image exists and is what the functions import", async () => {
  for (const match of services.transmitter.build.dockerfile_inline.matchAll(/^\s*COPY (\S+)/gm)) {
    await Deno.stat(new URL(match[1], ROOT));
  }
});

const compose = await composeTool();
Deno.test({
  name: compose === undefined
    ? "deploy.yml by docker compose: skipped, it is not installed"
    : "docker compose accepts deploy.yml",
  ignore: compose === undefined,
  async fn() {
    const { success, stderr } = await new Deno.Command(compose![0], {
      args: [...compose!.slice(1), "-f", "deploy.yml", "config", "--quiet"],
      cwd: ROOT,
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  },
});

async function composeTool(): Promise<string[] | undefined> {
  try {
    const { success } = await new Deno.Command("docker", {
      args: ["compose", "version"],
      stdout: "null",
      stderr: "null",
    })
      .output();
    return success ? ["docker", "compose"] : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
