/**
 * Entry point of the transmitter function.
 *
 * @module
 */
import { loadConfig } from "../_shared/http/config.ts";
import { runService } from "../_shared/http/run_service.ts";
import { serve } from "../_shared/http/serve.ts";
import { openJobs } from "../_shared/jobs/index.ts";
import { observe } from "../_shared/telemetry/observe.ts";
import { createTransmitApp } from "./app.ts";
import { transmitService } from "./service.ts";

if (import.meta.main) {
  await runService(() => {
    const config = loadConfig();
    const jobs = openJobs(config);
    const app = createTransmitApp(transmitService(config), config, jobs);
    jobs.start();
    serve("transmitter", observe(app.fetch, jobs), config, jobs.close);
  });
}
