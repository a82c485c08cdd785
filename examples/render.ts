/**
 * Makes the example pictures: procedural scenes with soft light and a little film grain.
 *
 *     deno run --allow-read --allow-write=examples examples/render.ts [SCALE]
 *
 * The same pictures every time. SCALE under 1 makes small ones, for trying.
 *
 * @module
 */
import { encodePng } from "../kernels/pixels/wasm.ts";
import { lake } from "./lake.ts";
import { lighthouse } from "./lighthouse.ts";
import { hash, type Vec3 } from "./noise.ts";
import { stillLife } from "./still_life.ts";

const WIDTH = 768, HEIGHT = 512;
/** Samples of a pixel a side. */
const SAMPLES = 2;
const GRAIN = 0.012;

type Scene = (x: number, y: number, sample: number) => Vec3;
const SCENES: Record<string, Scene> = { lighthouse, "still-life": stillLife, lake };

/** Linear light to sRGB, with a soft shoulder for highlights. */
function develop(value: number): number {
  const exposed = value < 0.7 ? Math.max(0, value) : 0.7 + 0.3 * (1 - Math.exp((0.7 - value) / 0.3));
  return exposed <= 0.0031308 ? 12.92 * exposed : 1.055 * exposed ** (1 / 2.4) - 0.055;
}

function render(scene: Scene, scale: number, seed: number): Uint8Array {
  const width = Math.round(WIDTH * scale), height = Math.round(HEIGHT * scale);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0];
      for (let s = 0; s < SAMPLES * SAMPLES; s++) {
        const dx = (s % SAMPLES + 0.5) / SAMPLES, dy = (Math.floor(s / SAMPLES) + 0.5) / SAMPLES;
        scene((x + dx) / width, (y + dy) / height, s).forEach((value, c) => sum[c] += value);
      }
      const grain = GRAIN * (hash(x, y, seed) + hash(x, y, seed + 1) - 1);
      for (let c = 0; c < 3; c++) {
        const value = develop(sum[c] / (SAMPLES * SAMPLES)) + grain;
        data[(y * width + x) * 3 + c] = Math.round(255 * Math.min(1, Math.max(0, value)));
      }
    }
  }
  return encodePng({ width, height, data });
}

if (import.meta.main) {
  const scale = Number(Deno.args[0] ?? 1);
  Object.entries(SCENES).forEach(([name, scene], index) => {
    const png = render(scene, scale, 100 * index + 1);
    Deno.writeFileSync(new URL(`${name}.png`, import.meta.url), png);
    console.error(`${name}.png: ${png.length} bytes`);
  });
}
