/**
 * `deno task send`: one photo through the whole link.
 *
 * @module
 */
import { Command, Option } from "commander";
import { loadLink } from "../../link/models.ts";
import { sendPhoto, type SendResult } from "../../link/link.ts";
import { symbolsOf } from "../../link/over_the_air.ts";
import { SemcastError } from "../errors.ts";
import { CHANNELS, type LinkOptions, linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../options.ts";
import { names } from "../http/fields.ts";
import {
  frameRecording,
  recordingPaths,
  type RecordOptions,
  sendIqOptionsSchema,
  type SentIq,
  sentIq,
  sentIqLine,
} from "../iq/index.ts";
import type { LinkReport } from "../result.ts";
import { STAGES } from "../report/report.ts";
import { promptText } from "../semantics/index.ts";
import { fromCaller, parseArguments, readNamedFile, runCommand } from "./exit.ts";

const EXAMPLES = `
Examples:
  deno task send photo.jpg                              3 dB, white noise, CBR 1/16; pictures go to out/
  deno task send photo.jpg --snr -3 --cbr 0.02 --json   a very poor link, figures as JSON
  deno task send photo.jpg --symbols 3072 --steps 0     by number of symbols, deterministic decoder
  deno task send photo.jpg --channel none --bpp 0.3     the payload arrives unharmed
  deno task send photo.jpg --channel none --loss 0.1 --burst 3   a network that loses datagrams in runs
  deno task send photo.jpg --channel tdl-c --doppler 50 --transmissions 4   fading, pilots, hybrid ARQ
  deno task send photo.jpg --snr 0 --expect 6           coded for a better link than there is
  deno task send photo.jpg --roi 100,80,240,160         this box matters, not what the network finds
  deno task send photo.jpg --iq photo                   photo.sigmf-meta and .sigmf-data for a radio, besides

Exit status: 0 done, 2 bad argument or photo, 1 failure of Semcast itself.`;

function repeated(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** The command's parser. */
export function sendCommand(): Command {
  return new Command("deno task send")
    .description("Sends one photo through the whole link and writes what arrived.")
    .argument("<image>", "JPEG, PNG, WebP, GIF, BMP or TIFF file")
    .option("--snr <dB>", "Es/N0 per complex symbol, -20 to 40 (default: 3)")
    .addOption(new Option("--channel <kind>", "channel (default: awgn)").choices(CHANNELS))
    .option("--expect <dB>", "Es/N0 that the coding is planned for (default: that of the channel)")
    .option("--doppler <Hz>", "greatest Doppler shift (default: 0, tdl-*: 100)")
    .option("--spread <ns>", "delay spread of channels tdl-* (default: 300)")
    .addOption(
      new Option("--knowledge <kind>", "what the receiver knows of channels tdl-* (default: pilots)")
        .choices(["perfect", "pilots"]),
    )
    .option("--transmissions <count>", "most transmissions of a part, 1 to 4: hybrid ARQ (default: 1)")
    .option("--loss <share>", "share of datagrams that channel none loses (default: 0)")
    .option("--burst <count>", "mean length of a run of lost datagrams (default: 1)")
    .option("--cbr <ratio>", "budget: symbols / (height x width x 3) (default: 0.0625)")
    .option("--symbols <count>", "budget: complex channel symbols")
    .option("--bpp <bits>", "budget: payload bits before channel coding / pixels")
    .option("--seed <number>", "seed of channel and diffusion noise (default: 1)")
    .addOption(
      new Option("--key <mode>", "key map: by the network, or none (default: auto)").choices(["auto", "uniform"]),
    )
    .option("--mask <png>", "key map: bright is key, instead of the network's")
    .option("--roi <x,y,w,h>", "key map: a box in pixels, instead of the network's; may be repeated", repeated)
    .addOption(new Option("--profile <name>", "set of models (default: tiny)").choices(["tiny"]))
    .option("--decoder <runtime>", "wasm, webgpu, native, native-cuda, or URLs of inference servers (default: wasm)")
    .option("--steps <count>", "diffusion steps, 0 to 4; 0 is the deterministic decoder (default: 4)")
    .option("--fidelity <share>", "1 keeps to what was received, 0 lets the decoder invent (default: 0.5)")
    .option("--iq <file>", "writes the clean transmit signal, without the simulated channel, as SigMF (cf32_le)")
    .option("--sps <count>", "samples a symbol of --iq, even, 2 to 16 (default: 4)")
    .option("--rate <Hz>", "samples a second that --iq states (default: 1000000)")
    .option("--out <dir>", "folder of the pictures", "out")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES);
}

/** Writes the three pictures and returns their paths. */
async function writeFiles(result: SendResult, dir: string, image: string): Promise<LinkReport["files"]> {
  const name = (image.split(/[\\/]/).pop() ?? image).replace(/\.[^.]*$/, "") || "photo";
  await Deno.mkdir(fromCaller(dir), { recursive: true });
  const write = async (kind: keyof LinkReport["files"]): Promise<string> => {
    const path = `${dir}/${name}-${kind}.png`;
    await Deno.writeFile(fromCaller(path), result.files[kind]);
    return path;
  };
  return {
    original: await write("original"),
    reconstruction: await write("reconstruction"),
    key_map: await write("key_map"),
  };
}

/** Writes both files of the recording. */
async function writeIq({ sent }: SendResult, name: string, options: RecordOptions): Promise<SentIq> {
  const { meta, data, info } = frameRecording(symbolsOf(sent), options);
  const paths = recordingPaths(name);
  await Deno.writeFile(fromCaller(paths.data), data);
  await Deno.writeTextFile(fromCaller(paths.meta), meta);
  return sentIq(info, paths);
}

/** What `send --json` prints. */
type SendReport = LinkReport & { iq?: SentIq };

function summary(report: SendReport): string {
  const { channel, metrics, ms, iq } = report;
  const key = metrics.psnr_key === null ? "" : `, key regions ${metrics.psnr_key.toFixed(2)} dB`;
  return [
    `${report.image.width}×${report.image.height} over ${channel.kind} at ${channel.snr_db} dB, seed ${channel.seed}`,
    `sent      ${report.symbols} symbols (CBR ${report.cbr.toFixed(4)}), ${report.packet_bytes} bytes (${
      report.bpp.toFixed(3)
    } bpp)`,
    `layers    ${
      report.layers.map((l) => `${l.name} ${l.bytes} bytes ${l.mcs} ${l.crc_ok ? "ok" : "LOST"}`).join(", ")
    }`,
    `quality   PSNR ${metrics.psnr?.toFixed(2) ?? "∞"} dB${key}, SSIM ${metrics.ssim?.toFixed(3) ?? "–"}`,
    `prompt    ${promptText(report.prompt)}`,
    `time      ${STAGES.map((stage) => `${stage} ${ms[stage].toFixed(0)}`).join(", ")}; total ${
      ms.total.toFixed(0)
    } ms`,
    `files     ${report.files.reconstruction}, ${report.files.original}, ${report.files.key_map}`,
    ...(iq === undefined ? [] : [`iq        ${sentIqLine(iq, report.symbols)}`]),
  ].join("\n");
}

async function main(): Promise<void> {
  const command = sendCommand();
  parseArguments(command, Deno.args);
  const { out, json, mask, iq, sps, rate, ...given } = command.opts();
  if (iq === undefined && (sps ?? rate) !== undefined) {
    throw new SemcastError("invalid-argument", `${sps === undefined ? "rate" : "sps"}: Only with --iq`);
  }
  const { sps: samplesPerSymbol, rate: sampleRate } = parseOptions(sendIqOptionsSchema, { sps, rate }, ["sps", "rate"]);
  const options: LinkOptions = parseOptions(linkOptionsSchema, given, names(OPTION_FIELDS.link));
  const image = fromCaller(command.args[0]);
  const photo = await readNamedFile("image", image);
  const maskBytes = mask === undefined ? undefined : await readNamedFile("--mask", fromCaller(mask));
  const progress = Deno.stderr.isTerminal() && !json ? (stage: string) => console.error(`… ${stage}`) : undefined;
  const models = await loadLink();
  try {
    const framed = iq !== undefined;
    const result = await sendPhoto(photo, { ...options, mask: maskBytes, framed }, models, { onStage: progress });
    const report: SendReport = { ...result.report, files: await writeFiles(result, out, image) };
    if (result.reason !== undefined) console.error(`Decoder degraded: ${result.reason}`);
    if (framed) report.iq = await writeIq(result, iq, { samplesPerSymbol, sampleRate });
    console.log(json ? JSON.stringify(report) : summary(report));
  } finally {
    models.close();
  }
}

if (import.meta.main) await runCommand(main);
