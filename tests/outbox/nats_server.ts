/** A real NATS server with JetStream, as Debian's package `nats-server` installs it. */

/** The program, where it is installed. */
export const natsServer = ["/usr/sbin/nats-server", "/usr/bin/nats-server"].find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** A running server. */
export interface NatsServer {
  url: string;
  /** Kills it at once, as a crash does, and starts it again over the same files. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startNats(): Promise<NatsServer> {
  const folder = await Deno.makeTempDir();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const run = async () => {
    if (natsServer === undefined) throw new Error("nats-server is not installed");
    const process = new Deno.Command(natsServer, {
      args: ["--jetstream", "--store_dir", folder, "--addr", "127.0.0.1", "--port", String(port)],
      stdout: "null",
      stderr: "null",
    }).spawn();
    for (let i = 0; i < 200; i++) {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port })).close();
        return process;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error("nats-server does not listen");
  };
  let process = await run();
  const kill = async (signal: Deno.Signal) => {
    process.kill(signal);
    await process.status;
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    async crash() {
      await kill("SIGKILL");
      process = await run();
    },
    async stop() {
      await kill("SIGTERM");
      await Deno.remove(folder, { recursive: true });
    },
  };
}
