/**
 * `semcast inspect`: what is in a packet, as a tree.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { decodeKeyMap } from "../../../kernels/entropy/wasm.ts";
import { SemcastError } from "../errors.ts";
import { planLink } from "../link/index.ts";
import { number, parseOptions } from "../options.ts";
import { classZeroBytes, codedSize, HEADER_BYTES, parse, type ParsedPacket, payloadOf } from "../packet/index.ts";
import { cellsOf, decodePrompt, type Prompt, promptText } from "../semantics/index.ts";
import { addExamples } from "./help.ts";
import { expandInputs, type Input, PACKETS } from "./inputs.ts";
import { readInput } from "./streams.ts";
import { drawTree, type Tree } from "./tree.ts";

const EXAMPLES = `
$ photo.semcast             header, sections and whether each is whole
$ photo.semcast --map       the key map too
$ photo.semcast --snr 3     how the link would code it at 3 dB
$ - --json < photo.semcast | jq .prompt`;

/** The command's parser. */
export function inspectCommand(): Command {
  const command = new Command("inspect")
    .description("Prints what is in packets as trees.")
    .argument("<packet...>", "packet files, folders, patterns, or - for standard input")
    .option("--snr <dB>", "also the modulation and code rate of each class at this Es/N0 over white noise")
    .option("--map", "also the key map")
    .option("--json", "print one JSON object a packet");
  return addExamples(command, EXAMPLES);
}

/** What `inspect --json` prints. */
interface Inspection {
  file: string;
  bytes: number;
  version: number;
  profile: string;
  image: { width: number; height: number };
  /** Pixels of the picture that is coded; the receiver enlarges it. */
  coded: { width: number; height: number };
  /** First two bytes of the SHA-256 of the codec's weights, hexadecimal. */
  weights: string;
  q: number;
  rho: number;
  prompt: Prompt | null;
  key: { width: number; height: number; fraction: number; cells: number[] } | null;
  classes: {
    class: number;
    bytes: number;
    mcs?: string;
    symbols?: number;
    sections: { kind: string; bytes: number; crc_ok: boolean }[];
  }[];
}

const optionsSchema = z.object({ snr: number({ min: -20, max: 40 }, "Es/N0 in dB").optional() });

/** Does what a parsed {@linkcode inspectCommand} says. */
export async function runInspect(command: Command): Promise<void> {
  const { json, map, ...given } = command.opts();
  const { snr } = parseOptions(optionsSchema, given, ["snr"]);
  const inputs = await expandInputs(command.args, PACKETS);
  for (const input of inputs) {
    const found = inspect(input, await readInput("packet", input), snr);
    if (json) console.log(JSON.stringify(found));
    else console.log(drawTree(treeOf(found, map === true)));
  }
}

function inspect({ label }: Input, bytes: Uint8Array, snr: number | undefined): Inspection {
  const packet = parse(bytes);
  const { header } = packet;
  const zero = classZeroBytes(header);
  const sections = ([0, 1, 2] as const).map((number) => packet.sections.filter((section) => section.class === number));
  const sizes = sections.map((list, i) => i === 0 ? zero : list.reduce((sum, section) => sum + section.bytes, 0));
  const plan = snr === undefined
    ? undefined
    : planLink({ snrDb: snr, channel: "awgn", bytes: [HEADER_BYTES, ...sizes] }).classes;
  return {
    file: label,
    bytes: bytes.length,
    version: bytes[2] >> 4,
    profile: header.profile,
    image: { width: header.width, height: header.height },
    coded: codedSize(header),
    weights: header.modelId.toString(16).padStart(4, "0"),
    q: header.q,
    rho: header.rho,
    prompt: orNull(() => payloadOf(packet, "prompt"), decodePrompt),
    key: keyOf(packet),
    classes: sections.map((list, i) => ({
      class: i,
      bytes: sizes[i],
      ...(plan === undefined ? {} : { mcs: plan[i + 1].mcs, symbols: plan[i + 1].symbols }),
      sections: list.map(({ kind, bytes, ok }) => ({ kind, bytes, crc_ok: ok })),
    })),
  };
}

function keyOf(packet: ParsedPacket): Inspection["key"] {
  const { width, height } = cellsOf(codedSize(packet.header));
  const cells = orNull(() => payloadOf(packet, "key_map"), (bytes) => decodeKeyMap(bytes, width, height));
  if (cells === null) return null;
  return { width, height, fraction: cells.reduce((sum, cell) => sum + cell, 0) / cells.length, cells: [...cells] };
}

/** A section that is lost, or whole and still not what it should be, has no content. */
function orNull<T>(payload: () => Uint8Array | undefined, decode: (bytes: Uint8Array) => T): T | null {
  const bytes = payload();
  try {
    return bytes === undefined ? null : decode(bytes);
  } catch (error) {
    if (error instanceof SemcastError && error.code !== "internal") return null;
    throw error;
  }
}

const PROTECTION = ["strongest: layer table, prompt, key map", "strong: base layer", "light: refinements"];

function treeOf(
  { file, bytes, version, profile, image, coded, weights, q, rho, prompt, key, classes }: Inspection,
  map: boolean,
): Tree {
  const bpp = (8 * bytes / (image.width * image.height)).toFixed(3);
  const contents: Record<string, string[]> = {
    prompt: prompt === null ? [] : [promptText(prompt)],
    key_map: key === null
      ? []
      : [`${(100 * key.fraction).toFixed(0)} % of ${key.width}×${key.height} cells`, ...(map ? draw(key) : [])],
  };
  return {
    text: `${file}: ${bytes} bytes, ${bpp} bpp`,
    parts: [
      {
        text: `header, ${HEADER_BYTES} bytes`,
        parts: [
          { text: `version ${version}, profile ${profile}, weights ${weights}` },
          {
            text: `photo of ${image.width}×${image.height} pixels${
              coded.width === image.width ? "" : `, coded at ${coded.width}×${coded.height}`
            }`,
          },
          { text: `step index ${q} in key cells, ${(rho / 8).toFixed(3)} octaves coarser elsewhere` },
        ],
      },
      ...classes.map(({ class: number, bytes, sections, mcs, symbols }) => ({
        text: `class ${number}, ${bytes} bytes${mcs === undefined ? "" : `, ${mcs}, ${symbols} symbols`} (${
          PROTECTION[number]
        })`,
        parts: sections.map(({ kind, bytes, crc_ok }) => ({
          text: `${kind.replace("_", " ")}, ${bytes} bytes, ${crc_ok ? "CRC ok" : "LOST"}`,
          parts: (contents[kind] ?? []).map((text) => ({ text })),
        })),
      })),
    ],
  };
}

/** Two rows of cells a line. */
function draw({ width, height, cells }: NonNullable<Inspection["key"]>): string[] {
  const at = (x: number, y: number) => y < height && cells[y * width + x] === 1;
  return Array.from(
    { length: Math.ceil(height / 2) },
    (_, row) =>
      Array.from({ length: width }, (_, x) => "·▀▄█"[(at(x, 2 * row) ? 1 : 0) + (at(x, 2 * row + 1) ? 2 : 0)]).join(""),
  );
}
