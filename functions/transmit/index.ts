/**
 * Entry point of the transmitter function.
 *
 * @module
 */
import { loadConfig } from "../_shared/http/config.ts";
import { serve } from "../_shared/http/serve.ts";
import { createTransmitApp } from "./app.ts";
import { transmitService } from "./service.ts";

if (import.meta.main) {
  const config = loadConfig();
  serve("transmitter", createTransmitApp(transmitService(config), config).fetch, config);
}
