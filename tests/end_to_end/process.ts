/** Functions as real processes, for tests and benches. */

/** A running function. */
export interface FunctionProcess {
  url: string;
  pid: number;
  /** CPU time so far in ms, user and system, and peak resident set in MB; undefined where /proc is missing. */
  usage(): { cpuMs: number; peakMb: number } | undefined;
  stop(): Promise<void>;
}

/** Options of {@linkcode startFunction}. */
export interface StartOptions {
  /** Environment of the process, and nothing else but PATH and HOME. */
  env?: Record<string, string>;
  /** Permissions; those of the deno.json task otherwise. */
  permissions?: string[];
}

const ROOT = new URL("../../", import.meta.url);

/** Starts `deno run` on an entry point with PORT=0 and waits until it listens. */
export async function startFunction(entry: string, options: StartOptions = {}): Promise<FunctionProcess> {
  const permissions = options.permissions ?? ["--allow-read=.", "--allow-net", "--allow-env"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--quiet", ...permissions, entry],
    cwd: ROOT,
    env: { PORT: "0", HOST: "127.0.0.1", NO_COLOR: "1", OUTBOX_URL: "off", ...options.env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const output = lines(child.stderr);
  const seen: string[] = [];
  let url: string | undefined;
  while (url === undefined) {
    const { value, done } = await output.next();
    if (done) throw new Error(`${entry} ended before it listened:\n${seen.join("\n")}`);
    seen.push(value);
    url = /listens on (http:\S+)/.exec(value)?.[1];
  }
  const rest = drain(output);
  return {
    url,
    pid: child.pid,
    usage: () => usage(child.pid),
    async stop() {
      child.kill("SIGTERM");
      await child.status;
      await rest;
    },
  };
}

async function* lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}

async function drain(output: AsyncGenerator<string>): Promise<void> {
  for await (const _ of output);
}

// USER_HZ: clock ticks a second in /proc, 100 on every Linux there is.
const TICK_MS = 10;

/** CPU time and peak memory of a process; undefined where /proc is missing. */
export function usage(pid: number): { cpuMs: number; peakMb: number } | undefined {
  const text = read(`/proc/${pid}/stat`), status = read(`/proc/${pid}/status`);
  const peak = /VmHWM:\s+(\d+) kB/.exec(status);
  if (peak === null) return undefined;
  // Fields after the name, which may itself hold spaces: utime and stime are the 14th and 15th of all.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, peakMb: Number(peak[1]) / 1024 };
}

/** By `cat`: Deno itself reads /proc only with every permission there is. */
function read(path: string): string {
  if (Deno.build.os !== "linux") return "";
  const { stdout } = new Deno.Command("cat", { args: [path], stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout);
}
