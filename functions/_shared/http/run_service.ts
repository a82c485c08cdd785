import { SemcastError } from "../errors.ts";

/**
 * Starts a service. What its operator has to put right ends it with one line on stderr and status 2, as a command's mistake does;
 * anything else is thrown.
 */
export async function runService(start: () => void | Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof SemcastError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exit(2);
  }
}
