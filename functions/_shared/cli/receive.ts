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
import { fromCaller, parseArguments, readNamedFile, runCommand } from "./exit.ts";

const EXAMPLES = `
Examples:
  deno task receive --iq capture.sigmf-meta     finds the frame that a radio recorded; the picture goes to out/
  deno task receive --iq capture --frame 2      the second good frame of it
  deno task receive photo.semcast --steps 0     a packet as POST /v1/transmit answers it, deterministic decoder

Exit status: 0 done, 2 bad argument, packet or recording, 1 failure of Semcast itself.`;

/** The command's parser. */
export function receiveCommand(): Command {
  return new Command("deno task receive")
    .description("Turns what a radio recorded, or a packet, into a picture.")
    .argument("[packet]", "packet file (application/vnd.semcast.packet)")
    .option("--iq <file>", "SigMF recording (.sigmf-meta and .sigmf-data, cf32_le, up to 512 MB) instead of a packet")
    .option("--sps <count>", "samples a symbol of --iq, even, 2 to 16 (default: what its metadata says, else 4)")
    .option("--frame <number>", "which good frame of --iq to take (default: 1)")
    .option("--seed <number>", "seed of diffusion noise (default: 1)")
    .option("--decoder <runtime>", "wasm, webgpu, native, native-cuda, or URLs of inference servers (default: wasm)")
    .option("--steps <count>", "diffusion steps, 0 to 4; 0 is the deterministic decoder (default: 4)")
    .option("--fidelity <share>", "1 keeps to what was received, 0 lets the decoder invent (default: 0.5)")
    .option("--out <dir>", "folder of the picture", "out")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES);
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

async function arrivalOf(packet: string | undefined, iq: string | undefined, given: Record<string, unknown>) {
  if ((packet === undefined) === (iq === undefined)) {
    throw new SemcastError("invalid-argument", "Expected a packet file or --iq, one of both");
  }
  if (iq !== undefined) return await fromRecording(iq, given);
  const misplaced = Object.keys(given).find((name) => given[name] !== undefined);
  if (misplaced !== undefined) throw new SemcastError("invalid-argument", `${misplaced}: Only with --iq`);
  return { packet: parse(await readNamedFile("packet", fromCaller(packet ?? ""))) };
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

async function main(): Promise<void> {
  const command = receiveCommand();
  parseArguments(command, Deno.args);
  const { out, json, iq, sps, frame, ...given } = command.opts();
  const options: ReceiveOptions = parseOptions(receiveOptionsSchema, given, names(OPTION_FIELDS.receive));
  const source: string | undefined = command.args[0];
  const arrival: Arrival = await arrivalOf(source, iq, { sps, frame });
  const models = await loadReceive();
  try {
    const watch = new Stopwatch<ReceiveStage>();
    const received = await receivePacket(arrival.packet, options, models, watch);
    if (received.reason !== undefined) console.error(`Decoder degraded: ${received.reason}`);
    const { decode, diffuse, total } = watch.read();
    const name = ((iq ?? source).split(/[\\/]/).pop() ?? "").replace(/\.[^.]*$/, "") || "photo";
    const file = `${out}/${name}-received.png`;
    await Deno.mkdir(fromCaller(out), { recursive: true });
    await Deno.writeFile(fromCaller(file), encodePng(received.image));
    const report = reportOf(received, { decode, diffuse, total }, file, arrival.iq);
    console.log(json ? JSON.stringify(report) : summary(report));
  } finally {
    models.close();
  }
}

if (import.meta.main) await runCommand(main);
