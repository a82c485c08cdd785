import { assertEquals, assertMatch } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

async function started(entry: string, env: Record<string, string>): Promise<{ code: number; lines: string[] }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--quiet", "--allow-read=.", "--allow-net", "--allow-env", entry],
    cwd: ROOT,
    env: { PORT: "0", HOST: "127.0.0.1", NO_COLOR: "1", OUTBOX_URL: "off", ...env },
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, lines: new TextDecoder().decode(stderr).trim().split("\n") };
}

Deno.test("what the operator has to put right is one line and status 2, for every function", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const mistakes: [string, Record<string, string>, RegExp][] = [
    ["functions/transmit/index.ts", { HOST: "0.0.0.0" }, /^error: Bad environment: AUTH: others can reach 0\.0\.0\.0/],
    ["functions/receive/index.ts", { AUTH: "keys", API_KEYS: "x" }, /^error: Bad environment: API_KEYS: API key 1 is/],
    ["functions/link/index.ts", { MAX_CONCURRENT: "many" }, /^error: Bad environment: MAX_CONCURRENT: /],
    ["functions/transmit/index.ts", { PORT: `${taken.addr.port}` }, /^error: Bad environment: PORT, HOST: .*in use/],
    ["functions/_shared/cli/start.ts", { RATE_LIMIT: "-1" }, /^error: Bad environment: RATE_LIMIT: /],
  ];
  for (const [entry, env, expected] of mistakes) {
    const { code, lines } = await started(entry, env);
    assertEquals([code, lines.length], [2, 1], lines.join("\n"));
    assertMatch(lines[0], expected);
  }
});
