/**
 * A small wooden boat on a lake, before trees and mountains in the haze of the morning.
 *
 * @module
 */
import { box, capsule, march, normalOf, openness, shadow } from "./march.ts";
import { clamp, dot, fbm2, fbm3, lattice, mad, mix, mul, noise2, reflect, ridge2, type Rng } from "./noise.ts";
import { scale, smooth, unit, type Vec3 } from "./noise.ts";
import type { Scene } from "./render.ts";

const SUN = unit([-0.72, 0.5, 0.3]);
const SUNLIGHT: Vec3 = [2.9, 2.4, 1.8];
const SKYLIGHT: Vec3 = [0.4, 0.5, 0.64];
const COS = Math.cos(0.5), SIN = Math.sin(0.5);
const LENGTH = 2.5;

/** Into the boat's own axes: x to the bow, y up, z to the side. */
const aboard = (p: Vec3): Vec3 => [p[0] * COS + p[2] * SIN, p[1], -p[0] * SIN + p[2] * COS];

/** Boat, oars and what they are made of. */
function boatField(world: Vec3): [number, number] {
  const p = aboard(world), [x, y, z] = p;
  const far = box(x, y - 0.5, z, 2.9, 0.9, 1.9);
  if (far > 0.6) return [far - 0.2, 0];
  const s = clamp(x / LENGTH, -0.86, 1);
  const rim = 0.52 + 0.34 * s * s * (s > 0 ? 1.15 : 0.5);
  const beam = 0.86 * Math.pow(1 - Math.pow(Math.abs(s), s > 0 ? 2.3 : 3.2), 0.75);
  const low = clamp((y + 0.3) / (rim + 0.3), 0, 1.1);
  const half = beam * Math.pow(low, 0.42);
  const side = Math.abs(z) - half;
  const cut = Math.max(y - rim, -0.86 * LENGTH - x, x - LENGTH);
  let best = Math.max(Math.abs(side) - 0.035, cut) * 0.6, kind = 1;
  const take = (distance: number, of: number): void => {
    if (distance < best) {
      best = distance;
      kind = of;
    }
  };
  take(Math.max(Math.hypot(Math.abs(z) - beam, y - rim) - 0.055, x - LENGTH, -0.86 * LENGTH - x) * 0.6, 2);
  take(Math.max(box(x + 0.86 * LENGTH, 0, 0, 0.05, 2, 2), side, y - rim - 0.03) * 0.6, 2);
  take(Math.max(Math.abs(y - 0.02) - 0.03, side) * 0.6, 3);
  for (const seat of [-1.45, -0.2, 1.1]) take(Math.max(box(x - seat, y - 0.36, 0, 0.16, 0.03, 2), side) * 0.7, 3);
  take(capsule(p, [-0.9, 0.48, 0.3], [1.5, 0.72, -0.3], 0.03), 4);
  take(capsule(p, [-1.1, 0.46, -0.1], [1.4, 0.75, 0.25], 0.03), 4);
  take(capsule(p, [2.44, 0.84, 0], [2.52, 1.02, 0], 0.05), 2);
  return [best, kind];
}

const boatOnly = (p: Vec3): number => boatField(p)[0];

function boatColour(world: Vec3, kind: number, inside: boolean): Vec3 {
  const [x, y, z] = aboard(world);
  const grain = fbm2(x * 2.2, y * 26 + z * 26, 5), worn = fbm3(scale(world, 3.4), 5);
  const wood = mix([0.2, 0.105, 0.045], [0.5, 0.3, 0.14], grain);
  if (kind === 1 && !inside) {
    const seam = Math.abs(((y * 6.5 + 0.12 * x * x) % 1 + 1) % 1 - 0.5) > 0.45 ? 0.5 : 1;
    const paint = y < 0.13 + 0.03 * x * x * 0.3 ? [0.05, 0.07, 0.1] as Vec3 : [0.58, 0.085, 0.05] as Vec3;
    return scale(mix(paint, wood, 0.75 * smooth(0.6, 0.74, worn)), seam * (0.7 + 0.5 * grain));
  }
  if (kind === 2) return scale(mix([0.72, 0.68, 0.58], wood, smooth(0.5, 0.62, worn)), 0.8 + 0.3 * grain);
  return kind === 4 ? scale([0.62, 0.44, 0.22], 0.7 + 0.5 * grain) : wood;
}

function boatLight(p: Vec3, ray: Vec3): Vec3 {
  const n = normalOf(boatOnly, p, 0.006), kind = boatField(p)[1];
  const own = aboard(p), nn = aboard(n);
  const albedo = boatColour(p, kind, nn[2] * own[2] < 0);
  const face = Math.max(0, dot(n, SUN));
  const sun = face > 0 ? face * shadow(boatOnly, mad(p, n, 0.02), SUN, 0.03, 4, 40, 12) : 0;
  let light = scale(SKYLIGHT, (0.55 + 0.45 * n[1]) * openness(boatOnly, p, n, 0.5));
  light = mad(light, SUNLIGHT, sun);
  light = mad(light, [0.2, 0.22, 0.22], Math.max(0, 0.4 - 0.6 * n[1]));
  const shine = 0.12 * Math.pow(clamp(dot(reflect(ray, n), SUN)), 20) * sun;
  return mad(mul(albedo, light), SUNLIGHT, shine);
}

/** Shore, with conifers standing as cones on it; distances in tens of metres. */
function shore(x: number, z: number): number {
  const line = -62 - 9 * noise2(x * 0.035 + 2, 1) + 0.0022 * x * x * (x > 0 ? -1 : 3.4);
  const inland = line - z;
  if (inland < -2) return -1;
  const hill = 12 * smooth(0, 70, inland) * (0.4 + noise2(x * 0.03, z * 0.03 + 5));
  let h = 0.25 * smooth(-1, 1, inland) * (0.6 + noise2(x, z)) + hill;
  if (inland < 0.8) return h;
  const i = Math.floor(x / 1.9), j = Math.floor(z / 1.9);
  for (let a = i - 1; a <= i + 1; a++) {
    for (let b = j - 1; b <= j + 1; b++) {
      const gone = noise2(a * 0.16, b * 0.16 + 7) < 0.24;
      if (gone) continue;
      const cx = (a + 0.2 + 0.6 * lattice(a, b, 1)) * 1.9, cz = (b + 0.2 + 0.6 * lattice(a, b, 2)) * 1.9;
      const tall = (3 + 4.4 * lattice(a, b, 3)) * smooth(0, 4, line - cz);
      const d = Math.hypot(x - cx, z - cz) * (0.82 + 0.5 * noise2(x * 5.5, z * 5.5));
      h = Math.max(h, hill + tall * (1 - d / (0.75 + 0.11 * tall)));
    }
  }
  return h;
}

function mountain(x: number, z: number, octaves: number): number {
  const back = -z / 100;
  const mass = smooth(1.6, 5.2, back) * (0.35 + 0.75 * noise2(x * 0.0052 + 7.4, z * 0.004 + 0.5));
  return 150 * mass * (0.45 + 1.05 * ridge2(x * 0.0072 + 1.3, z * 0.0072, octaves)) - 8;
}

function sky(ray: Vec3): Vec3 {
  const up = Math.max(ray[1], 0);
  const glow = clamp(dot(ray, SUN));
  let colour = mix([0.94, 0.86, 0.76], [0.24, 0.42, 0.7], Math.pow(smooth(-0.03, 0.7, up), 0.7));
  colour = mad(colour, [0.6, 0.42, 0.22], Math.pow(glow, 4));
  const x = ray[0] / (up + 0.2), z = ray[2] / (up + 0.2);
  const cloud = fbm2(x * 1.1 + 2.6, z * 2.4 + 1, 6), next = fbm2(x * 1.1 + 2.42, z * 2.4 + 1.05, 6);
  const body = mix([0.7, 0.7, 0.74], [1.25, 1.16, 1.04], clamp(0.5 + 4 * (cloud - next)));
  return mix(colour, body, 0.85 * smooth(0.5, 0.72, cloud));
}

function haze(colour: Vec3, ray: Vec3, t: number, y: number): Vec3 {
  const glow = Math.pow(clamp(dot(ray, SUN)), 2);
  const dense = 0.0017 * t * (0.45 + 0.9 * Math.exp(-Math.max(y, 0) * 0.03));
  return mix(colour, [0.72 + 0.25 * glow, 0.75 + 0.14 * glow, 0.79], 1 - Math.exp(-dense));
}

function far(eye: Vec3, ray: Vec3, detail: number): Vec3 {
  let trees = (p: Vec3): number => (p[1] - shore(p[0], p[2])) * 0.3;
  const top = ray[1] > 0.001 ? Math.min(150, 26 / ray[1]) : 150;
  const t = ray[2] < -0.1 ? march(trees, eye, ray, 45 / -ray[2], top / -ray[2], 110, 0.0012) : -1;
  if (t > 0) {
    const p = mad(eye, ray, t);
    trees = (q) => q[1] - shore(q[0], q[2]);
    const n = normalOf(trees, p, 0.12), leaf = fbm3(scale(p, 2.6), 3), kind = noise2(p[0] * 0.2, p[2] * 0.2);
    const ground = p[1] < 0.55;
    let albedo = mix([0.025, 0.06, 0.025], [0.12, 0.17, 0.05], leaf);
    albedo = mix(albedo, [0.28, 0.2, 0.05], 0.5 * smooth(0.58, 0.8, kind));
    if (ground) albedo = mix([0.2, 0.18, 0.14], [0.4, 0.38, 0.33], leaf);
    const light = mad(scale(SKYLIGHT, 0.35 + 0.5 * clamp(n[1])), SUNLIGHT, 0.9 * Math.max(0, dot(n, SUN)));
    return haze(mul(albedo, scale(light, ground ? 0.8 : 0.5 + leaf)), ray, t * 1.9, p[1]);
  }
  const rocks = (p: Vec3): number => (p[1] - mountain(p[0], p[2], 5)) * 0.45;
  const m = ray[2] < -0.1 && ray[1] < 0.6 ? march(rocks, eye, ray, 150, 900, 120, 0.0012) : -1;
  if (m < 0) return sky(ray);
  const p = mad(eye, ray, m);
  const n = normalOf((q) => q[1] - mountain(q[0], q[2], detail), p, 0.9);
  const grain = fbm2(p[0] * 0.09, p[2] * 0.09 + p[1] * 0.12, 5);
  let albedo = mix([0.2, 0.19, 0.2], [0.42, 0.4, 0.38], grain);
  albedo = mix([0.07, 0.1, 0.06], albedo, smooth(30, 62, p[1] + 40 * (grain - 0.5)));
  albedo = mix(albedo, [0.9, 0.92, 0.96], smooth(84, 108, p[1] + 60 * (grain - 0.5)) * smooth(0.4, 0.62, n[1]));
  const light = mad(scale(SKYLIGHT, 0.5 + 0.4 * n[1]), SUNLIGHT, Math.max(0, dot(n, SUN)));
  return haze(mul(albedo, light), ray, m, p[1]);
}

function ripples(x: number, z: number): number {
  const gust = smooth(0.38, 0.7, fbm2(x * 0.05, z * 0.12 + 3, 3));
  return (0.035 + 0.05 * gust) * fbm2(x * 0.9, z * 1.9, 4) + 0.006 * noise2(x * 9, z * 14) * gust;
}

function lake(eye: Vec3, ray: Vec3, t: number): Vec3 {
  const p = mad(eye, ray, t);
  const e = 0.03 + t * 0.002, h = ripples(p[0], p[2]);
  const n = unit([(h - ripples(p[0] + e, p[2])) / e, 1, (h - ripples(p[0], p[2] + e)) / e]);
  let mirror = reflect(ray, n);
  mirror = unit([mirror[0], Math.abs(mirror[1]) + 0.002, mirror[2]]);
  const hit = t < 30 ? march(boatOnly, p, mirror, 0.02, 8, 50, 0.002) : -1;
  const seen = hit > 0 ? boatLight(mad(p, mirror, hit), mirror) : far(p, mirror, 4);
  const fresnel = 0.06 + 0.94 * Math.pow(1 - clamp(-dot(ray, n)), 4);
  const dim = t < 30 ? 0.55 + 0.45 * shadow(boatOnly, p, SUN, 0.04, 5, 30, 8) : 1;
  const body = scale(mix([0.03, 0.075, 0.08], [0.06, 0.11, 0.1], fbm2(p[0] * 0.6, p[2], 3)), dim);
  return haze(mix(body, seen, clamp(fresnel) * 0.92), ray, t * 1.6, 0);
}

function trace(eye: Vec3, ray: Vec3, _rng: Rng): Vec3 {
  const water = ray[1] < -0.0005 ? -eye[1] / ray[1] : 1e9;
  const hit = march(boatOnly, eye, ray, 3, Math.min(water, 25), 90, 0.0006);
  if (hit > 0) return boatLight(mad(eye, ray, hit), ray);
  const edge = mad(eye, ray, water);
  return water < 400 && shore(edge[0], edge[2]) < 0 ? lake(eye, ray, water) : far(eye, ray, 6);
}

/** The picture `boat.png`. */
export const boat: Scene = {
  name: "boat",
  eye: [1.2, 2.3, 9.2],
  target: [0.1, 1.5, 0],
  focal: 1.3,
  samples: 4,
  grain: 2,
  exposure: 0.66,
  trace,
};
