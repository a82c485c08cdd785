/**
 * `deno task models`: lists and checks the weights, merges adapters into them, and converts networks to the kernels' format.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { mergeAdapters, readAdapter } from "../functions/_shared/decoder/lora/index.ts";
import { SemcastError } from "../functions/_shared/errors.ts";
import { loraChoice } from "../functions/_shared/lora_choice.ts";
import { parseOptions } from "../functions/_shared/options.ts";
import { loadAdapter } from "../functions/receive/adapters.ts";
import { loadManifest, loadModelFile, type Manifest } from "../functions/_shared/models.ts";
import { fromCaller, loraPaths, parseArguments, readNamedFile, runCommand } from "../functions/_shared/cli/exit.ts";
import { addExamples } from "../functions/_shared/cli/help.ts";
import { downloadBar } from "../functions/_shared/cli/progress.ts";
import { convert, type ConvertReport } from "./convert/convert.ts";
import { measure } from "./convert/measure.ts";
import { LPIPS_PROFILES, lpipsNetwork, pullLpips } from "./lpips/pull.ts";

const EXAMPLES = `
$ list                                  the shipped weights
$ pull lpips-alex                       LPIPS from its publishers, for evaluate --perceptual lpips-alex.onnx
$ merge streets:0.8 --out merged        networks with an adapter in their weights, for inference servers
$ convert net.onnx net.scnn             int8 ONNX (QuantizeLinear, DequantizeLinear) for kernels/nn
$ convert net.onnx net.scnn --photo 0:1 --measure a.jpg --measure b.jpg`;

/** The command's parser; `work` receives what was chosen. */
export function modelsCommand(work: (action: () => Promise<void>) => void | Promise<void>): Command {
  const command = new Command("deno task models").description("The weights: what there is, whether it is whole, more.");
  addExamples(command, EXAMPLES);
  command.command("list")
    .description("files, sizes and licences")
    .option("--json", "print one JSON object")
    .action(({ json }) => work(() => list(json === true)));
  command.command("verify")
    .description("checks size and SHA-256 of every file")
    .option("--json", "print one JSON object")
    .action(({ json }) => work(() => verify(json === true)));
  command.command("pull")
    .description("downloads the weights of a profile, from where they are published")
    .argument("[profile]", `tiny, ${LPIPS_PROFILES.join(", ")}`, "tiny")
    .option("--out <file>", "ONNX file to write; default: the profile's name")
    .option("--mirror <url>", "folder that has the files instead; their SHA-256 must be the same")
    .action((profile, options) => work(() => pull(profile, options)));
  command.command("merge")
    .description("writes the decoder's networks with LoRA adapters in their weights, for inference servers")
    .argument("<name[:weight],...>", "adapters of models/lora or .safetensors files", loraPaths)
    .option("--out <dir>", "folder of synthesis.onnx and diffusion.onnx", "merged")
    .action((lora, { out }) => work(() => merge(lora, fromCaller(out))));
  command.command("convert")
    .description("compiles a quantized ONNX file for the int8 kernels")
    .argument("<onnx>", "ONNX file with QuantizeLinear and DequantizeLinear around its operators")
    .argument("<scnn>", "file to write")
    .option("--photo <low:high>", "inputs of 3 channels take RGB bytes; 0 and 255 stand for these numbers")
    .option("--seven-bits", "clamp all activations to 7 bits: the file was quantized for that")
    .option("--measure <photo>", "find out on photos which activations 7 bits are enough for; repeatable", repeated)
    .option("--json", "print one JSON object with the proof of every layer")
    .action((onnx, scnn, options) => work(() => compile(onnx, scnn, options)));
  return command;
}

async function merge(text: string, out: string): Promise<void> {
  const { lora = [] } = parseOptions(z.object({ lora: loraChoice }), { lora: text }, ["lora"]);
  const adapters = (await Promise.all(lora.map(loadAdapter))).map(({ file, weight }) => ({
    adapter: readAdapter(file),
    weight,
  }));
  await Deno.mkdir(out, { recursive: true });
  for (const graph of ["synthesis", "diffusion"] as const) {
    const model = await loadModelFile(`tiny/${graph}.onnx`);
    await Deno.writeFile(`${out}/${graph}.onnx`, mergeAdapters(graph, model, adapters));
    console.log(`${out}/${graph}.onnx`);
  }
}

function repeated(value: string, before: string[] = []): string[] {
  return [...before, value];
}

async function list(json: boolean): Promise<void> {
  const { files } = await loadManifest();
  if (json) {
    console.log(
      JSON.stringify(
        files.map(({ file, profile, bytes, licence, sha256 }) => ({ file, profile, bytes, licence, sha256 })),
      ),
    );
  } else for (const line of files.map(describe)) console.log(line);
}

function describe({ file, profile, bytes, licence }: Manifest["files"][number]): string {
  return `${file.padEnd(24)} ${profile.padEnd(6)} ${(bytes / 1000).toFixed(0).padStart(6)} kB  ${licence}`;
}

async function verify(json: boolean): Promise<void> {
  const { files } = await loadManifest();
  const results: { file: string; ok: boolean; message?: string }[] = [];
  for (const { file } of files) {
    try {
      await loadModelFile(file);
      results.push({ file, ok: true });
    } catch (error) {
      results.push({ file, ok: false, message: error instanceof Error ? error.message : String(error) });
    }
  }
  if (json) console.log(JSON.stringify(results));
  else for (const { file, ok, message } of results) console.log(ok ? `ok      ${file}` : `BROKEN  ${file}: ${message}`);
  if (results.some(({ ok }) => !ok)) {
    throw new SemcastError("malformed", "Some model files are not what the manifest says");
  }
}

async function pull(profile: string, { out = `${profile}.onnx`, mirror }: { out?: string; mirror?: string }) {
  const lpips = lpipsNetwork(profile);
  if (lpips !== undefined) {
    const bar = downloadBar();
    try {
      await pullLpips(lpips, { out: fromCaller(out), mirror, say: (line) => console.log(line), progress: bar.update });
    } finally {
      bar.stop();
    }
    return;
  }
  const { files } = await loadManifest();
  const profiles = [...new Set(files.map((file) => file.profile))];
  if (!profiles.some((known) => known === profile)) {
    throw new SemcastError(
      "unsupported",
      `Profile ${profile} cannot be pulled: there are ${profiles.join(", ")}, which is in the repository, and ` +
        LPIPS_PROFILES.join(", "),
    );
  }
  await verify(false);
  console.log(`Profile ${profile} is shipped with the repository: there is nothing to download, and it is whole.`);
}

interface CompileOptions {
  photo?: string;
  sevenBits?: true;
  measure?: string[];
  json?: true;
}

async function compile(onnx: string, scnn: string, { photo, sevenBits, measure: photos, json }: CompileOptions) {
  const range = photo === undefined ? undefined : parseRange(photo);
  const bytes = await readNamedFile("convert", fromCaller(onnx));
  const pictures = await Promise.all((photos ?? []).map((path) => readNamedFile("--measure", fromCaller(path))));
  const { file, report } = convert(bytes, {
    photo: range,
    sevenBits,
    measure: pictures.length === 0 ? undefined : (network) => measure(network, pictures, range ?? [0, 1]),
  });
  const path = fromCaller(scnn);
  try {
    await Deno.writeFile(path, file);
  } catch (cause) {
    throw new SemcastError("invalid-argument", `Writing ${path} failed`, { cause });
  }
  console.log(json ? JSON.stringify(report) : summary(scnn, report));
}

function parseRange(text: string): [number, number] {
  const [low, high] = text.split(":").map(Number);
  if (Number.isFinite(low) && Number.isFinite(high) && low < high && text.split(":").length === 2) return [low, high];
  throw new SemcastError("invalid-argument", `--photo takes LOW:HIGH with LOW below HIGH, got ${text}`);
}

function summary(path: string, { graph, inputs, outputs, operators, bytes, wide, proof }: ConvertReport): string {
  const ports = (ports: ConvertReport["inputs"]) =>
    ports.map((p) =>
      `${p.name} (${p.channels} channels, ${p.stored}, (q − ${p.zeroPoint}) · ${p.scale.toPrecision(6)})`
    )
      .join(", ");
  const largest = Math.max(0, ...proof.map(({ accumulator }) => accumulator));
  return [
    `${path}: graph ${graph}, ${operators} operators, ${bytes} bytes`,
    `inputs    ${ports(inputs)}`,
    `outputs   ${ports(outputs)}`,
    `products  ${proof.filter(({ bits }) => bits === 8).length} of 8 bits, ${
      proof.filter(({ bits }) => bits === 16).length
    } of 16 bits`,
    `16 bits   ${wide.length === 0 ? "no value" : wide.join(", ")}`,
    `proof     accumulators stay below ${largest} of 2147483647 for every input`,
  ].join("\n");
}

async function main(): Promise<void> {
  let chosen: (() => Promise<void>) | undefined;
  parseArguments(modelsCommand((action) => void (chosen = action)), Deno.args);
  await chosen?.();
}

if (import.meta.main) await runCommand(main);
