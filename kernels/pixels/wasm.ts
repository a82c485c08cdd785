/**
 * Pictures in and out: decoding under limits, resampling, PNG, and what a description needs of all pixels. The only
 * TypeScript that touches the `pixels` kernel.
 *
 * @module
 */
import { kernelError, SemcastError } from "../../functions/_shared/errors.ts";
import { release } from "../../functions/_shared/release.ts";
import * as pixels from "../pkg/pixels/pixels.js";

/** Bytes of a pixel. */
const PIXEL = 3;

/** Interleaved 8-bit RGB, rows from the top: `width * height * 3` bytes. */
export interface Rgb {
  width: number;
  height: number;
  data: Uint8Array;
}

/** What a picture may be at most; checked on its header, before any pixel is allocated. */
export interface DecodeLimits {
  /** Bytes of the file. */
  maxBytes: number;
  /** Width times height. */
  maxPixels: number;
  /** Width and height. */
  maxSide: number;
}

/** 20 MB, 16 megapixels, 16,384 pixels a side. */
export const DEFAULT_LIMITS: Readonly<DecodeLimits> = {
  maxBytes: 20_000_000,
  maxPixels: 16_000_000,
  maxSide: 16_384,
};

/**
 * Decodes JPEG, PNG, WebP, GIF, BMP or TIFF, known by its first bytes: the first frame, upright by its EXIF orientation,
 * over white where it is transparent, reduced to 8-bit RGB from any depth, grey, palette or CMYK.
 *
 * @throws SemcastError `malformed`, `unsupported` (another kind of file) or `too-large` (the message names the limit).
 */
export function decodeImage(bytes: Uint8Array, limits: DecodeLimits = DEFAULT_LIMITS): Rgb & { format: string } {
  if (bytes.length === 0) throw new SemcastError("malformed", "Picture has no bytes");
  if (bytes.length > limits.maxBytes) {
    throw new SemcastError("too-large", `Picture has ${bytes.length} bytes, over the limit of ${limits.maxBytes}`);
  }
  return guarded(() => {
    const picture = pixels.decode_image(bytes, limits.maxPixels, limits.maxSide);
    const format = picture.format;
    return { ...take(picture), format };
  });
}

/** PNG bytes of a picture, compressed fast. Throws SemcastError `invalid-argument` when the sizes do not go together. */
export function encodePng(image: Rgb): Uint8Array {
  return guarded(() => pixels.encode_png(image.width, image.height, image.data));
}

/**
 * Resizes in integers, so that every machine gives the same bytes: the mean of the covered area where an axis shrinks,
 * Catmull-Rom where it grows.
 *
 * @throws SemcastError `invalid-argument` (a side outside 1…32,768, or sizes that do not go together) or `too-large`.
 */
export function resize(image: Rgb, width: number, height: number): Rgb {
  const data = new Uint8Array(side(width) * side(height) * PIXEL);
  let at = 0;
  for (const rows of resizedRows(image, width, height)) {
    data.set(rows, at);
    at += rows.length;
    release(rows);
  }
  return { width, height, data };
}

/** Bytes of the source that are in the kernel at one time. */
const PIECE_BYTES = 1 << 18;

/**
 * The rows of {@linkcode resize}, some at a time from the top: neither source nor result is copied as a whole.
 *
 * @throws SemcastError As `resize`
 */
export function* resizedRows(image: Rgb, width: number, height: number): Generator<Uint8Array> {
  const { data } = image, row = image.width * PIXEL;
  if (data.length !== row * image.height) {
    throw new SemcastError(
      "invalid-argument",
      `Picture of ${image.width} × ${image.height} pixels needs ${row * image.height} bytes, got ${data.length}`,
    );
  }
  const resizer = guarded(() => new pixels.Resizer(side(image.width), side(image.height), side(width), side(height)));
  try {
    const piece = Math.max(1, Math.floor(PIECE_BYTES / row)) * row;
    for (let at = 0; at < data.length; at += piece) {
      const rows = guarded(() => resizer.push(data.subarray(at, at + piece)));
      if (rows.length > 0) yield rows;
    }
  } finally {
    resizer.free();
  }
}

/**
 * Which square cells of a band of a picture have two tones with strokes, as lettering has: 1, others 0, from the left.
 *
 * @param band rows of RGB pixels, as many as a cell has
 * @param cell pixels of a cell's side
 */
export function strokesIn(band: Uint8Array, cell: number): Uint8Array {
  return pixels.strokes(band, side(cell));
}

/**
 * Mean colour of each cell of a grid over a picture: three bytes a cell, rounded; black where a cell has no pixels.
 *
 * @throws SemcastError `invalid-argument` when the picture's sizes do not go together
 */
export function cellMeans(image: Rgb, columns: number, rows: number): Uint8Array {
  return guarded(() => pixels.cell_means(image.data, side(image.width), side(columns), side(rows)));
}

/** Mean and standard deviation of a picture's luma (ITU-R BT.601), 0…255. */
export function brightness({ data }: Rgb): { mean: number; deviation: number } {
  const [mean, deviation] = pixels.brightness(data);
  return { mean, deviation };
}

/** Region of each cell of a picture's grid, from 0; negative where a cell belongs to none. */
export interface RegionMap {
  of: Int8Array;
  /** Cells a row. */
  width: number;
}

/**
 * Sums over the pixels of each region, {@linkcode SUMS} a region: pixels; xx, yy and xy of the structure tensor of luma
 * differences over two pixels; squared differences over four; how much pixels 4, 6, 8, 12 and 16 apart are more alike than
 * those half as far apart.
 *
 * @throws SemcastError `invalid-argument` when the sizes do not go together
 */
export function regionSums(image: Rgb, regions: RegionMap, count: number): Float64Array {
  return guarded(() => pixels.texture_sums(image.data, side(image.width), regions.of, side(regions.width), count));
}

/** Values of each region in {@linkcode regionSums}. */
export const SUMS = 10;

function take(picture: pixels.Picture): Rgb {
  try {
    return { width: picture.width, height: picture.height, data: picture.take() };
  } finally {
    picture.free();
  }
}

/** wasm-bindgen would take a number modulo 2^32. */
function side(value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= 32_768) return value;
  throw new SemcastError("invalid-argument", `Size ${value} is outside 1…32768`);
}

function guarded<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw kernelError(error);
  }
}
