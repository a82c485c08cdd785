/**
 * Entry point of the simulated link as a function of its own.
 *
 * @module
 */
import { loadConfig } from "../_shared/http/config.ts";
import { runService } from "../_shared/http/run_service.ts";
import { serve } from "../_shared/http/serve.ts";
import { openJobs } from "../_shared/jobs/index.ts";
import { observe } from "../_shared/telemetry/observe.ts";
import { createLinkApp } from "./app.ts";
import { linkService } from "./service.ts";

if (import.meta.main) {
  await runService(() => {
    const config = loadConfig();
    const jobs = openJobs(config);
    const app = createLinkApp(linkService(config), config, jobs);
    jobs.start();
    serve("link", observe(app.fetch, jobs), config, jobs.close);
  });
}
