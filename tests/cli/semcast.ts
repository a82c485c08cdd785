/** Runs `deno task semcast` as a user does, with the permissions that the task has. */
import denoJson from "../../deno.json" with { type: "json" };
import { decodeImage, encodePng, resize } from "../../kernels/pixels/wasm.ts";

/** The project's folder. */
export const ROOT = new URL("../../", import.meta.url);

/** What a command printed and how it ended. */
export interface Outcome {
  code: number;
  bytes: Uint8Array;
  stdout: string;
  stderr: string;
}

/** Runs the command with arguments and, where given, bytes on standard input. */
export async function semcast(args: string[], stdin?: Uint8Array): Promise<Outcome> {
  const [, run, ...options] = denoJson.tasks.semcast.command.split(" ");
  return await runProgram(Deno.execPath(), [run, "--quiet", "--no-check", ...options, ...args], stdin);
}

/** Runs any program in the project's folder. */
export async function runProgram(program: string, args: string[], stdin?: Uint8Array): Promise<Outcome> {
  const child = new Deno.Command(program, {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(stdin);
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, bytes: stdout, stdout: text(stdout), stderr: text(stderr) };
}

/** The example pictures, small, as PNG files in a folder that is removed afterwards. */
export async function withPhotos(work: (folder: string, photos: string[]) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const photos = await Promise.all(["boat", "lighthouse", "still-life"].map(async (name) => {
      const picture = decodeImage(await Deno.readFile(new URL(`examples/${name}.png`, ROOT)));
      const path = `${folder}/${name}.png`;
      await Deno.writeFile(path, encodePng(resize(picture, 192, 128)));
      return path;
    }));
    await work(folder, photos);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
