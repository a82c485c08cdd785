/**
 * Vectors, seeded random numbers and value noise for the example pictures.
 *
 * @module
 */

/** Three numbers: a place, a direction or a linear colour. */
export type Vec3 = readonly [number, number, number];

/** Numbers in 0…1, the same ones for the same seed. */
export type Rng = () => number;

/** `a + b * s`. */
export const mad = (a: Vec3, b: Vec3, s: number): Vec3 => [a[0] + b[0] * s, a[1] + b[1] * s, a[2] + b[2] * s];
/** `a - b`. */
export const sub = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
/** Product by component. */
export const mul = (a: Vec3, b: Vec3): Vec3 => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
/** `a * s`. */
export const scale = (a: Vec3, s: number): Vec3 => [a[0] * s, a[1] * s, a[2] * s];
/** Scalar product. */
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
/** Cross product. */
export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
/** `a` at length one. */
export const unit = (a: Vec3): Vec3 => scale(a, 1 / Math.sqrt(dot(a, a)));
/** `a` at `t` = 0, `b` at 1. */
export const mix = (a: Vec3, b: Vec3, t: number): Vec3 => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];
/** `d` mirrored at a surface of normal `n`. */
export const reflect = (d: Vec3, n: Vec3): Vec3 => mad(d, n, -2 * dot(d, n));
/** `x` held between `low` and `high`. */
export const clamp = (x: number, low = 0, high = 1): number => x < low ? low : x > high ? high : x;
/** 0 below `a`, 1 above `b`, smooth between. */
export function smooth(a: number, b: number, x: number): number {
  const t = clamp((x - a) / (b - a));
  return t * t * (3 - 2 * t);
}

/** A random number in 0…1 that belongs to a point of the integer lattice. */
export function lattice(x: number, y: number, z = 0): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(z | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Value noise of the plane, 0…1. */
export function noise2(x: number, y: number): number {
  const i = Math.floor(x), j = Math.floor(y);
  const a = x - i, b = y - j;
  const u = a * a * a * (a * (a * 6 - 15) + 10), v = b * b * b * (b * (b * 6 - 15) + 10);
  const p = lattice(i, j), q = lattice(i + 1, j), r = lattice(i, j + 1), s = lattice(i + 1, j + 1);
  return p + (q - p) * u + (r - p + (p - q - r + s) * u) * v;
}

/** Value noise of space, 0…1. */
export function noise3(x: number, y: number, z: number): number {
  const i = Math.floor(x), j = Math.floor(y), k = Math.floor(z);
  const a = x - i, b = y - j, c = z - k;
  const u = a * a * (3 - 2 * a), v = b * b * (3 - 2 * b), w = c * c * (3 - 2 * c);
  const layer = (n: number): number => {
    const p = lattice(i, j, n), q = lattice(i + 1, j, n), r = lattice(i, j + 1, n), s = lattice(i + 1, j + 1, n);
    return p + (q - p) * u + (r - p + (p - q - r + s) * u) * v;
  };
  const near = layer(k);
  return near + (layer(k + 1) - near) * w;
}

/** Sum of `octaves` of plane noise, each turned and at half the size of the one before; 0…1. */
export function fbm2(x: number, y: number, octaves: number): number {
  let sum = 0, weight = 0.5;
  for (let n = 0; n < octaves; n++) {
    sum += weight * noise2(x, y);
    const t = 1.6 * x + 1.2 * y + 7.3;
    y = -1.2 * x + 1.6 * y + 3.1;
    x = t;
    weight *= 0.5;
  }
  return sum + weight;
}

/** Sum of `octaves` of space noise, 0…1. */
export function fbm3(p: Vec3, octaves: number): number {
  let sum = 0, weight = 0.5, [x, y, z] = p;
  for (let n = 0; n < octaves; n++) {
    sum += weight * noise3(x, y, z);
    const t = 1.62 * x + 1.2 * z + 4.1;
    z = -1.2 * x + 1.62 * z + 1.7;
    x = t;
    y = y * 2.02 + 9.2;
    weight *= 0.5;
  }
  return sum + weight;
}

/** Ridged noise of the plane: sharp crests, 0…1. */
export function ridge2(x: number, y: number, octaves: number): number {
  let sum = 0, weight = 0.5, carry = 1;
  for (let n = 0; n < octaves; n++) {
    const r = 1 - Math.abs(2 * noise2(x, y) - 1);
    sum += weight * r * r * carry;
    carry = r;
    const t = 1.6 * x + 1.2 * y + 5.7;
    y = -1.2 * x + 1.6 * y + 2.9;
    x = t;
    weight *= 0.5;
  }
  return sum;
}

/** A generator seeded by a number. */
export function seeded(seed: number): Rng {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
