/** A process that is killed at any time and started again at once, as a supervisor does. */

/** A supervised process. */
export interface Victim {
  name: string;
  /** Kills it with SIGKILL and starts it again. */
  kill(): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Starts a program and keeps it running. */
export function supervise(name: string, program: string, args: string[], env: Record<string, string> = {}): Victim {
  let stopped = false;
  let child: Deno.ChildProcess;
  const run = () => {
    child = new Deno.Command(program, {
      args,
      env,
      cwd: new URL("../../", import.meta.url),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    return child.status;
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
    } catch {
      // It is dead already, and about to be started again.
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
