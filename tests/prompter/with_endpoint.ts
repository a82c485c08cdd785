/** Starts the endpoint as a process and stops it when `work` is done. */
export async function withEndpoint(work: (root: string) => Promise<void>): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      "--allow-net=127.0.0.1",
      new URL("endpoint.ts", import.meta.url).pathname,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.getReader();
  try {
    const { value } = await output.read();
    await work(`http://127.0.0.1:${new TextDecoder().decode(value).trim()}`);
  } finally {
    child.kill("SIGTERM");
    await output.cancel();
    await child.status;
  }
}
