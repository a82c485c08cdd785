/**
 * `deno task send`: photos through the whole link.
 *
 * @module
 */
import { Command, Option } from "commander";
import { loadLink } from "../../link/models.ts";
import { sendPhoto, type SendResult } from "../../link/link.ts";
import { symbolsOf } from "../../link/over_the_air.ts";
import { KEY_MODES } from "../choices.ts";
import { SemcastError } from "../errors.ts";
import { CHANNELS, type LinkOptions, linkOptionsSchema, MODES, OPTION_FIELDS, parseOptions } from "../options.ts";
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
import { runInputs } from "./batch.ts";
import { fromCaller, loraPaths, parseArguments, readNamedFile, runCommand } from "./exit.ts";
import { schemaFields } from "./fields.ts";
import { addExamples } from "./help.ts";
import { expandInputs, PHOTOS } from "./inputs.ts";
import { outputOf, readInput, writeOutput } from "./streams.ts";
import type { Work } from "./work.ts";

const EXAMPLES = `
$ photo.jpg                              3 dB, white noise, CBR 1/16; pictures go to out/
$ photo.jpg --snr -3 --cbr 0.02 --json   a very poor link, figures as JSON
$ photo.jpg --symbols 3072 --steps 0     by number of symbols, deterministic decoder
$ photo.jpg --channel none --bpp 0.3     the payload arrives unharmed
$ photo.jpg --channel none --loss 0.1 --burst 3   a network that loses datagrams in runs
$ photo.jpg --channel tdl-c --doppler 50 --transmissions 4   fading, pilots, hybrid ARQ
$ photo.jpg --snr 0 --expect 6           coded for a better link than there is
$ photo.jpg --mode analog --snr 0 --expect 6   the same as amplitudes: quality falls with the SNR
$ photo.jpg --roi 100,80,240,160         this box matters, not what the network finds
$ photo.jpg --key-classes person,car     what shows these matters
$ photo.jpg --prompt prompt.json         the prompt is yours
$ photo.jpg --iq photo                   photo.sigmf-meta and .sigmf-data for a radio, besides
$ photos --jobs 2 --json > figures.jsonl   every photo of a folder, one JSON object a line
$ - -o - < photo.jpg > received.png      from standard input to standard output`;

function repeated(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** The command's parser. */
export function sendCommand(): Command {
  const command = new Command("deno task send")
    .description("Sends photos through the whole link and writes what arrived.")
    .argument("<image...>", "JPEG, PNG, WebP, GIF, BMP or TIFF files, folders, patterns, or - for standard input")
    .option("--snr <dB>", "Es/N0 per complex symbol, -20 to 40 (default: 3)")
    .addOption(new Option("--channel <kind>", "channel (default: awgn)").choices(CHANNELS))
    .addOption(new Option("--mode <mode>", "how latents cross the link (default: digital)").choices(MODES))
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
      new Option("--key <mode>", "how much better key regions are: a little, much, not at all (default: auto)")
        .choices(KEY_MODES),
    )
    .option("--mask <png>", "key map: bright is key, instead of the network's")
    .option("--roi <x,y,w,h>", "key map: a box in pixels, instead of the network's; may be repeated", repeated)
    .option("--key-classes <labels>", "key map: what matters, as person,car, where the photo has it", repeated)
    .option("--key-fraction <share>", "key map: share of the photo that is key, 0 to 1")
    .addOption(
      new Option("--key-people <choice>", "people matter by themselves (default: true)").choices(["true", "false"]),
    )
    .option("--prompt <json>", "file of a structured prompt (docs/prompt.schema.json), instead of the network's")
    .option("--candidates <count>", "2 to 8 prompts are tried by decoding at low resolution, the best is sent")
    .addOption(new Option("--profile <name>", "set of models (default: tiny)").choices(["tiny"]))
    .option(
      "--decoder <runtime>",
      "wasm, wasm-threads, webgpu, native, native-cuda, or URLs of servers (default: wasm)",
    )
    .option("--lora <name[:weight],...>", "adapters of the decoder, of models/lora or .safetensors files", loraPaths)
    .option("--steps <count>", "diffusion steps, 0 to 4; 0 is the deterministic decoder (default: 4)")
    .option("--fidelity <share>", "1 keeps to what was received, 0 lets the decoder invent (default: 0.5)")
    .option("--iq <file>", "writes the clean transmit signal, without the simulated channel, as SigMF (cf32_le)")
    .option("--sps <count>", "samples a symbol of --iq, even, 2 to 16 (default: 4)")
    .option("--rate <Hz>", "samples a second that --iq states (default: 1000000)")
    .option("--out <dir>", "folder of the pictures", "out")
    .option("-o, --output <file>", "file of the received picture alone; - is standard output")
    .option("--jobs <count>", "photos at one time (default: cores, 4 at most)")
    .option("--json", "print one JSON object a photo");
  return addExamples(command, EXAMPLES);
}

/** Writes the three pictures, or the received one alone, and returns their paths. */
async function writeFiles(result: SendResult, settings: SendSettings, name: string): Promise<LinkReport["files"]> {
  const { out, output } = settings;
  if (output !== undefined) {
    await writeOutput(output, result.files.reconstruction);
    return { original: "", reconstruction: output, key_map: "" };
  }
  const write = async (kind: keyof LinkReport["files"]): Promise<string> => {
    const path = `${out}/${name}-${kind}.png`;
    await writeOutput(path, result.files[kind]);
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
    `files     ${Object.values(report.files).filter((file) => file !== "").join(", ")}`,
    ...(iq === undefined ? [] : [`iq        ${sentIqLine(iq, report.symbols)}`]),
  ].join("\n");
}

/** What the caller asked for, apart from the photos. */
interface SendSettings {
  options: LinkOptions;
  mask?: Uint8Array;
  out: string;
  output?: string;
  iq?: string;
  record: RecordOptions;
}

/** What `send` does with a photo. */
export const sendWork: Work<SendSettings, SendReport> = {
  stages: STAGES,
  async open(settings) {
    const models = await loadLink();
    return {
      async perform(input, onStage) {
        const { options, mask, iq, record } = settings;
        const photo = await readInput("image", input);
        const result = await sendPhoto(photo, { ...options, mask, framed: iq !== undefined }, models, { onStage });
        const report: SendReport = { ...result.report, files: await writeFiles(result, settings, input.name) };
        if (result.reason !== undefined) console.error(`Decoder degraded: ${result.reason}`);
        if (iq !== undefined) report.iq = await writeIq(result, iq, record);
        return report;
      },
      close: () => models.close(),
    };
  },
  summary,
  columns: ["CBR", "bpp", "PSNR", "PSNR key", "SSIM", "lost", "ms"],
  row: ({ cbr, bpp, metrics, layers, ms }) => [
    cbr.toFixed(4),
    bpp.toFixed(3),
    metrics.psnr?.toFixed(2) ?? "∞",
    metrics.psnr_key?.toFixed(2) ?? "–",
    metrics.ssim?.toFixed(3) ?? "–",
    String(layers.filter((layer) => !layer.crc_ok).length),
    ms.total.toFixed(0),
  ],
};

/** Does what a parsed {@linkcode sendCommand} says. */
export async function runSend(command: Command): Promise<void> {
  const { out, output, jobs, json, mask, iq, sps, rate, ...given } = command.opts();
  if (iq === undefined && (sps ?? rate) !== undefined) {
    throw new SemcastError("invalid-argument", `${sps === undefined ? "rate" : "sps"}: Only with --iq`);
  }
  const { sps: samplesPerSymbol, rate: sampleRate } = parseOptions(sendIqOptionsSchema, { sps, rate }, ["sps", "rate"]);
  const fields = await schemaFields(given);
  const options: LinkOptions = parseOptions(linkOptionsSchema, fields, names(OPTION_FIELDS.link));
  if (iq !== undefined && options.mode === "analog") {
    throw new SemcastError("invalid-argument", "iq: Only with mode digital; frames of the analog mode are simulated");
  }
  const inputs = await expandInputs(command.args, PHOTOS);
  const file = outputOf(inputs, output, { json, iq });
  const maskBytes = mask === undefined ? undefined : await readNamedFile("--mask", fromCaller(mask));
  const record = { samplesPerSymbol, sampleRate };
  const settings: SendSettings = { options, mask: maskBytes, out, output: file, iq, record };
  await runInputs("send", sendWork, inputs, settings, { json, jobs, piped: file === "-" });
}

async function main(): Promise<void> {
  const command = sendCommand();
  parseArguments(command, Deno.args);
  await runSend(command);
}

if (import.meta.main) await runCommand(main);
