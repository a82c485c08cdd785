/**
 * Decodes each photo of a folder with its own prompt, with the prompt of the next photo and with none, everything else
 * being the same, and writes the pictures for `models/train/prompt_effect.py` to compare.
 *
 *     deno run --allow-read --allow-write --allow-env tests/bench/wrong_prompt.ts DIR OUT [--bpp 0.05] [--steps 4] [--fidelity 0]
 *       [--lost]
 *
 * With `--lost` all layers of latents were lost on the way, so that header, key map and prompt are all there is.
 *
 * @module
 */
import { Command } from "commander";
import { encodePng } from "../../kernels/pixels/wasm.ts";
import { linkOptionsSchema } from "../../functions/_shared/options.ts";
import { LAYER_KINDS, parse, type ParsedPacket } from "../../functions/_shared/packet/index.ts";
import type { Prompt } from "../../functions/_shared/semantics/index.ts";
import { Stopwatch } from "../../functions/_shared/stopwatch.ts";
import { withPrompt } from "../../functions/link/choose_prompt.ts";
import { loadLink } from "../../functions/link/models.ts";
import { receivePacket } from "../../functions/receive/receive.ts";
import { transmitPhoto } from "../../functions/transmit/transmit.ts";

const command = new Command("wrong_prompt.ts").argument("<dir>").argument("<out>").option(
  "--bpp <bits>",
  "budget",
  "0.05",
)
  .option("--steps <count>", "diffusion steps", "4").option("--fidelity <share>", "trust in what was received", "0")
  .option("--lost", "all layers were lost");
command.parse(Deno.args, { from: "user" });
const [dir, out] = command.args;
const { lost = false, ...given } = command.opts();
const options = linkOptionsSchema.parse({ channel: "none", ...given });
const models = await loadLink();
const names = [...Deno.readDirSync(dir)].map(({ name }) => name).filter((name) => /\.(png|jpe?g|webp)$/i.test(name))
  .sort();
await Deno.mkdir(out, { recursive: true });
const photos = names.map((name) => Deno.readFileSync(`${dir}/${name}`));
const sent = photos.map((photo) => transmitPhoto(photo, options, models.transmit, new Stopwatch()));
/** The packet as it arrives. */
function arrived(packet: ParsedPacket): ParsedPacket {
  if (!lost) return packet;
  const layers: readonly string[] = LAYER_KINDS;
  const sections = packet.sections.map((section) =>
    layers.includes(section.kind) ? { ...section, ok: false, payload: undefined } : section
  );
  return { ...packet, sections };
}

const nothing: Prompt = { scene: "object", palette: ["grey"], regions: [] };

for (let i = 0; i < names.length; i++) {
  const base = names[i].replace(/\.[^.]*$/, "");
  const prompts = { right: sent[i].prompt, wrong: sent[(i + 1) % names.length].prompt, empty: nothing };
  Deno.writeFileSync(`${out}/${base}-photo.png`, encodePng(sent[i].photo));
  Deno.writeFileSync(`${out}/${base}-key.bin`, sent[i].key);
  for (const [kind, prompt] of Object.entries(prompts)) {
    const packet = withPrompt(arrived(parse(sent[i].bytes)), prompt);
    const { image } = await receivePacket(packet, options, models.receive, new Stopwatch());
    Deno.writeFileSync(`${out}/${base}-${kind}.png`, encodePng(image));
  }
  console.error(`${i + 1} of ${names.length}`);
}
models.close();
