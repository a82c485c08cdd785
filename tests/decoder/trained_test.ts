import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import {
  analyze,
  decodeLayers,
  encodeToBudget,
  type LayerSizes,
  loadCodec,
} from "../../functions/_shared/codec/index.ts";
import { type DecoderModels, embeddedRuntime, reconstruct } from "../../functions/_shared/decoder/index.ts";
import { decodeImage, type Rgb } from "../../kernels/pixels/wasm.ts";
import { randomDecoded, warmUpInline } from "./fixtures/decoded.ts";

const root = new URL("../../", import.meta.url);
const kodak = new URL("../shared/data/eval/kodak/", root);

function present(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const shipped = present(new URL("models/tiny/diffusion.onnx", root));
const photos = shipped && present(kodak);
if (!photos) console.log("skipped: trained models on photos (no ../shared/data/eval/kodak or no models/tiny)");
if (shipped) await warmUpInline();

function read(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`models/tiny/${name}`, root));
}

function models(): DecoderModels {
  return { synthesis: read("synthesis.onnx"), diffusion: read("diffusion.onnx") };
}

/** Mean over red, green and blue, straight from the definition. */
function psnr(a: Rgb, b: Rgb): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i] - b.data[i]) ** 2;
  return 10 * Math.log10((255 * 255 * a.data.length) / sum);
}

function bytes(sizes: LayerSizes): number {
  return Object.values(sizes).reduce((sum: number, size: number) => sum + size + 3, 80);
}

// Measured with the first trained weights: 31.7, 30.5 and 21.6 dB.
for (const [name, least] of [["kodim03", 30.5], ["kodim20", 29], ["kodim13", 20.5]] as const) {
  Deno.test({
    name: `${name} at 0.22 bpp with a centred key region has at least ${least} dB, and each layer adds to it`,
    ignore: !photos,
    async fn() {
      const photo = decodeImage(Deno.readFileSync(new URL(`${name}.png`, kodak)));
      const codec = loadCodec(read("codec.scnn"), JSON.parse(new TextDecoder().decode(read("codec.json"))));
      const latents = analyze(codec, photo);
      const { h, w } = latents;
      const key = Uint8Array.from({ length: h * w }, (_, cell) => {
        const x = (cell % w) / w - 0.5, y = Math.floor(cell / w) / h - 0.5;
        return Math.hypot(x, y) < 0.3 ? 1 : 0;
      });
      const budget = (0.22 * photo.width * photo.height) / 8;
      const { q, rho, layers, cost } = encodeToBudget(codec, latents, key, bytes, budget);
      assertLess(cost, budget + 1);
      assertGreater(cost, 0.97 * budget);
      const options = { width: photo.width, height: photo.height, key, tokens: new Int32Array(32), steps: 0 };
      const runtime = embeddedRuntime(models(), { worker: false });
      const quality: number[] = [];
      for (const part of [{}, { base: layers.base }, { base: layers.base, keyLayer: layers.key }]) {
        const decoded = decodeLayers(codec, { h, w, q, rho, key, ...part });
        const lostScale = codec.description.lost_scale;
        const { image } = await reconstruct(decoded, { ...options, lostScale }, runtime);
        assertEquals([image.width, image.height], [photo.width, photo.height]);
        quality.push(psnr(photo, image));
      }
      assertGreater(quality[1], quality[0] + 3);
      assertGreater(quality[2], quality[1] + 0.3);
      assertGreater(quality[2], least);
    },
  });
}

Deno.test({
  name: "the trained networks see no farther than the margin of their tiles",
  ignore: !shipped,
  async fn() {
    const { decoded, key } = randomDecoded(6, 90, 0.1, 12);
    const whole = embeddedRuntime(models(), { worker: false });
    const tiled = embeddedRuntime(models(), { worker: false, maxCells: 6 * 60 });
    const a = await whole.synthesize(decoded), b = await tiled.synthesize(decoded);
    assert(a.data.every((value, i) => Math.abs(value - b.data[i]) <= 1));
    const input = { ...decoded, x: decoded.yHat.map((v) => v / 8), t: 0.5, key: Float32Array.from(key) };
    const tokens = new Int32Array(32);
    const v = await whole.diffuse({ ...input, tokens });
    const narrow = embeddedRuntime(models(), { worker: false, maxCells: 6 * 60 });
    const u = await narrow.diffuse({ ...input, tokens });
    let worst = 0, peak = 0;
    for (let i = 0; i < v.length; i++) {
      worst = Math.max(worst, Math.abs(v[i] - u[i]));
      peak = Math.max(peak, Math.abs(v[i]));
    }
    assertLess(worst, 1e-3 * Math.max(1, peak));
  },
});
