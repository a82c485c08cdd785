/**
 * Entry point of the simulated link as a function of its own.
 *
 * @module
 */
import { loadConfig } from "../_shared/http/config.ts";
import { serve } from "../_shared/http/serve.ts";
import { createLinkApp } from "./app.ts";
import { linkService } from "./service.ts";

if (import.meta.main) {
  const config = loadConfig();
  serve("link", createLinkApp(linkService(config), config).fetch, config);
}
