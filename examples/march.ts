/**
 * Ray marching through distance fields, and the shapes the scenes share.
 *
 * @module
 */
import { mad, unit, type Vec3 } from "./noise.ts";

/** Distance to the nearest surface, or less. */
export type Field = (p: Vec3) => number;

/** Distance along the ray to the field's surface, or -1. `rough` is the share of the distance taken as precision. */
export function march(field: Field, eye: Vec3, ray: Vec3, near: number, far: number, steps: number, rough: number) {
  let t = near;
  for (let n = 0; n < steps && t < far; n++) {
    const d = field(mad(eye, ray, t));
    if (d < rough * t + 1e-4) return t;
    t += d;
  }
  return -1;
}

/** Outward direction of the field at `p`. */
export function normalOf(field: Field, p: Vec3, h: number): Vec3 {
  const [x, y, z] = p;
  const a = field([x + h, y - h, z - h]), b = field([x - h, y - h, z + h]);
  const c = field([x - h, y + h, z - h]), d = field([x + h, y + h, z + h]);
  const n: Vec3 = [a - b - c + d, -a - b + c + d, -a + b - c + d];
  return n[0] === 0 && n[1] === 0 && n[2] === 0 ? [0, 1, 0] : unit(n);
}

/** Share of a light that reaches `p`, 0…1, with a soft edge; larger `sharp`, harder edge. */
export function shadow(field: Field, p: Vec3, light: Vec3, near: number, far: number, steps: number, sharp: number) {
  let t = near, open = 1;
  for (let n = 0; n < steps && t < far; n++) {
    const d = field(mad(p, light, t));
    open = Math.min(open, sharp * d / t);
    if (open < 0.02) return 0;
    t += Math.max(d, near * 0.4);
  }
  return open * open * (3 - 2 * open);
}

/** How open the surroundings of `p` are along its normal, 0…1. */
export function openness(field: Field, p: Vec3, n: Vec3, reach: number): number {
  let shut = 0, weight = 1;
  for (let k = 1; k <= 4; k++) {
    const h = reach * k / 4;
    shut += weight * (h - field(mad(p, n, h))) / reach;
    weight *= 0.65;
  }
  return Math.min(1, Math.max(0, 1 - 0.9 * shut));
}

/** Box of half sides `a`, `b`, `c` around the origin. */
export function box(x: number, y: number, z: number, a: number, b: number, c: number): number {
  const p = Math.abs(x) - a, q = Math.abs(y) - b, r = Math.abs(z) - c;
  const out = Math.hypot(Math.max(p, 0), Math.max(q, 0), Math.max(r, 0));
  return out + Math.min(Math.max(p, q, r), 0);
}

/** Upright cylinder: distance from the axis `d`, height `y`, radius `r`, half height `h`. */
export function rod(d: number, y: number, r: number, h: number): number {
  const p = d - r, q = Math.abs(y) - h;
  return Math.min(Math.max(p, q), 0) + Math.hypot(Math.max(p, 0), Math.max(q, 0));
}

/** Line from `a` to `b`, `r` thick. */
export function capsule(p: Vec3, a: Vec3, b: Vec3, r: number): number {
  const x = p[0] - a[0], y = p[1] - a[1], z = p[2] - a[2];
  const u = b[0] - a[0], v = b[1] - a[1], w = b[2] - a[2];
  const t = Math.min(1, Math.max(0, (x * u + y * v + z * w) / (u * u + v * v + w * w)));
  return Math.hypot(x - u * t, y - v * t, z - w * t) - r;
}
