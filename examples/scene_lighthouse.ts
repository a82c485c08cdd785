/**
 * A lighthouse on a rocky coast, late in the afternoon.
 *
 * @module
 */
import { box, capsule, march, normalOf, openness, rod, shadow } from "./march.ts";
import { clamp, dot, fbm2, fbm3, lattice, mad, mix, mul, noise2, reflect, ridge2, type Rng } from "./noise.ts";
import { scale, smooth, unit, type Vec3 } from "./noise.ts";
import type { Scene } from "./render.ts";

const SUN = unit([-0.78, 0.36, 0.42]);
const SUNLIGHT: Vec3 = [3.3, 2.35, 1.45];
const SKYLIGHT: Vec3 = [0.34, 0.46, 0.66];
/** Foot of the tower. */
const TOWER: Vec3 = [4.2, 5.2, -2];

/** The ground without its finest grain. */
function ground(x: number, z: number, octaves: number): number {
  const dx = (x - 8) / 15, dz = (z + 5) / 11;
  const wide = Math.sqrt(dx * dx + dz * dz) + 0.35 * (noise2(x * 0.16 + 3, z * 0.16) - 0.5);
  let h = 7.4 * smooth(1.12, 0.25, wide) - 1.6;
  const flat = smooth(3, 6.5, Math.hypot(x - TOWER[0], z - TOWER[2]));
  const rock = ridge2(x * 0.22, z * 0.22, octaves);
  h += (rock - 0.4) * 4.2 * (0.15 + 0.85 * flat) * smooth(-2, 1, h);
  // Single rocks off the shore, and the near shore at the lower left.
  const sx = x + 13, sz = z - 15;
  h = Math.max(h, 2.1 * rock + 0.5 * noise2(x, z) - 0.02 * (sx * sx + 2 * sz * sz) - 0.2);
  const tx = x + 9, tz = z + 5;
  return Math.max(h, 2.6 * rock - 0.09 * (tx * tx + tz * tz) - 0.3);
}

const land = (p: Vec3): number => (p[1] - ground(p[0], p[2], 6)) * 0.5;

/** Tower, gallery, lantern and cottage, with what they are made of. */
function building(p: Vec3): [number, number] {
  const x = p[0] - TOWER[0], y = p[1] - TOWER[1], z = p[2] - TOWER[2];
  const d = Math.hypot(x, z);
  if (d > 14 || y > 20) return [Math.max(d - 13, y - 18), 0];
  let best = Math.max(d - (1.75 - 0.055 * y + 0.25 * smooth(1.4, -0.6, y)), y - 10.6, -3 - y) * 0.95, kind = 1;
  const take = (distance: number, of: number): void => {
    if (distance < best) {
      best = distance;
      kind = of;
    }
  };
  take(rod(d, y - 10.7, 1.75, 0.14), 2);
  take(rod(d, y - 10.4, 1.45, 0.2), 1);
  const spoke = Math.abs(((Math.atan2(z, x) / Math.PI * 9) % 1 + 1) % 1 - 0.5) * Math.PI / 9 * 1.66;
  take(Math.max(Math.hypot(d - 1.66, spoke) - 0.035, Math.abs(y - 11.2) - 0.5), 2);
  take(Math.hypot(d - 1.66, y - 11.7) - 0.045, 2);
  take(Math.hypot(d - 1.66, y - 11.3) - 0.03, 2);
  take(rod(d, y - 11.75, 0.95, 1), 3);
  take(rod(d, y - 10.95, 1.0, 0.22), 2);
  take(Math.max(d - 1.25 * smooth(14.2, 12.6, y) - 0.02, 12.7 - y, y - 14.2) * 0.7, 4);
  take(Math.hypot(d, y - 14.15) - 0.16, 4);
  take(capsule([x, y, z], [0, 14, 0], [0, 15.1, 0], 0.03), 2);
  const cx = x - 5.4, cy = y - 0.4, cz = z + 0.4;
  take(box(cx, cy, cz, 2.7, 1.5, 1.5), 5);
  const roof = Math.max(Math.abs(cz) * 0.66 + (cy - 2.95) * 0.75, 1.3 - cy, Math.abs(cx) - 2.95);
  take(roof, 4);
  take(box(cx - 1.7, cy - 3, cz, 0.3, 0.7, 0.3), 6);
  return [best, kind];
}

const made = (p: Vec3): number => building(p)[0];
const solid = (p: Vec3): number => Math.min(land(p), made(p));

/** Sky with cumulus and high cloud. */
function sky(ray: Vec3): Vec3 {
  const up = Math.max(ray[1], 0.004);
  const glow = clamp(dot(ray, SUN));
  let colour = mix([0.98, 0.78, 0.58], [0.16, 0.32, 0.62], Math.pow(smooth(-0.06, 0.62, up), 0.62));
  colour = mad(colour, [1, 0.62, 0.3], 0.5 * Math.pow(glow, 6) + 0.15 * Math.pow(glow, 2));
  const x = ray[0] / (up + 0.16), z = ray[2] / (up + 0.16);
  const veil = fbm2(x * 0.7 + 4, z * 2.1, 5);
  colour = mix(colour, [1.15, 0.98, 0.84], 0.55 * smooth(0.48, 0.8, veil));
  const shape = (a: number, b: number): number => fbm2(a * 1.05 + 1.7, b * 1.5 + 9.2, 6);
  const thick = shape(x, z) + 0.08 * smooth(0.4, 0.05, up);
  const lit = clamp(0.5 + 3.6 * (thick - shape(x - 0.16, z + 0.05)));
  const body = mix([0.46, 0.45, 0.52], [1.5, 1.22, 0.95], lit);
  return mix(colour, body, smooth(0.53, 0.68, thick) * smooth(0.0, 0.1, up) * 0.94);
}

function haze(colour: Vec3, ray: Vec3, t: number): Vec3 {
  const glow = Math.pow(clamp(dot(ray, SUN)), 4);
  return mix(colour, [0.86 + 0.4 * glow, 0.74 + 0.2 * glow, 0.64], 1 - Math.exp(-t * 0.0016));
}

function waves(x: number, z: number): number {
  const bend = 3 * noise2(x * 0.07, z * 0.07);
  const roll = Math.sin(x * 0.32 + z * 0.75 + bend);
  return 0.1 * roll + 0.34 * fbm2(x * 0.5 + bend, z * 0.95, 5);
}

function lit(p: Vec3, n: Vec3, albedo: Vec3, gloss: number, ray: Vec3): Vec3 {
  const face = dot(n, SUN);
  const sun = face > 0 ? face * shadow(solid, mad(p, n, 0.06), SUN, 0.08, 30, 40, 14) : 0;
  const open = openness(solid, p, n, 1.6);
  let light = scale(SKYLIGHT, (0.55 + 0.45 * n[1]) * open);
  light = mad(light, SUNLIGHT, sun);
  light = mad(light, [0.3, 0.22, 0.15], open * Math.max(0, 0.3 - 0.5 * n[1] - 0.2 * n[0]));
  const shine = gloss * sun * Math.pow(clamp(dot(reflect(ray, n), SUN)), 24);
  return mad(mul(albedo, light), SUNLIGHT, shine);
}

function rockColour(p: Vec3, n: Vec3): Vec3 {
  const grain = fbm3(scale(p, 2.2), 5);
  const bands = fbm2(p[0] * 0.4 + p[2] * 0.3, p[1] * 3.2, 4);
  let colour = mix([0.15, 0.125, 0.105], [0.46, 0.39, 0.31], clamp(1.7 * grain - 0.4 + 0.5 * (bands - 0.5)));
  const moss = smooth(0.62, 0.88, n[1]) * smooth(2.6, 4.2, p[1] + 1.6 * (noise2(p[0], p[2]) - 0.5));
  const blades = fbm2(p[0] * 7, p[2] * 7, 3);
  colour = mix(colour, mix([0.09, 0.13, 0.035], [0.32, 0.31, 0.1], blades), moss * 0.95);
  return mix(scale(colour, 0.34), colour, smooth(0.15, 1.5, p[1] + 0.7 * grain));
}

function madeColour(p: Vec3, kind: number): Vec3 {
  const y = p[1] - TOWER[1], x = p[0] - TOWER[0], z = p[2] - TOWER[2];
  const turn = Math.atan2(z, x);
  const dirt = fbm2(turn * 6, y * 0.7, 5), fine = fbm3(scale(p, 5), 3);
  if (kind === 1) {
    const red = y > 2.6 && y < 5.2 || y > 7.8 && y < 10.1;
    const paint: Vec3 = red ? [0.56, 0.075, 0.055] : [0.82, 0.79, 0.73];
    const pane = Math.abs(turn - 1.25) < 0.17 && (Math.abs(y - 6.5) < 0.45 || Math.abs(y - 1.7) < 0.45);
    const door = Math.abs(turn - 1.9) < 0.27 && y < 1.5;
    if (pane) return [0.03, 0.04, 0.05];
    if (door) return [0.1, 0.16, 0.14];
    return scale(paint, (0.68 + 0.32 * smooth(0.25, 0.55, dirt)) * (0.86 + 0.28 * fine));
  }
  if (kind === 3) {
    const bar = Math.abs(((turn / Math.PI * 6) % 1 + 1) % 1 - 0.5) < 0.07 || Math.abs(y - 12) < 0.05;
    return bar ? [0.1, 0.1, 0.1] : mix([0.9, 0.66, 0.3], [0.3, 0.36, 0.4], smooth(0, 1.5, Math.abs(y - 11.8) * 2));
  }
  if (kind === 4) {
    const row = Math.floor(y * 4.5), tile = lattice(row, Math.floor(x * 3 + row * 0.5));
    return scale([0.5, 0.13, 0.075], 0.6 + 0.4 * tile + 0.3 * fine);
  }
  if (kind === 5) {
    const cx = x - 5.4, pane = Math.abs(y - 0.75) < 0.42 && Math.abs(Math.abs(cx + 0.1) - 1.3) < 0.34;
    const cross = Math.abs(y - 0.75) < 0.04 || Math.abs(Math.abs(cx + 0.1) - 1.3) < 0.035;
    if (pane && !cross) return [0.05, 0.06, 0.075];
    return scale([0.8, 0.76, 0.68], 0.72 + 0.4 * fine);
  }
  return kind === 6 ? [0.4, 0.2, 0.14] : [0.13, 0.13, 0.13];
}

function surface(eye: Vec3, ray: Vec3, t: number): Vec3 {
  const p = mad(eye, ray, t);
  const [gap, kind] = building(p);
  if (gap < land(p)) {
    const n = normalOf(made, p, 0.01);
    const colour = lit(p, n, madeColour(p, kind), kind === 3 ? 0.5 : 0.04, ray);
    return kind === 3 ? mad(colour, [0.7, 0.42, 0.14], 0.5) : colour;
  }
  const rough = normalOf(land, p, 0.02 + t * 0.0006);
  const bump = fbm3(scale(p, 3.1), 3) - 0.5;
  const n = unit(mad(rough, [bump, 0.3 * bump, -bump], 0.7));
  return lit(p, n, rockColour(p, n), 0.05 + 0.25 * smooth(1.4, 0.3, p[1]), ray);
}

function sea(eye: Vec3, ray: Vec3, t: number): Vec3 {
  const p = mad(eye, ray, t);
  const e = 0.04 + t * 0.0025, calm = 1 / (1 + t * 0.006);
  const h = waves(p[0], p[2]);
  const n = unit([(h - waves(p[0] + e, p[2])) / e * calm, 1, (h - waves(p[0], p[2] + e)) / e * calm]);
  let mirror = reflect(ray, n);
  mirror = unit([mirror[0], Math.abs(mirror[1]) + 0.01, mirror[2]]);
  const hit = t < 90 ? march(solid, p, mirror, 0.1, 40, 40, 0.004) : -1;
  const seen = hit < 0 ? sky(mirror) : scale(surface(p, mirror, hit), 0.9);
  const fresnel = 0.03 + 0.97 * Math.pow(1 - clamp(-dot(ray, n)), 5);
  let colour = mix(mix([0.02, 0.085, 0.105], [0.05, 0.17, 0.16], smooth(0.1, 0.4, h)), seen, fresnel * 0.85);
  colour = mad(colour, SUNLIGHT, 1.4 * Math.pow(clamp(dot(mirror, SUN)), 90));
  const depth = -ground(p[0], p[2], 4);
  const lace = fbm2(p[0] * 1.8 + h * 3, p[2] * 1.8, 5);
  const foam = smooth(1.5, 0.0, depth) * smooth(0.38, 0.62, lace) + smooth(0.3, 0.36, h) * smooth(0.5, 0.7, lace) * 0.6;
  return mix(colour, [0.98, 0.9, 0.8], clamp(foam) * 0.9);
}

function trace(eye: Vec3, ray: Vec3, _rng: Rng): Vec3 {
  const water = ray[1] < -0.0005 ? -eye[1] / ray[1] : 2000;
  const hit = march(solid, eye, ray, 4, Math.min(water, 90), 110, 0.0012);
  if (hit > 0) return haze(surface(eye, ray, hit), ray, hit);
  return water < 2000 ? haze(sea(eye, ray, water), ray, Math.min(water, 900)) : sky(ray);
}

/** The picture `lighthouse.png`. */
export const lighthouse: Scene = {
  name: "lighthouse",
  eye: [-5, 4.6, 31],
  target: [1.6, 8.6, 0],
  focal: 1.25,
  samples: 4,
  grain: 2,
  exposure: 0.62,
  trace,
};
