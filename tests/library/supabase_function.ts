/** A Supabase function as a process, as the platform would start it. */

/** Starts `index.ts` of a folder on a free port and waits until it listens. */
export async function startSupabaseFunction(
  cwd: string | URL,
  options: readonly string[],
): Promise<{ url: string; stop(): Promise<void> }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...options, "index.ts"],
    cwd,
    env: { NO_COLOR: "1", DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const stop = async () => {
    child.kill();
    await child.status;
  };
  try {
    return { url: await listening(child.stderr), stop };
  } catch (error) {
    await child.status;
    throw error;
  }
}

async function listening(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let seen = "";
  for await (const text of stderr.pipeThrough(new TextDecoderStream())) {
    seen += text;
    const found = /Listening on (http:\/\/127\.0\.0\.1:\d+\/)/.exec(seen);
    if (found !== null) return found[1];
  }
  throw new Error(`It ended before it listened: ${seen}`);
}
