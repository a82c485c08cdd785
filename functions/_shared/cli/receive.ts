/**
 * `deno task receive`: what a radio recorded, or a packet file, becomes a picture.
 *
 * @module
 */
import { Command } from "commander";
import { SAMPLES_PER_SYMBOL } from "../../../kernels/phy/wasm.ts";
import { encodePng } from "../../../kernels/pixels/wasm.ts";
import { loadReceive } from "../../receive/models.ts";
import { fractionOf, type ReceivedPhoto, receivePacket, type ReceiveStage } from "../../receive/receive.ts";
import { SemcastError } from "../errors.ts";
import { names } from "../http/fields.ts";
import {
  openRecording,
  type ReceivedIq,
  receivedIq,
  receivedIqLine,
  receiveFrame,
  receiveIqOptionsSchema,
} from "../iq/index.ts";
import { OPTION_FIELDS, parseOptions, type ReceiveOptions, receiveOptionsSchema } from "../options.ts";
import { assemble, parse, type ParsedPacket } from "../packet/index.ts";
import type { Reception } from "../result.ts";
import { promptText } from "../semantics/index.ts";
import { Stopwatch } from "../stopwatch.ts";
import { runInputs } from "./batch.ts";
import { fromCaller, loraPaths, parseArguments, runCommand } from "./exit.ts";
import { addExamples } from "./help.ts";
import { expandInputs, inputOf, PACKETS } from "./inputs.ts";
import { outputOf, readInput, writeOutput } from "./streams.ts";
import type { Work } from "./work.ts";

const EXAMPLES = `
$ --iq capture.sigmf-meta     finds the frame that a radio recorded; the picture goes to out/
$ --iq capture --frame 2      the second good frame of it
$ photo.semcast --steps 0     a packet as POST /v1/transmit answers it, deterministic decoder
$ packets --json              every packet of a folder, one JSON object a line
$ - -o - < photo.semcast > photo.png`;

/** The command's parser. */
export function receiveCommand(): Command {
  const command = new Command("deno task receive")
    .description("Turns what a radio recorded, or packets, into pictures.")
    .argument(
      "[packet...]",
      "packet files (application/vnd.semcast.packet), folders, patterns, or - for standard input",
    )
    .option("--iq <file>", "SigMF recording (.sigmf-meta and .sigmf-data, cf32_le, up to 512 MB) instead of a packet")
    .option("--sps <count>", "samples a symbol of --iq, even, 2 to 16 (default: what its metadata says, else 4)")
    .option("--frame <number>", "which good frame of --iq to take (default: 1)")
    .option("--seed <number>", "seed of diffusion noise (default: 1)")
    .option(
      "--decoder <runtime>",
      "wasm, wasm-threads, webgpu, native, native-cuda, or URLs of servers (default: wasm)",
    )
    .option("--lora <name[:weight],...>", "adapters of the decoder, of models/lora or .safetensors files", loraPaths)
    .option("--steps <count>", "diffusion steps, 0 to 4; 0 is the deterministic decoder (default: 4)")
    .option("--fidelity <share>", "1 keeps to what was received, 0 lets the decoder invent (default: 0.5)")
    .option("--out <dir>", "folder of the pictures", "out")
    .option("-o, --output <file>", "file of the picture; - is standard output")
    .option("--jobs <count>", "packets at one time (default: cores, 4 at most)")
    .option("--json", "print one JSON object a packet");
  return addExamples(command, EXAMPLES);
}

/** What was there to decode. */
interface Arrival {
  packet: ParsedPacket;
  iq?: ReceivedIq;
}

/** What `receive --json` prints. */
type ReceiveReport = Reception & { iq?: ReceivedIq };

async function fromRecording(name: string, given: Record<string, unknown>): Promise<Arrival> {
  const { sps, frame } = parseOptions(receiveIqOptionsSchema, given, ["sps", "frame"]);
  const recording = await openRecording(fromCaller(name));
  try {
    const { meta } = recording;
    const samplesPerSymbol = sps ?? meta.samplesPerSymbol ?? SAMPLES_PER_SYMBOL;
    const { packet: { header, classes }, air } = await receiveFrame(
      recording,
      { samplesPerSymbol, rollOff: meta.rollOff },
      frame,
    );
    const iq = receivedIq(air, { sampleRate: meta.sampleRate, samplesPerSymbol }, {
      header: header.ok,
      classes: classes.map(({ ok }) => ok),
    });
    return { packet: assemble({ header: header.bytes, classes: classes.map(({ bytes }) => bytes) }), iq };
  } finally {
    recording.close();
  }
}

function reportOf(received: ReceivedPhoto, ms: Reception["ms"], file: string, iq?: ReceivedIq): ReceiveReport {
  return {
    image: { width: received.image.width, height: received.image.height },
    prompt: received.prompt ?? null,
    key_fraction: received.key === undefined ? null : fractionOf(received.key),
    layers: received.layers,
    decoder: received.decoder,
    ms,
    files: { reconstruction: file },
    ...(iq === undefined ? {} : { iq }),
  };
}

function summary({ image, layers, prompt, ms, files, iq }: ReceiveReport): string {
  return [
    `${image.width}×${image.height}`,
    ...(iq === undefined ? [] : [`iq        ${receivedIqLine(iq)}`]),
    `layers    ${layers.map((l) => `${l.name} ${l.bytes} bytes ${l.crc_ok ? "ok" : "LOST"}`).join(", ")}`,
    `prompt    ${prompt === null ? "LOST" : promptText(prompt)}`,
    `time      decode ${ms.decode.toFixed(0)}, diffuse ${ms.diffuse.toFixed(0)}; total ${ms.total.toFixed(0)} ms`,
    `files     ${files.reconstruction}`,
  ].join("\n");
}

/** What the caller asked for, apart from the packets. */
interface ReceiveSettings {
  options: ReceiveOptions;
  /** `sps` and `frame` of a recording; undefined where the inputs are packets. */
  iq?: Record<string, unknown>;
  out: string;
  output?: string;
}

/** What `receive` does with a packet or a recording. */
export const receiveWork: Work<ReceiveSettings, ReceiveReport> = {
  stages: ["decode", "diffuse"] satisfies ReceiveStage[],
  async open({ options, iq, out, output }) {
    const models = await loadReceive();
    return {
      async perform(input, onStage) {
        const arrival: Arrival = iq === undefined
          ? { packet: parse(await readInput("packet", input)) }
          : await fromRecording(input.path, iq);
        const watch = new Stopwatch<ReceiveStage>(onStage);
        const received = await receivePacket(arrival.packet, options, models, watch);
        if (received.reason !== undefined) console.error(`Decoder degraded: ${received.reason}`);
        const { decode, diffuse, total } = watch.read();
        const file = output ?? `${out}/${input.name}-received.png`;
        await writeOutput(file, encodePng(received.image));
        return reportOf(received, { decode, diffuse, total }, file, arrival.iq);
      },
      close: () => models.close(),
    };
  },
  summary,
  columns: ["width", "height", "lost", "ms"],
  row: ({ image, layers, ms }) => [
    String(image.width),
    String(image.height),
    String(layers.filter((layer) => !layer.crc_ok).length),
    ms.total.toFixed(0),
  ],
};

/** Does what a parsed {@linkcode receiveCommand} says. */
export async function runReceive(command: Command): Promise<void> {
  const { out, output, jobs, json, iq, sps, frame, ...given } = command.opts();
  const options: ReceiveOptions = parseOptions(receiveOptionsSchema, given, names(OPTION_FIELDS.receive));
  if ((command.args.length === 0) === (iq === undefined)) {
    throw new SemcastError("invalid-argument", "Expected a packet file or --iq, one of both");
  }
  const misplaced = Object.entries({ sps, frame }).find(([, value]) => iq === undefined && value !== undefined)?.[0];
  if (misplaced !== undefined) throw new SemcastError("invalid-argument", `${misplaced}: Only with --iq`);
  const inputs = iq === undefined ? await expandInputs(command.args, PACKETS) : [inputOf(iq)];
  const file = outputOf(inputs, output, { json });
  const settings: ReceiveSettings = { options, iq: iq === undefined ? undefined : { sps, frame }, out, output: file };
  await runInputs("receive", receiveWork, inputs, settings, { json, jobs, piped: file === "-" });
}

async function main(): Promise<void> {
  const command = receiveCommand();
  parseArguments(command, Deno.args);
  await runReceive(command);
}

if (import.meta.main) await runCommand(main);
