/**
 * Serves an app until the process is told to stop; requests in progress are finished first.
 *
 * @module
 */
import type { Config } from "./config.ts";

/**
 * Starts listening; prints one line on stderr when it does.
 *
 * @param close what ends after the last request
 */
export function serve(
  name: string,
  handler: (request: Request) => Response | Promise<Response>,
  config: Config,
  close: () => Promise<unknown> = () => Promise.resolve(),
): Deno.HttpServer<Deno.NetAddr> {
  const server = Deno.serve({
    port: config.PORT,
    hostname: config.HOST,
    onListen: ({ hostname, port }) => console.error(`semcast ${name} listens on http://${hostname}:${port}`),
  }, handler);
  const stop = () => server.shutdown().then(close).finally(() => Deno.exit(0));
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
  return server;
}
