import { colourNames, colours } from "./vocabulary.ts";

/** Linear light of an sRGB byte (IEC 61966-2-1). */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** OKLab coordinates of an sRGB colour given in bytes: lightness 0…1 and two opponent axes of about ±0.4 (Ottosson 2020). */
export function oklab(red: number, green: number, blue: number): [lightness: number, a: number, b: number] {
  const r = LINEAR[red], g = LINEAR[green], b = LINEAR[blue];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
  ];
}

const centres = colourNames.map((name) => oklab(colours[name][0], colours[name][1], colours[name][2]));
/** Hue and saturation name a colour more than lightness does. */
const CHROMA_WEIGHT = 2.5;
/** Nearest name of each colour of 5 bits a channel, found when first asked for; 255 = not yet. */
const known = new Uint8Array(32 * 32 * 32).fill(255);

/** Index into `colourNames` of the nearest name, judged in OKLab on colours of 5 bits a channel. Bytes 0…255. */
export function nearestColour(red: number, green: number, blue: number): number {
  const key = (red >> 3) << 10 | (green >> 3) << 5 | blue >> 3;
  if (known[key] === 255) known[key] = search(red & 0xf8 | 4, green & 0xf8 | 4, blue & 0xf8 | 4);
  return known[key];
}

function search(red: number, green: number, blue: number): number {
  const [lightness, a, b] = oklab(red, green, blue);
  let best = 0, least = Infinity;
  centres.forEach(([l, ca, cb], i) => {
    const distance = (lightness - l) ** 2 + CHROMA_WEIGHT * ((a - ca) ** 2 + (b - cb) ** 2);
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}
