/**
 * Pictures in the format that a client asks for. The stages make PNG; the others are made of it where they are asked for,
 * by jSquash, which is loaded only then.
 *
 * @module
 */
import { decodeImage, type Rgb } from "../../../kernels/pixels/wasm.ts";
import type { PictureType } from "./media.ts";
import { HttpProblem } from "./problem.ts";

interface Format {
  /** Pixels that a side may have in this format. */
  maxSide: number;
  encode(image: ImageData): Promise<ArrayBuffer>;
}

// Qualities at which nothing is seen to be lost at arm's length; AVIF at a speed that a request can wait for.
const FORMATS: Readonly<Record<Exclude<PictureType, "image/png">, Format>> = {
  "image/webp": {
    maxSide: 16_383,
    encode: async (image) => (await import("@jsquash/webp")).encode(image, { quality: 90, method: 4 }),
  },
  "image/avif": {
    maxSide: 65_535,
    encode: async (image) => (await import("@jsquash/avif")).encode(image, { quality: 70, speed: 8 }),
  },
  "image/jpeg": {
    maxSide: 65_535,
    encode: async (image) => (await import("@jsquash/jpeg")).encode(image, { quality: 90 }),
  },
};

// The file is our own: its size was limited before it was made, at most by what MAX_PIXELS can be.
const OURS = { maxBytes: 400_000_000, maxPixels: 100_000_000, maxSide: 65_535 };

/**
 * A PNG file of ours in another format; lossy but for PNG itself.
 *
 * @throws {HttpProblem} `not-acceptable` where the format cannot hold a side that long
 */
export async function pictureAs(type: PictureType, png: Uint8Array): Promise<Uint8Array> {
  if (type === "image/png") return png;
  const { maxSide, encode } = FORMATS[type];
  const image = decodeImage(png, OURS);
  const side = Math.max(image.width, image.height);
  if (side > maxSide) {
    throw new HttpProblem("not-acceptable", `${type} holds at most ${maxSide} pixels a side; the picture has ${side}`, {
      vary: "Accept",
    });
  }
  return new Uint8Array(await encode(rgba(image)));
}

/** Pixels as jSquash's encoders read them, opaque. */
export function rgba({ width, height, data }: Rgb): ImageData {
  const out = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0, j = 0; i < data.length; i += 3, j += 4) {
    out[j] = data[i];
    out[j + 1] = data[i + 1];
    out[j + 2] = data[i + 2];
  }
  // The encoders read these three members; Deno has no constructor of the browsers' class.
  return { width, height, data: out } as ImageData;
}
