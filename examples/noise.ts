/** Seeded value noise and small vector helpers of the example scenes. */

/** Three numbers: a colour in linear light or a vector. */
export type Vec3 = readonly [number, number, number];

/** A hash of two whole numbers, in [0, 1). */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth value noise in [0, 1). */
export function noise(x: number, y: number, seed: number): number {
  const ix = Math.floor(x), iy = Math.floor(y);
  const fx = fade(x - ix), fy = fade(y - iy);
  const top = mix(hash(ix, iy, seed), hash(ix + 1, iy, seed), fx);
  const bottom = mix(hash(ix, iy + 1, seed), hash(ix + 1, iy + 1, seed), fx);
  return mix(top, bottom, fy);
}

/** `octaves` of noise, each twice as fine and half as strong, in [0, 1). */
export function fbm(x: number, y: number, octaves: number, seed: number): number {
  let sum = 0, weight = 0.5, total = 0;
  for (let i = 0; i < octaves; i++) {
    sum += weight * noise(x, y, seed + i);
    total += weight;
    weight *= 0.5;
    const turned = 1.6 * x - 1.2 * y;
    y = 1.2 * x + 1.6 * y;
    x = turned;
  }
  return sum / total;
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

/** From a to b. */
export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** From one colour to another. */
export function blend(a: Vec3, b: Vec3, t: number): Vec3 {
  return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];
}

/** A colour times a factor. */
export function times(a: Vec3, k: number): Vec3 {
  return [a[0] * k, a[1] * k, a[2] * k];
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function ramp(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Scalar product. */
export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** The vector at length 1. */
export function unit(a: Vec3): Vec3 {
  return times(a, 1 / Math.sqrt(dot(a, a)));
}
