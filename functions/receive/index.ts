/**
 * Entry point of the receiver function.
 *
 * @module
 */
import { loadConfig } from "../_shared/http/config.ts";
import { serve } from "../_shared/http/serve.ts";
import { createReceiveApp } from "./app.ts";
import { receiveService } from "./service.ts";

if (import.meta.main) {
  const config = loadConfig();
  serve("receiver", createReceiveApp(receiveService(config), config).fetch, config);
}
