/**
 * Photos of the sizes that are measured.
 *
 * @module
 */
import * as jpeg from "@jsquash/jpeg";
import { decodeImage, encodePng, resize, type Rgb } from "../../kernels/pixels/wasm.ts";
import { examplePhoto } from "../end_to_end/photos.ts";

async function resized(width: number, height: number): Promise<Rgb> {
  return resize(decodeImage((await examplePhoto()).bytes), width, height);
}

/** The example photo at another size, as a PNG. */
export async function pngOf(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(encodePng(await resized(width, height)));
}

/** The same as a JPEG as cameras write it: baseline, quality 90. */
export async function jpegOf(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const { data } = await resized(width, height);
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0, j = 0; i < data.length; i += 3, j += 4) rgba.set(data.subarray(i, i + 3), j);
  // The encoder reads these three members; Deno has no constructor of the browsers' class.
  return new Uint8Array(
    await jpeg.encode({ width, height, data: rgba } as ImageData, { quality: 90, progressive: false }),
  );
}
