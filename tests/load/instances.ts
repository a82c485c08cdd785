/** Instances of the transmitter as processes, and how much memory they hold. */

/** A running instance. */
export interface Instance {
  url: string;
  /** Resident memory in MB. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts one on a free port and waits until it is ready. */
export async function startInstance(): Promise<Instance> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-check", "--quiet", "--allow-read", "--allow-net=127.0.0.1", "--allow-env"],
      "functions/transmit/index.ts",
    ],
    cwd: new URL("../../", import.meta.url),
    env: { PORT: String(port), HOST: "127.0.0.1", AUTH: "off", OUTBOX_URL: "off" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  for (let ready = false; !ready;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    ready = await fetch(`${url}/health/ready`).then(async (response) => {
      await response.body?.cancel();
      return response.ok;
    }, () => false);
  }
  return {
    url,
    async memory() {
      // /proc would need all permissions.
      const ps = new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(child.pid)] });
      return Number(new TextDecoder().decode((await ps.output()).stdout)) / 1024;
    },
    async stop() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}
