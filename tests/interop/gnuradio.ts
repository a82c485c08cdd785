/**
 * Carries a photo through GNU Radio: `send --iq`, the flowgraph of gnuradio_channel.py, `receive --iq`.
 *
 *     deno run --allow-read --allow-write --allow-run --allow-env tests/interop/gnuradio.ts [PHOTO]
 *
 * @module
 */
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { type ReceivedIq, receivedIqSchema, type SentIq, sentIqSchema } from "../../functions/_shared/iq/index.ts";
import { linkReportSchema, receptionSchema } from "../../functions/_shared/result.ts";
import { runTask } from "../end_to_end/run_task.ts";

const FLOWGRAPH = new URL("gnuradio_channel.py", import.meta.url).pathname;

/** The Python that has GNU Radio, if there is one. Debian installs it for its own interpreter alone. */
export function gnuradioPython(): string | undefined {
  return ["/usr/bin/python3", "python3"].find((python) => {
    try {
      return new Deno.Command(python, { args: ["-c", "import gnuradio.channels"], stdout: "null", stderr: "null" })
        .outputSync().success;
    } catch {
      return false;
    }
  });
}

/** What GNU Radio's channel does. */
export interface Flowgraph {
  /** Es/N0 in dB. */
  snrDb: number;
  /** Carrier offset, share of the symbol rate. */
  frequency: number;
  /** The sender's clock against the receiver's. */
  epsilon: number;
  /** Samples of noise alone before the frame. */
  delay: number;
  seed: number;
}

/** What came of it. */
export interface Carried {
  sent: SentIq;
  received: ReceivedIq;
  /** Whether header, all classes and all sections passed their checks. */
  whole: boolean;
  /** PSNR in dB of the picture over GNU Radio and of the one whose packet was handed over unharmed. */
  psnr: { air: number; direct: number };
}

/** Sends a photo, coded for `planDb`, through the flowgraph. Each command and what it prints goes to `log`. */
export async function carry(
  python: string,
  photo: string,
  planDb: number,
  air: Flowgraph,
  dir: string,
  log?: (line: string) => void,
): Promise<Carried> {
  // A reader of the log needs no path of a temporary folder.
  const tell = (line: string) => log?.(line.trimEnd().replaceAll(dir, "out"));
  const task = async (name: "send" | "receive", ...args: string[]) => {
    if (log !== undefined) {
      tell(`$ deno task ${name} ${args.join(" ").replace(photo, short)}`);
      tell((await runTask(name, ...args)).stdout);
    }
    const { code, stdout, stderr } = await runTask(name, ...args, "--json");
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  };
  const direct = linkReportSchema.extend({ iq: sentIqSchema }).parse(
    await task(
      "send",
      photo,
      "--snr",
      `${planDb}`,
      "--channel",
      "none",
      "--steps",
      "0",
      "--iq",
      `${dir}/sent`,
      "--out",
      dir,
    ),
  );
  const noise = direct.iq.amplitude * 10 ** (-air.snrDb / 20);
  const args = ["--noise", noise.toFixed(6), "--frequency", `${air.frequency / direct.iq.samples_per_symbol}`];
  args.push("--epsilon", `${air.epsilon}`, "--delay", `${air.delay}`, "--seed", `${air.seed}`);
  const command = [FLOWGRAPH, `${dir}/sent`, `${dir}/air`, ...args];
  tell(`$ python3 ${command.join(" ").replace(FLOWGRAPH, short)}`);
  const { success, stdout, stderr } = await new Deno.Command(python, { args: command }).output();
  tell(new TextDecoder().decode(stdout));
  if (!success) throw new Error(`The flowgraph failed: ${new TextDecoder().decode(stderr)}`);
  const received = receptionSchema.extend({ iq: receivedIqSchema }).parse(
    await task("receive", "--iq", `${dir}/air`, "--steps", "0", "--out", dir),
  );
  const pictures = [direct.files.original, direct.files.reconstruction, received.files.reconstruction];
  const [original, handed, carried] = pictures.map((path) => decodeImage(Deno.readFileSync(path)));
  const { iq, layers } = received;
  return {
    sent: direct.iq,
    received: iq,
    whole: iq.header_ok && iq.classes_ok.every((ok) => ok) && layers.every((layer) => layer.crc_ok),
    psnr: { air: psnr(original, carried), direct: psnr(original, handed) },
  };
}

/** A path as a reader wants it: its last part. */
function short(argument: string): string {
  return argument.startsWith("/") ? argument.split("/").pop() ?? argument : argument;
}

if (import.meta.main) {
  const python = gnuradioPython();
  if (python === undefined) {
    console.error("GNU Radio is missing: apt-get install --no-install-recommends gnuradio");
    Deno.exit(1);
  }
  const photo = Deno.args[0] ?? new URL("../../examples/lighthouse.png", import.meta.url).pathname;
  const dir = await Deno.makeTempDir();
  try {
    const air = { snrDb: 6, frequency: 0.004, epsilon: 1.00001, delay: 20000, seed: 1 };
    const { whole, psnr } = await carry(python, photo, 5.5, air, dir, console.log);
    console.log(
      `all checks ${whole ? "good" : "NOT good"}; PSNR ${psnr.air.toFixed(2)} dB, direct ${psnr.direct.toFixed(2)} dB`,
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
