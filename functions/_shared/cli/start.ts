/**
 * `deno task start`: transmitter, receiver, simulated link and Studio on one port. `forward=true` goes to this same process over
 * HTTP unless RECEIVER_URL names another receiver.
 *
 * @module
 */
import { createTransmitApp } from "../../transmit/app.ts";
import { transmitService } from "../../transmit/service.ts";
import { addReceiveRoutes } from "../../receive/app.ts";
import { receiveService } from "../../receive/service.ts";
import { addLinkRoutes } from "../../link/app.ts";
import { linkService } from "../../link/service.ts";
import { addStudioRoutes } from "../../studio/app.ts";
import { newKey } from "../http/auth/keys.ts";
import { type Config, loadConfig } from "../http/config.ts";
import { runService } from "../http/run_service.ts";
import { serve } from "../http/serve.ts";
import { openJobs } from "../jobs/index.ts";
import { observe } from "../telemetry/observe.ts";

/** Serves everything until the process is told to stop. */
export async function start(given: Config): Promise<void> {
  const config = await withOwnReceiver(given);
  const [transmit, receive, link] = [transmitService(config), receiveService(config), linkService(config)];
  const ready = () => Promise.all([transmit.ready(), receive.ready(), link.ready()]);
  const jobs = openJobs(config);
  const app = createTransmitApp({ ...transmit, ready }, config, jobs);
  addReceiveRoutes(app, receive, config, jobs);
  addLinkRoutes(app, link, config, jobs);
  jobs.start();
  addStudioRoutes(app);
  serve("transmitter, receiver, link and Studio", observe(app.fetch, jobs), config, jobs.close);
}

/** Where nothing else is said, the receiver is this process; it gets a key of its own where keys are asked for. */
async function withOwnReceiver(config: Config): Promise<Config> {
  if (config.RECEIVER_URL !== undefined) return config;
  const own = { ...config, RECEIVER_URL: `http://127.0.0.1:${config.PORT}/v1/receive` };
  if (config.AUTH !== "keys" || config.RECEIVER_KEY !== undefined) return own;
  const [RECEIVER_KEY, record] = await newKey("own-receiver", ["receive"]);
  return { ...own, RECEIVER_KEY, keys: [...config.keys, record] };
}

if (import.meta.main) await runService(() => start(loadConfig()));
