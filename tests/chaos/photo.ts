import { encodePng } from "../../kernels/pixels/wasm.ts";
import { Random } from "../../functions/_shared/random.ts";

const [WIDTH, HEIGHT] = [64, 48];

/** Photo number `i` as PNG: 64×48 pixels of its own. */
export function photo(i: number): Uint8Array<ArrayBuffer> {
  const random = new Random(i);
  const [a, b, c] = [random.uniform(), random.uniform(), random.uniform()];
  const data = new Uint8Array(3 * WIDTH * HEIGHT);
  for (let p = 0; p < WIDTH * HEIGHT; p++) {
    const [x, y] = [(p % WIDTH) / WIDTH, Math.floor(p / WIDTH) / HEIGHT];
    data.set([255 * Math.abs(x - a), 255 * Math.abs(y - b), 127 + 127 * Math.sin(9 * c * x + 7 * y)], 3 * p);
  }
  return new Uint8Array(encodePng({ width: WIDTH, height: HEIGHT, data }));
}
