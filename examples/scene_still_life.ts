/**
 * Fruit and a ceramic jug on a wooden table by a window: direct light of the window, one bounce, mirrored glaze.
 *
 * @module
 */
import { march, normalOf } from "./march.ts";
import { clamp, cross, dot, fbm2, fbm3, lattice, mad, mix, mul, noise2, noise3, reflect, type Rng } from "./noise.ts";
import { scale, smooth, sub, unit, type Vec3 } from "./noise.ts";
import type { Scene } from "./render.ts";

/** The window: in the wall x = -3, y 0.35…3.1, z -1.5…1.5. */
const WALL_X = -3, LOW = 0.35, HIGH = 3.1, NEAR = 1.6, FAR = -1.4, BACK = -2.4;
const AREA = (HIGH - LOW) * (NEAR - FAR);
const AMBIENT: Vec3 = [0.17, 0.15, 0.13];

interface Hit {
  t: number;
  n: Vec3;
  kind: string;
  /** Place in the shape's own axes. */
  own: Vec3;
}

interface Fruit {
  kind: string;
  at: Vec3;
  /** Half axes. */
  size: Vec3;
  /** Turn about the upright axis. */
  turn: number;
}

const FRUIT: readonly Fruit[] = [
  { kind: "orange", at: [-0.55, 0.4, 0.75], size: [0.41, 0.4, 0.41], turn: 0.4 },
  { kind: "apple", at: [0.3, 0.4, 1.05], size: [0.43, 0.4, 0.43], turn: 2.1 },
  { kind: "lemon", at: [-0.12, 0.27, 1.75], size: [0.4, 0.27, 0.27], turn: -0.5 },
  { kind: "pear", at: [1.9, 0.42, 0.5], size: [0.42, 0.42, 0.42], turn: 0.2 },
  { kind: "green", at: [1.25, 0.39, 1.1], size: [0.41, 0.39, 0.41], turn: 0.8 },
  { kind: "plum", at: [0.72, 0.23, 1.85], size: [0.25, 0.23, 0.24], turn: 0.8 },
  { kind: "plum", at: [1.22, 0.22, 1.95], size: [0.23, 0.22, 0.25], turn: 1.8 },
];

const JUG: Vec3 = [0.62, 0, -0.25];

/** Half width of the jug at a height. */
function profile(y: number): number {
  const belly = 0.78 * Math.sqrt(Math.max(0.02, 1 - Math.pow((y - 0.72) / 1.0, 2)));
  const neck = 0.38 + 0.16 * smooth(1.5, 2.15, y);
  return Math.max(Math.min(belly, 0.78) * smooth(1.75, 1.2, y), neck * smooth(0.9, 1.5, y), 0.46 * smooth(0.2, 0, y));
}

/** The jug, standing at the origin: wall, lip with a spout to the left, handle to the right. */
function jug(p: Vec3): number {
  const [x, y, z] = p;
  const bound = Math.max(Math.abs(x) - 1.5, Math.abs(z) - 0.95, y - 2.4);
  if (bound > 0.3) return bound;
  const spout = 0.16 * smooth(1.7, 2.2, y) * smooth(0.55, 1, -x / (Math.hypot(x, z) + 0.01));
  const r = Math.hypot(x, z) - profile(clamp(y, 0, 2.2)) - spout;
  const wall = Math.max(Math.abs(r + 0.04) - 0.04, y - 2.18, -y);
  const floor = Math.max(r, Math.abs(y - 0.05) - 0.05);
  const hx = x - 0.66, hy = (y - 1.32) * 0.82;
  const ring = Math.hypot(Math.hypot(hx, hy) - 0.5, z * 0.8) - 0.085;
  const handle = Math.max(ring, 0.36 - x);
  const k = clamp(0.5 + (wall - handle) / 0.16);
  return Math.min(floor, wall + (handle - wall) * k - 0.08 * k * (1 - k)) * 0.62;
}

function pear(p: Vec3): number {
  const [x, y, z] = p;
  const a = Math.hypot(x, y, z) - 0.42, b = Math.hypot(x + 0.05, y - 0.48, z) - 0.21;
  const k = clamp(0.5 + (a - b) / 0.6);
  const stem = Math.max(Math.hypot(x + 0.06 + 0.12 * (y - 0.6), z) - 0.022, y - 0.92, 0.5 - y);
  return Math.min(a + (b - a) * k - 0.3 * k * (1 - k), stem) * 0.85;
}

function shape(eye: Vec3, ray: Vec3, at: Vec3, r: number, field: (p: Vec3) => number, kind: string, best: Hit): Hit {
  const e = sub(eye, at), mid: Vec3 = [e[0], e[1] - (kind === "jug" ? 1.1 : 0.25), e[2]];
  const b = dot(mid, ray), q = b * b - dot(mid, mid) + r * r;
  if (q < 0 || -b + Math.sqrt(q) < 0) return best;
  const t = march(field, e, ray, Math.max(0.002, -b - Math.sqrt(q)), Math.min(best.t, -b + Math.sqrt(q)), 70, 0.0004);
  if (t < 0 || t > best.t) return best;
  const own = mad(e, ray, t);
  return { t, n: normalOf(field, own, 0.003), kind, own };
}

/** First thing the ray meets. */
function meet(eye: Vec3, ray: Vec3, limit = 1e9): Hit {
  let best: Hit = { t: limit, n: [0, 1, 0], kind: "", own: [0, 0, 0] };
  const plane = (axis: 0 | 1 | 2, at: number, n: Vec3, kind: string): void => {
    const t = (at - eye[axis]) / ray[axis];
    if (t > 1e-4 && t < best.t) best = { t, n, kind, own: mad(eye, ray, t) };
  };
  plane(1, 0, [0, 1, 0], "table");
  plane(2, BACK, [0, 0, 1], "wall");
  plane(0, WALL_X, [1, 0, 0], "side");
  for (const fruit of FRUIT) {
    if (fruit.kind === "pear") {
      best = shape(eye, ray, fruit.at, 0.76, pear, "pear", best);
      continue;
    }
    const c = Math.cos(fruit.turn), s = Math.sin(fruit.turn), e = sub(eye, fruit.at);
    const o: Vec3 = [
      (e[0] * c + e[2] * s) / fruit.size[0],
      e[1] / fruit.size[1],
      (e[2] * c - e[0] * s) / fruit.size[2],
    ];
    const d: Vec3 = [
      (ray[0] * c + ray[2] * s) / fruit.size[0],
      ray[1] / fruit.size[1],
      (ray[2] * c - ray[0] * s) / fruit.size[2],
    ];
    const a = dot(d, d), b = dot(o, d), q = b * b - a * (dot(o, o) - 1);
    if (q < 0) continue;
    const t = (-b - Math.sqrt(q)) / a;
    if (t < 1e-3 || t > best.t) continue;
    const own = mad(o, d, t);
    const g: Vec3 = [own[0] / fruit.size[0], own[1] / fruit.size[1], own[2] / fruit.size[2]];
    best = { t, n: unit([g[0] * c - g[2] * s, g[1], g[0] * s + g[2] * c]), kind: fruit.kind, own };
  }
  return shape(eye, ray, JUG, 1.55, jug, "jug", best);
}

/** Light of the window at a place of it; dark bars between the panes. */
function pane(y: number, z: number): Vec3 {
  if (y < LOW || y > HIGH || z < FAR || z > NEAR) return [0, 0, 0];
  const u = ((z - FAR) / (NEAR - FAR) * 3) % 1, v = ((y - LOW) / (HIGH - LOW) * 3) % 1;
  if (Math.min(u, 1 - u) < 0.05 || Math.min(v, 1 - v) < 0.04) return [0.12, 0.11, 0.1];
  const trees = smooth(1.0, 1.7, y + 0.9 * (fbm2(z * 1.3, y * 1.3, 4) - 0.5));
  return mix([1.6, 2.0, 1.2], [5.2, 5.0, 4.6], trees);
}

function albedoOf(hit: Hit): Vec3 {
  const p = hit.own, [x, y, z] = p;
  switch (hit.kind) {
    case "table": {
      const plank = Math.floor((z + 10) / 0.62), off = lattice(plank, 3) * 20;
      const seam = Math.abs(((z + 10) / 0.62) % 1 - 0.5) > 0.488;
      const bend = 0.5 * noise2(x * 0.5 + off, z * 1.2);
      const ring = fbm2(x * 0.55 + off, (z + bend * 0.5) * 9, 5), fibre = noise2(x * 5 + off, z * 95);
      const tone = 0.8 + 0.35 * lattice(plank, 9);
      const wood = mix([0.13, 0.058, 0.024], [0.47, 0.26, 0.115], clamp(1.5 * ring - 0.3 + 0.22 * (fibre - 0.5)));
      return seam ? [0.03, 0.017, 0.01] : scale(wood, tone);
    }
    case "wall":
      return scale([0.4, 0.4, 0.36], 0.7 + 0.45 * fbm2(x * 1.2, y * 1.2, 6) + 0.12 * (noise2(x * 30, y * 30) - 0.5));
    case "side":
      return [0.5, 0.47, 0.41];
    case "orange":
      return mix([0.86, 0.3, 0.02], [0.95, 0.42, 0.05], fbm3(scale(p, 4), 4));
    case "apple":
    case "green": {
      const turn = Math.atan2(z, x), streak = fbm2(turn * 9, y * 1.6, 4);
      const dots = smooth(0.8, 0.86, noise3(x * 22, y * 22, z * 22)) * 0.35;
      const blush = smooth(
        0.25,
        0.75,
        fbm3(scale(p, 1.3), 3) + 0.25 * (streak - 0.5) + (hit.kind === "apple" ? 0.24 : -0.3),
      );
      const skin = mix([0.5, 0.52, 0.09], mix([0.56, 0.035, 0.03], [0.72, 0.16, 0.05], streak), blush);
      return mix(mix(skin, [0.75, 0.65, 0.35], dots), [0.2, 0.16, 0.06], smooth(0.93, 1, y));
    }
    case "lemon":
      return mix([0.85, 0.62, 0.05], [0.9, 0.72, 0.12], fbm3(scale(p, 3), 4));
    case "pear":
      if (y > 0.66) return [0.15, 0.09, 0.04];
      return mix([0.55, 0.52, 0.13], [0.5, 0.27, 0.09], smooth(0.45, 0.75, fbm3(scale(p, 5), 5) + 0.1 * x));
    case "plum":
      return mix([0.075, 0.025, 0.09], [0.26, 0.24, 0.38], 0.7 * smooth(0.42, 0.75, fbm3(scale(p, 2.4), 4)));
  }
  const speck = smooth(0.76, 0.82, noise3(x * 26, y * 26, z * 26)) * 0.5;
  const wave = 0.03 * Math.sin(Math.atan2(z, x) * 9);
  const band = smooth(0.03, 0.02, Math.abs(y - 1.12)) + smooth(0.09, 0.08, Math.abs(y - 0.92 - wave)) +
    smooth(2.1, 2.13, y);
  const glaze = scale([0.74, 0.72, 0.66], 0.88 + 0.2 * fbm3(scale(p, 2.5), 4));
  return mix(
    mix(glaze, [0.06, 0.12, 0.33], clamp(band) * (0.7 + 0.3 * fbm3(scale(p, 9), 2))),
    [0.2, 0.14, 0.09],
    speck,
  );
}

/** Camera rays so far: the 16 of a pixel take one place each in a grid over the window. */
let rays = 0;

/** Light of the window that falls on a place: one ray to a place of the window, in a cell of its grid or anywhere. */
function fromWindow(p: Vec3, n: Vec3, rng: Rng, cell = -1): Vec3 {
  const a = cell < 0 ? rng() : (cell % 4 + rng()) / 4, b = cell < 0 ? rng() : ((cell >> 2) + rng()) / 4;
  const y = LOW + (HIGH - LOW) * a, z = FAR + (NEAR - FAR) * b;
  const to = sub([WALL_X, y, z], p), d2 = dot(to, to), d = Math.sqrt(d2), l = scale(to, 1 / d);
  const face = dot(n, l);
  if (face <= 0 || l[0] >= 0) return [0, 0, 0];
  const light = pane(y, z);
  if (meet(mad(p, n, 0.004), l, d - 0.01).kind !== "") return [0, 0, 0];
  return scale(light, face * -l[0] * AREA / (Math.PI * d2));
}

function scatter(n: Vec3, rng: Rng): Vec3 {
  const a = 2 * Math.PI * rng(), r2 = rng(), r = Math.sqrt(r2);
  const s = unit(cross(Math.abs(n[1]) > 0.9 ? [1, 0, 0] : [0, 1, 0], n)), t = cross(n, s);
  return mad(mad(scale(s, r * Math.cos(a)), t, r * Math.sin(a)), n, Math.sqrt(1 - r2));
}

const GLOSS: Readonly<Record<string, number>> = {
  jug: 1,
  apple: 0.7,
  green: 0.7,
  plum: 0.25,
  lemon: 0.4,
  orange: 0.35,
  pear: 0.3,
  table: 0.35,
};

/** Grain of the skin: small turns of the normal. */
function skin(hit: Hit): Vec3 {
  const f = hit.kind === "orange" || hit.kind === "lemon" ? 17 : 0;
  const [x, y, z] = scale(hit.own, f);
  if (f === 0) return hit.n;
  return unit(mad(hit.n, [noise3(x, y, z) - 0.5, noise3(x + 40, y, z) - 0.5, noise3(x, y + 40, z) - 0.5], 0.28));
}

function trace(eye: Vec3, ray: Vec3, rng: Rng, depth = 0): Vec3 {
  const hit = meet(eye, ray);
  if (hit.t > 1e8) return AMBIENT;
  const p = mad(eye, ray, hit.t);
  if (hit.kind === "side") {
    const light = pane(p[1], p[2]);
    if (light[0] > 0) return light;
  }
  const n = depth === 0 ? skin(hit) : hit.n, albedo = albedoOf(hit);
  let light = fromWindow(p, n, rng, depth === 0 ? (rays++ * 7) & 15 : -1);
  const start = mad(p, hit.n, 0.004);
  if (depth > 0) return mul(albedo, mad(light, AMBIENT, 0.8));
  const bounce = meetLight(start, scatter(n, rng), rng);
  light = mad(light, bounce, Math.min(1, 0.6 / (bounce[0] + 1e-6)));
  const gloss = GLOSS[hit.kind] ?? 0;
  let colour = mul(albedo, light);
  if (gloss > 0) {
    const fresnel = 0.045 + 0.9 * Math.pow(1 - clamp(-dot(ray, n)), 5);
    const blur = hit.kind === "jug" ? 0.02 : hit.kind === "table" ? 0.22 : 0.12;
    const m = unit(mad(reflect(ray, n), [rng() - 0.5, rng() - 0.5, rng() - 0.5], blur));
    if (dot(m, hit.n) > 0) colour = mad(colour, trace(start, m, rng, 1), fresnel * gloss);
  }
  return colour;
}

/** Light that comes from a direction, the window itself left out: it is counted by `fromWindow`. */
function meetLight(start: Vec3, ray: Vec3, rng: Rng): Vec3 {
  const hit = meet(start, ray);
  if (hit.t > 1e8) return AMBIENT;
  const p = mad(start, ray, hit.t);
  if (hit.kind === "side" && pane(p[1], p[2])[0] > 0) return [0, 0, 0];
  return mul(albedoOf(hit), mad(fromWindow(p, hit.n, rng), AMBIENT, 0.8));
}

/** The picture `still-life.png`. */
export const stillLife: Scene = {
  name: "still-life",
  eye: [0.35, 1.75, 6.6],
  target: [0.2, 0.92, 0],
  focal: 1.55,
  samples: 16,
  grain: 0.8,
  exposure: 1.75,
  trace: (eye, ray, rng) => trace(eye, ray, rng),
};
