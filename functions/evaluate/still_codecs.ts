/**
 * The file formats that Semcast is compared with, by jSquash: the codecs' own sources compiled to WebAssembly.
 *
 * @module
 */
import * as avif from "@jsquash/avif";
import * as jpeg from "@jsquash/jpeg";
import * as jxl from "@jsquash/jxl";
import * as webp from "@jsquash/webp";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import { rgba } from "../_shared/http/picture.ts";

/** A lossy file format. */
export interface StillCodec {
  /** Qualities to choose from, ascending. */
  qualities: readonly number[];
  encode(image: Rgb, quality: number): Promise<Uint8Array>;
  decode(file: Uint8Array): Promise<Rgb>;
  /** Whether the beginning of a file gives a picture. */
  progressive: boolean;
}

const range = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

/** JPEG as mozjpeg makes it, progressive with trellis quantization. */
const mozjpeg: StillCodec = {
  qualities: [...range(1, 30, 1), ...range(32, 60, 2), ...range(65, 95, 5)],
  progressive: true,
  encode: async (image, quality) =>
    new Uint8Array(await jpeg.encode(rgba(image), { quality, trellis_multipass: true })),
  decode: async (file) => rgb(await jpeg.decode(file.slice().buffer)),
};

const libwebp: StillCodec = {
  qualities: [...range(0, 30, 1), ...range(32, 60, 2), ...range(65, 95, 5)],
  progressive: false,
  encode: async (image, quality) => new Uint8Array(await webp.encode(rgba(image), { quality, method: 6 })),
  decode: async (file) => rgb(await webp.decode(file.slice().buffer)),
};

const libavif: StillCodec = {
  qualities: [...range(1, 40, 3), ...range(44, 80, 4)],
  progressive: false,
  encode: async (image, quality) => new Uint8Array(await avif.encode(rgba(image), { quality, speed: 6 })),
  async decode(file) {
    const picture = await avif.decode(file.slice().buffer);
    if (picture === null) throw new Error("AVIF file gives no picture");
    return rgb(picture);
  },
};

const libjxl: StillCodec = {
  qualities: [...range(1, 40, 3), ...range(44, 90, 4)],
  progressive: false,
  encode: async (image, quality) => new Uint8Array(await jxl.encode(rgba(image), { quality, effort: 5 })),
  decode: async (file) => rgb(await jxl.decode(file.slice().buffer)),
};

/** By name of the scheme. */
export const STILL_CODECS: Readonly<Record<"jpeg" | "webp" | "avif" | "jxl", StillCodec>> = {
  jpeg: mozjpeg,
  webp: libwebp,
  avif: libavif,
  jxl: libjxl,
};

function rgb({ width, height, data }: ImageData): Rgb {
  const out = new Uint8Array(width * height * 3);
  for (let i = 0, j = 0; i < out.length; i += 3, j += 4) {
    out[i] = data[j];
    out[i + 1] = data[j + 1];
    out[i + 2] = data[j + 2];
  }
  return { width, height, data: out };
}
