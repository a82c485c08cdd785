/**
 * The processes of a deployment on this machine: transmitter, receiver, an inference server, and NATS where it is installed.
 *
 * @module
 */
import { natsServer } from "../outbox/nats_server.ts";
import { supervise, type Victim } from "./victim.ts";

/** A deployment. */
export interface Stack {
  /** Where the transmitter listens. */
  url: string;
  /** `OUTBOX_URL` of the transmitter and of the receiver; one and the same with NATS. */
  outboxes: string[];
  victims: Victim[];
  /** Whether transmitter and receiver can work just now. */
  ready(): Promise<boolean>;
  /** Ends all processes for good. */
  stop(): Promise<void>;
}

/**
 * Starts them, without waiting for anything.
 *
 * @param folder for files and logs
 */
export function startStack(folder: string): Stack {
  const [transmitter, receiver, inference, nats] = [freePort(), freePort(), freePort(), freePort()];
  const victims: Victim[] = [];
  const start = (name: string, program: string, args: string[], env: Record<string, string> = {}) =>
    victims.push(supervise(name, program, args, env, `${folder}/${name}.log`));
  const deno = (name: string, args: string[], env: Record<string, string> = {}) => {
    const permissions = ["--allow-net", "--allow-env", "--allow-read", `--allow-write=${folder}`];
    start(name, Deno.execPath(), ["run", "--no-prompt", "--no-check", "--quiet", ...permissions, ...args], env);
  };
  const outbox = (name: string) =>
    natsServer === undefined ? `sqlite:${folder}/${name}.sqlite` : `nats://127.0.0.1:${nats}`;
  const common = { HOST: "127.0.0.1", AUTH: "off", JOB_LEASE_MS: "5000", JOB_WORKERS: "4", OUTBOX_MAX_DEPTH: "10000" };

  if (natsServer !== undefined) {
    const where = ["--store_dir", `${folder}/nats`, "--addr", "127.0.0.1", "--port", String(nats)];
    start("nats", natsServer, ["--jetstream", ...where]);
  }
  deno("inference", ["tests/decoder/fixtures/oip_server.ts", String(inference), "shipped"]);
  deno("receiver", ["functions/receive/index.ts"], {
    ...common,
    PORT: String(receiver),
    OUTBOX_URL: outbox("receiver"),
    DECODER: `http://127.0.0.1:${inference}`,
  });
  deno("transmitter", ["functions/transmit/index.ts"], {
    ...common,
    PORT: String(transmitter),
    OUTBOX_URL: outbox("transmitter"),
    RECEIVER_URL: `http://127.0.0.1:${receiver}/v1/receive`,
  });
  return {
    url: `http://127.0.0.1:${transmitter}`,
    outboxes: [...new Set([outbox("transmitter"), outbox("receiver")])],
    victims,
    ready: async () => (await Promise.all([transmitter, receiver].map(isReady))).every(Boolean),
    stop: async () => void await Promise.all(victims.map((victim) => victim.stop())),
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
