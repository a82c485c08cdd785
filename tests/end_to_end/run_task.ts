/** Runs tasks of deno.json as a user does, with the permissions that the task has. */
import denoJson from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);

/** What a command printed and how it ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a task that is one `deno run` command, with more arguments. */
export async function runTask(task: keyof typeof denoJson.tasks, ...more: string[]): Promise<Outcome> {
  const [program, ...args] = denoJson.tasks[task].command.split(" ");
  if (program !== "deno") throw new Error(`Task ${task} does not run deno`);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [args[0], "--quiet", "--no-check", ...args.slice(1), ...more],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
