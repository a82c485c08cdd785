/**
 * Serves an app until the process is told to stop; requests in progress are finished first.
 *
 * @module
 */
import { SemcastError } from "../errors.ts";
import type { Config } from "./config.ts";

/**
 * Starts listening; prints one line on stderr when it does.
 *
 * @param close what ends after the last request
 * @throws {SemcastError} `invalid-argument` where it can't listen there
 */
export function serve(
  name: string,
  handler: (request: Request) => Response | Promise<Response>,
  config: Config,
  close: () => Promise<unknown> = () => Promise.resolve(),
): Deno.HttpServer<Deno.NetAddr> {
  const server = listen(name, handler, config);
  const stop = () => server.shutdown().then(close).finally(() => Deno.exit(0));
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
  return server;
}

function listen(
  name: string,
  handler: (request: Request) => Response | Promise<Response>,
  { PORT: port, HOST: hostname }: Config,
): Deno.HttpServer<Deno.NetAddr> {
  const onListen = (at: Deno.NetAddr) => console.error(`semcast ${name} listens on http://${at.hostname}:${at.port}`);
  try {
    return Deno.serve({ port, hostname, onListen }, handler);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SemcastError("invalid-argument", `Bad environment: PORT, HOST: ${hostname}:${port}: ${why}`, { cause });
  }
}
