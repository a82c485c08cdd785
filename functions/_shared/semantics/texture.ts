import { type RegionMap, regionSums, type Rgb, SUMS } from "../../../kernels/pixels/wasm.ts";
import type { Region } from "./prompt.ts";
import type { Texture } from "./vocabulary.ts";

/** Sums over pixels that the texture of a region is judged by. */
export interface TextureSums {
  pixels: number;
  /** Structure tensor: squared horizontal and vertical luma differences over two pixels, and their product. */
  xx: number;
  yy: number;
  xy: number;
  /** Squared differences between pixels four apart, horizontally and vertically: the coarse part. */
  coarse: number;
  /** How much of the luma at distance 4, 6, 8, 12 and 16 is the same as here, less what chance gives: the repeating part. */
  repeat: Float64Array;
}

/** The sums of each of `count` regions. */
export function textureSums(image: Rgb, regions: RegionMap, count: number): TextureSums[] {
  const sums = regionSums(image, regions, count);
  return Array.from({ length: count }, (_, region) => {
    const [pixels, xx, yy, xy, coarse, ...repeat] = sums.subarray(region * SUMS, (region + 1) * SUMS);
    return { pixels, xx, yy, xy, coarse, repeat: Float64Array.from(repeat) };
  });
}

// The bounds divide the regions of photographs at about their 3rd, 15th, 40th, 65th and 80th hundredth.

/** Mean squared difference (of both directions together) below which a surface is smooth, or soft, or above which busy. */
const SMOOTH = 40, SOFT = 300, BUSY = 3000;
/** How much one direction must prevail, 0…1, to be called a stripe. */
const COHERENT = 0.55;
/** Share of the contrast over four pixels by which a whole period is more alike than half of one. */
const REGULAR = 0.5;
/** Contrast over four pixels against that over two: noise has 1, a ramp 4. */
const COARSE = 1.75;

/** Names a surface by its gradients: strength, direction (eigenvectors of the structure tensor), scale and repetition. */
export function textureName(sums: TextureSums): Texture {
  if (sums.pixels === 0) return "smooth";
  const energy = (sums.xx + sums.yy) / sums.pixels;
  if (energy < SMOOTH) return "smooth";
  const coarse = sums.coarse / Math.max(1, sums.xx + sums.yy);
  if (energy < SOFT && coarse > COARSE) return "soft";
  const contrast = sums.coarse / sums.pixels;
  if (sums.repeat.some((value) => value / sums.pixels > REGULAR * contrast)) return "regular";
  if (coherence(sums) > COHERENT) {
    const direction = stripes(sums);
    return direction === "horizontal" || direction === "vertical" ? direction : "diagonal";
  }
  if (energy > BUSY) return "busy";
  return coarse > COARSE ? "coarse" : "fine";
}

/** How much one direction prevails, 0…1. */
function coherence({ xx, yy, xy }: TextureSums): number {
  return Math.hypot(xx - yy, 2 * xy) / (xx + yy);
}

/** The direction of stripes: across the gradient, which a vertical gradient makes horizontal. */
function stripes({ xx, yy, xy }: TextureSums): "horizontal" | "rising" | "vertical" | "falling" {
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  if (Math.abs(angle) > 3 * Math.PI / 8) return "horizontal";
  if (Math.abs(angle) < Math.PI / 8) return "vertical";
  // y points down: a gradient to the lower right has stripes that rise to the right.
  return angle > 0 ? "rising" : "falling";
}

/** How much one direction must prevail for a surface to have one. */
const DIRECTED = 0.3;
/** Bounds of the contrast over two pixels, and of its ratio over four and two, between the descriptor's steps. */
const LOW = 900, HIGH = 4000, FINE_RATIO = 1.5, COARSE_RATIO = 2.1;

/** The texture descriptor of a surface that has any structure: direction, scale, contrast. */
export function surfaceOf(sums: TextureSums, texture: Texture): Region["surface"] {
  if (texture === "smooth" || texture === "soft") return undefined;
  const energy = (sums.xx + sums.yy) / sums.pixels, ratio = sums.coarse / Math.max(1, sums.xx + sums.yy);
  return {
    orientation: coherence(sums) > DIRECTED ? stripes(sums) : "none",
    scale: ratio < FINE_RATIO ? "fine" : ratio < COARSE_RATIO ? "medium" : "coarse",
    contrast: energy < LOW ? "low" : energy < HIGH ? "medium" : "high",
  };
}
