import { psnr } from "../../kernels/metrics/wasm.ts";
import { resize, type Rgb } from "../../kernels/pixels/wasm.ts";
import type { StillCodec } from "./still_codecs.ts";

/** Sizes that a photo is sent at. */
export const SCALES = [1, 3 / 4, 1 / 2, 1 / 3, 1 / 4] as const;

/** A file that fits, and how. */
export interface FittedFile {
  file: Uint8Array;
  scale: number;
  quality: number;
  /** The picture at the photo's own size. */
  image: Rgb;
}

/** Makes files of a photo that are at most so many bytes; undefined where none is that small. */
export type FileFitter = (bytes: number) => Promise<FittedFile | undefined>;

/**
 * For each size the largest quality that fits, of these the picture with the highest PSNR at the photo's own size. Smaller
 * sizes are tried until PSNR falls. Encodes are kept, so that further budgets cost little.
 */
export function fileFitter(photo: Rgb, codec: StillCodec): FileFitter {
  const sources = new Map<number, Rgb>();
  const encodes = new Map<string, Promise<Uint8Array>>();
  const pictures = new Map<string, { image: Rgb; psnr: number }>();

  const source = (scale: number): Rgb => {
    const known = sources.get(scale);
    if (known !== undefined) return known;
    const side = (length: number) => Math.max(1, Math.round(length * scale));
    const made = scale === 1 ? photo : resize(photo, side(photo.width), side(photo.height));
    sources.set(scale, made);
    return made;
  };
  const encode = (scale: number, quality: number): Promise<Uint8Array> => {
    const name = `${scale} ${quality}`;
    const made = encodes.get(name) ?? codec.encode(source(scale), quality);
    encodes.set(name, made);
    return made;
  };
  const largest = async (scale: number, bytes: number): Promise<{ file: Uint8Array; quality: number } | undefined> => {
    let low = 0, high = codec.qualities.length;
    let best: { file: Uint8Array; quality: number } | undefined;
    while (low < high) {
      const middle = (low + high) >> 1;
      const quality = codec.qualities[middle];
      const file = await encode(scale, quality);
      if (file.length <= bytes) {
        best = { file, quality };
        low = middle + 1;
      } else high = middle;
    }
    return best;
  };
  const picture = async (scale: number, quality: number, file: Uint8Array) => {
    const name = `${scale} ${quality}`;
    const known = pictures.get(name);
    if (known !== undefined) return known;
    const image = atSizeOf(photo, await codec.decode(file));
    const made = { image, psnr: psnr(photo, image) };
    pictures.set(name, made);
    return made;
  };

  return async (bytes) => {
    let best: (FittedFile & { psnr: number }) | undefined;
    for (const scale of SCALES) {
      const fits = await largest(scale, bytes);
      if (fits === undefined) continue;
      const made = await picture(scale, fits.quality, fits.file);
      if (best !== undefined && made.psnr < best.psnr) break;
      best = { ...fits, scale, ...made };
    }
    return best;
  };
}

/** A decoded picture at the photo's own size. */
export function atSizeOf(photo: Rgb, image: Rgb): Rgb {
  return image.width === photo.width && image.height === photo.height
    ? image
    : resize(image, photo.width, photo.height);
}
