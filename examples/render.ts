/**
 * Renders the example photos: `deno run --allow-read --allow-write examples/render.ts [name ...] [--scale=0.25]`.
 * The same bytes come out every time: all randomness is seeded by the place of the pixel.
 *
 * @module
 */
import { encodePng } from "../kernels/pixels/wasm.ts";
import { clamp, cross, mad, type Rng, seeded, sub, unit, type Vec3 } from "./noise.ts";
import { boat } from "./scene_boat.ts";
import { lighthouse } from "./scene_lighthouse.ts";
import { stillLife } from "./scene_still_life.ts";

/** What a picture is made from. */
export interface Scene {
  /** Name of the file, without `.png`. */
  name: string;
  /** Where the camera stands. */
  eye: Vec3;
  /** What it looks at. */
  target: Vec3;
  /** Focal length, in heights of the picture. */
  focal: number;
  /** Rays a pixel, a square number. */
  samples: number;
  /** Strength of the grain, in steps of 8 bits. */
  grain: number;
  /** Exposure before the film curve. */
  exposure: number;
  /** Linear light that comes to `eye` against direction `ray`. */
  trace(eye: Vec3, ray: Vec3, rng: Rng): Vec3;
}

const WIDTH = 768;
const HEIGHT = 512;

/** Film curve of K. Narkowicz's kind, then the sRGB transfer function; 0…255. */
function develop(light: number): number {
  const x = Math.max(0, light);
  const film = clamp((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14));
  return 255 * (film <= 0.0031308 ? 12.92 * film : 1.055 * Math.pow(film, 1 / 2.4) - 0.055);
}

/** Renders one scene at a share of its full size. */
export function render(scene: Scene, share = 1): { width: number; height: number; data: Uint8Array } {
  const width = Math.round(WIDTH * share), height = Math.round(HEIGHT * share);
  const data = new Uint8Array(width * height * 3);
  const forward = unit(sub(scene.target, scene.eye));
  const right = unit(cross(forward, [0, 1, 0]));
  const up = cross(right, forward);
  const grid = Math.round(Math.sqrt(scene.samples));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const rng = seeded(Math.imul(y * WIDTH + x + 1, 0x9e3779b1));
      let r = 0, g = 0, b = 0;
      for (let n = 0; n < grid * grid; n++) {
        const u = (x + (n % grid + rng()) / grid - width / 2) / height;
        const v = (height / 2 - y - (Math.floor(n / grid) + rng()) / grid) / height;
        const ray = unit(mad(mad(mad([0, 0, 0], forward, scene.focal), right, u), up, v));
        const light = scene.trace(scene.eye, ray, rng);
        // Held down before the mean, so that one bright ray does not make a speck.
        r += Math.min(light[0], 6);
        g += Math.min(light[1], 6);
        b += Math.min(light[2], 6);
      }
      const dx = x / width - 0.5, dy = y / height - 0.5;
      const gain = scene.exposure * (1 - 0.45 * (dx * dx + dy * dy)) / (grid * grid);
      const grain = (rng() + rng() + rng() - 1.5) * 2 * scene.grain;
      const at = (y * width + x) * 3;
      data[at] = Math.round(clamp(develop(r * gain) + grain, 0, 255));
      data[at + 1] = Math.round(clamp(develop(g * gain) + grain, 0, 255));
      data[at + 2] = Math.round(clamp(develop(b * gain) + grain, 0, 255));
    }
  }
  return { width, height, data };
}

if (import.meta.main) {
  const share = Number(Deno.args.find((arg) => arg.startsWith("--scale="))?.slice(8) ?? 1);
  const folder = Deno.args.find((arg) => arg.startsWith("--out="))?.slice(6);
  const names = Deno.args.filter((arg) => !arg.startsWith("--"));
  for (const scene of [lighthouse, stillLife, boat]) {
    if (names.length > 0 && !names.includes(scene.name)) continue;
    const start = performance.now();
    const png = encodePng(render(scene, share));
    const file = `${scene.name}.png`;
    await Deno.writeFile(folder ? `${folder}/${file}` : new URL(file, import.meta.url), png);
    console.log(`${file}: ${png.length} bytes, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}
