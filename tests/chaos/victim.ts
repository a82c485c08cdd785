/** A process that is killed at any time and started again at once, as a supervisor does. */

/** A supervised process. */
export interface Victim {
  name: string;
  /** Kills it with SIGKILL, and with that has it started again; false where it was dead just then. */
  kill(): boolean;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/**
 * Starts a program and keeps it running.
 *
 * @param log the file for what it prints
 */
export function supervise(
  name: string,
  program: string,
  args: string[],
  env: Record<string, string>,
  log: string,
): Victim {
  let stopped = false;
  let child: Deno.ChildProcess;
  const run = async () => {
    child = new Deno.Command(program, {
      args,
      env,
      cwd: new URL("../../", import.meta.url),
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const file = await Deno.open(log, { create: true, append: true });
    await child.stderr.pipeTo(file.writable);
    await child.status;
  };
  const loop = (async () => {
    while (!stopped) {
      await run();
      if (!stopped) await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const kill = () => {
    try {
      child.kill("SIGKILL");
      return true;
    } catch {
      return false; // It is about to be started again.
    }
  };
  return {
    name,
    kill,
    async stop() {
      stopped = true;
      kill();
      await loop;
    },
  };
}
