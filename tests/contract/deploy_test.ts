import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { z } from "zod";
import { ENVIRONMENT, loadConfig } from "../../functions/_shared/http/config.ts";
import { createMetrics } from "../../functions/_shared/telemetry/metrics.ts";
import { outcomeOf } from "../outcome_of.ts";

const ROOT = new URL("../../", import.meta.url);

/** What every container has; an unknown key is a mistake. */
const locked = {
  image: z.string().regex(/^semcast-|:v?\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/, "Expected a pinned version"),
  environment: z.record(z.string(), z.string()).optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal("service_healthy") })).optional(),
  mem_limit: z.string().regex(/^\d+m$/),
  read_only: z.literal(true),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.tuple([z.literal("ALL")]),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  restart: z.literal("unless-stopped"),
};
const healthcheck = z.strictObject({
  test: z.array(z.string()),
  interval: z.string(),
  timeout: z.string(),
  retries: z.int(),
  start_period: z.string(),
});
const functionSchema = z.strictObject({
  ...locked,
  build: z.strictObject({ context: z.literal("."), dockerfile: z.literal("deploy/Containerfile"), target: z.string() }),
  environment: z.record(z.string(), z.string()),
  healthcheck,
});
const otherSchema = z.strictObject({
  ...locked,
  command: z.array(z.string()).optional(),
  user: z.literal("1000:1000").optional(),
  profiles: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  healthcheck: healthcheck.optional(),
  deploy: z.object({ resources: z.object({ reservations: z.object({ devices: z.array(z.object({})) }) }) }).optional(),
});

const text = (await Deno.readTextFile(new URL("deploy.yml", ROOT))).replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1");
const composition = z.object({
  services: z.object({ transmitter: functionSchema, receiver: functionSchema }).catchall(otherSchema),
  volumes: z.record(z.string(), z.object({})),
}).parse(parse(text, { merge: true }));
const { transmitter, receiver, ...others } = composition.services;
const services: Record<string, z.infer<typeof functionSchema>> = { transmitter, receiver };

Deno.test("deploy.yml starts images that are built here with a configuration that the functions accept", () => {
  assertEquals(Object.keys(others).sort(), ["collector", "grafana", "nats", "prometheus", "triton"]);
  const byTag = Object.entries(others).filter(([, { image }]) => !image.includes("@sha256:")).map(([name]) => name);
  assertEquals(byTag, ["triton"]);
  for (const [name, service] of Object.entries(services)) {
    assertEquals([service.image, service.build.target], [`semcast-${name}`, name]);
    const known: readonly string[] = ENVIRONMENT;
    assertEquals(
      Object.keys(service.environment).filter((variable) => !known.includes(variable) && !/^OTEL_/.test(variable)),
      [],
      name,
    );
    const config = loadConfig((variable) => service.environment[variable]);
    assertEquals(config.HOST, "0.0.0.0");
    for (const port of service.ports ?? []) assert(port.endsWith(`:${config.PORT}`), `${name} publishes ${port}`);
    for (const dependency of Object.keys(service.depends_on ?? {})) assert(dependency in composition.services);
  }
});

Deno.test("deploy.yml's transmitter forwards to where its receiver listens", () => {
  const receiver = new URL(services.transmitter.environment.RECEIVER_URL);
  assertEquals(receiver.port, services[receiver.hostname].environment.PORT);
  assertEquals(receiver.pathname, "/v1/receive");
});

Deno.test("what deploy.yml mounts exists, and its services find each other", async () => {
  for (const [name, { volumes = [] }] of Object.entries(others)) {
    for (const volume of volumes) {
      const [source] = volume.split(":");
      if (source.startsWith("./")) await Deno.stat(new URL(source, ROOT));
      else assert(source in composition.volumes, `${name} mounts an unknown volume ${source}`);
    }
  }
  const { OUTBOX_URL, OTEL_EXPORTER_OTLP_ENDPOINT } = transmitter.environment;
  for (const url of [OUTBOX_URL, OTEL_EXPORTER_OTLP_ENDPOINT]) assert(new URL(url).hostname in others, url);
  const scraped = parse(await Deno.readTextFile(new URL("deploy/prometheus.yml", ROOT)));
  assertEquals(
    scraped.scrape_configs[0].static_configs[0].targets,
    Object.entries(services).map(([name, { environment }]) => `${name}:${environment.PORT}`),
  );
});

Deno.test("the dashboard and the alerts ask only for metrics that there are", async () => {
  const known = await createMetrics(() => Promise.resolve(0), () => 0).text();
  const asked = await Promise.all(
    ["deploy/grafana/dashboards/semcast.json", "deploy/alerts.yml"].map((file) =>
      Deno.readTextFile(new URL(file, ROOT))
    ),
  );
  const names = asked.join().match(/semcast_[a-z_]+/g) ?? [];
  assert(names.length > 8);
  for (const name of names) assert(known.includes(`# TYPE ${name.replace(/_(bucket|sum|count)$/, "")} `), name);
});

const promtool = await Deno.stat("/usr/bin/promtool").then(() => true, () => false);
Deno.test({
  name: promtool ? "promtool accepts the configuration and the alerts" : "promtool: skipped, it is not installed",
  ignore: !promtool,
  async fn() {
    const { success, stdout, stderr } = await new Deno.Command("/usr/bin/promtool", {
      args: ["check", "config", "deploy/prometheus.yml"],
      cwd: ROOT,
    }).output();
    assert(success, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
  },
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
  const compose = await outcomeOf("docker", ["compose", "version"]);
  return compose?.success ? ["docker", "compose"] : undefined;
}
