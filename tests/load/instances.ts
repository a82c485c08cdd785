/** Instances of the transmitter as processes, and how much memory they hold. */
import { startFunction } from "../end_to_end/process.ts";

/** A running instance. */
export interface Instance {
  url: string;
  /** Resident memory in MB. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts one on a free port and waits until it is ready. */
export async function startInstance(): Promise<Instance> {
  const { url, pid, stop } = await startFunction("functions/transmit/index.ts", {
    env: { AUTH: "off" },
    permissions: ["--allow-read", "--allow-net=127.0.0.1", "--allow-env"],
  });
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
      const ps = new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] });
      return Number(new TextDecoder().decode((await ps.output()).stdout)) / 1024;
    },
    stop,
  };
}
