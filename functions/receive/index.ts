/**
 * Entry point of the receiver function.
 *
 * @module
 */
import { loadConfig } from "../_shared/http/config.ts";
import { runService } from "../_shared/http/run_service.ts";
import { serve } from "../_shared/http/serve.ts";
import { openJobs } from "../_shared/jobs/index.ts";
import { observe } from "../_shared/telemetry/observe.ts";
import { createReceiveApp } from "./app.ts";
import { receiveService } from "./service.ts";

if (import.meta.main) {
  await runService(() => {
    const config = loadConfig();
    const jobs = openJobs(config);
    const app = createReceiveApp(receiveService(config), config, jobs);
    jobs.start();
    serve("receiver", observe(app.fetch, jobs), config, jobs.close);
  });
}
