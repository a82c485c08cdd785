/**
 * `semcast transmit`: photos become packets.
 *
 * @module
 */
import { Command } from "commander";
import { DEFAULT_LIMITS } from "../../../kernels/pixels/wasm.ts";
import { loadTransmit } from "../../transmit/models.ts";
import type { TransmitStage } from "../../transmit/prepare.ts";
import { transmitPhoto } from "../../transmit/transmit.ts";
import { names } from "../http/fields.ts";
import { OPTION_FIELDS, parseOptions, type TransmitOptions, transmitOptionsSchema } from "../options.ts";
import { type Prompt, promptText } from "../semantics/index.ts";
import { Stopwatch } from "../stopwatch.ts";
import { runInputs } from "./batch.ts";
import { fromCaller, readNamedFile } from "./exit.ts";
import { schemaFields } from "./fields.ts";
import { addExamples } from "./help.ts";
import { expandInputs, PHOTOS } from "./inputs.ts";
import { sendCommand } from "./send.ts";
import { outputOf, readInput, writeOutput } from "./streams.ts";
import type { Work } from "./work.ts";

const EXAMPLES = `
$ photo.jpg                        out/photo.semcast, planned for 3 dB and CBR 1/16
$ photo.jpg --snr 10 --bpp 0.2 -o p.semcast
$ 'holidays/*.jpg' --jobs 2        several at one time, a table at the end
$ - < photo.jpg | curl --data-binary @- -H 'content-type: application/vnd.semcast.packet' $URL/v1/receive`;

/** The command's parser: the options of `send` that concern the transmitter. */
export function transmitCommand(): Command {
  const command = new Command("transmit")
    .description("Turns photos into packets.")
    .argument("<image...>", "JPEG, PNG, WebP, GIF, BMP or TIFF files, folders, patterns, or - for standard input");
  const fields = new Set([...names(OPTION_FIELDS.transmit), "mask"]);
  for (const option of sendCommand().options) {
    if (fields.has(option.name().replaceAll("-", "_"))) command.addOption(option);
  }
  command
    .option("--out <dir>", "folder of the packets", "out")
    .option("-o, --output <file>", "file of the packet; - is standard output")
    .option("--jobs <count>", "photos at one time (default: cores, 4 at most)")
    .option("--json", "print one JSON object a photo");
  return addExamples(command, EXAMPLES);
}

/** What the caller asked for, apart from the photos. */
interface TransmitSettings {
  options: TransmitOptions;
  mask?: Uint8Array;
  out: string;
  output?: string;
}

/** What `transmit --json` prints. */
interface TransmitReport {
  image: { width: number; height: number };
  packet_bytes: number;
  symbols: number;
  cbr: number;
  bpp: number;
  prompt: Prompt;
  classes: { bytes: number; mcs: string; symbols: number }[];
  ms: Record<string, number>;
  files: { packet: string };
}

/** What `transmit` does with a photo. */
export const transmitWork: Work<TransmitSettings, TransmitReport> = {
  stages: ["pixels", "segment", "prompt", "encode", "code"] satisfies TransmitStage[],
  async open({ options, mask, out, output }) {
    const models = await loadTransmit();
    return {
      async perform(input, onStage) {
        const watch = new Stopwatch<TransmitStage>(onStage);
        const photo = await readInput("image", input);
        const sent = transmitPhoto(photo, { ...options, mask }, models, watch, DEFAULT_LIMITS);
        const file = output ?? `${out}/${input.name}.semcast`;
        await writeOutput(file, sent.bytes);
        return {
          image: { width: sent.photo.width, height: sent.photo.height },
          packet_bytes: sent.bytes.length,
          symbols: sent.symbols,
          cbr: sent.cbr,
          bpp: sent.bpp,
          prompt: sent.prompt,
          classes: sent.plan.classes.map(({ bytes, mcs, symbols }) => ({ bytes, mcs, symbols })),
          ms: watch.read(),
          files: { packet: file },
        };
      },
      close() {},
    };
  },
  summary: ({ image, packet_bytes, symbols, cbr, bpp, prompt, classes, ms, files }) =>
    [
      `${image.width}×${image.height}`,
      `packet    ${packet_bytes} bytes (${bpp.toFixed(3)} bpp), ${symbols} symbols (CBR ${cbr.toFixed(4)})`,
      `classes   ${classes.map((c) => `${c.bytes} bytes ${c.mcs}`).join(", ")}`,
      `prompt    ${promptText(prompt)}`,
      `time      ${ms.total.toFixed(0)} ms`,
      `files     ${files.packet}`,
    ].join("\n"),
  columns: ["bytes", "CBR", "bpp", "ms"],
  row: ({ packet_bytes, cbr, bpp, ms }) => [
    String(packet_bytes),
    cbr.toFixed(4),
    bpp.toFixed(3),
    ms.total.toFixed(0),
  ],
};

/** Does what a parsed {@linkcode transmitCommand} says. */
export async function runTransmit(command: Command): Promise<void> {
  const { out, output, jobs, json, mask, ...given } = command.opts();
  const options = parseOptions(transmitOptionsSchema, await schemaFields(given), names(OPTION_FIELDS.transmit));
  const inputs = await expandInputs(command.args, PHOTOS);
  const file = outputOf(inputs, output, { json });
  const maskBytes = mask === undefined ? undefined : await readNamedFile("--mask", fromCaller(mask));
  const settings: TransmitSettings = { options, mask: maskBytes, out, output: file };
  await runInputs("transmit", transmitWork, inputs, settings, { json, jobs, piped: file === "-" });
}
