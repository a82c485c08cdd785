import { blend, dot, fbm, hash, noise, ramp, times, unit, type Vec3 } from "./noise.ts";

interface Ball {
  centre: Vec3;
  radius: number;
  skin: (normal: Vec3) => { colour: Vec3; bump: number; gloss: number };
}

const WINDOW: Vec3 = [-4.2, 5.2, -2.4];
const EYE: Vec3 = [0, 1.9, -6.2];
const LIGHT_SAMPLES = 6;

const BALLS: Ball[] = [
  { centre: [-0.75, 0.78, 0.2], radius: 0.78, skin: orange },
  { centre: [0.95, 0.7, -0.15], radius: 0.7, skin: apple },
  { centre: [0.2, 0.42, -1.2], radius: 0.42, skin: plum },
  { centre: [2.1, 1.15, 1.3], radius: 1.15, skin: jug },
  { centre: [2.1, 2.2, 1.3], radius: 0.52, skin: jug },
  { centre: [-1.75, 0.36, -0.9], radius: 0.36, skin: plum },
];

function orange(n: Vec3) {
  const pores = noise(n[0] * 38 + n[2] * 21, n[1] * 38, 3);
  const colour = blend([0.93, 0.42, 0.05], [0.98, 0.58, 0.1], fbm(n[0] * 3 + 5, n[1] * 3, 3, 7));
  return { colour: times(colour, 0.85 + 0.3 * pores), bump: 0.25 * (pores - 0.5), gloss: 0.16 };
}

function apple(n: Vec3) {
  const around = Math.atan2(n[0], n[2]);
  const streaks = fbm(around * 9, n[1] * 2.2, 4, 13);
  const colour = blend([0.62, 0.06, 0.07], [0.83, 0.68, 0.2], ramp(0.42, 0.75, streaks + 0.25 * n[1]));
  return { colour: times(colour, n[1] > 0.97 ? 0.45 : 1), bump: 0, gloss: 0.4 };
}

function plum(n: Vec3) {
  const bloom = fbm(n[0] * 5 + 2, n[1] * 5 + n[2] * 3, 5, 19);
  return { colour: blend([0.12, 0.05, 0.15], [0.3, 0.25, 0.38], ramp(0.3, 0.8, bloom)), bump: 0, gloss: 0.2 };
}

function jug(n: Vec3) {
  const rings = noise(4, n[1] * 26, 23);
  const glaze = fbm(n[0] * 4, n[1] * 4 + n[2] * 2, 5, 29);
  const colour = blend([0.2, 0.34, 0.4], [0.4, 0.5, 0.5], ramp(0.3, 0.75, glaze));
  return {
    colour: n[1] > 0.1 * Math.sin(9 * n[0]) ? colour : ([0.6, 0.45, 0.31] as Vec3),
    bump: 0.1 * (rings - 0.5),
    gloss: 0.35,
  };
}

/** Fruit and a jug on a wooden table beside a window; x and y run over the picture, the sample seeds the soft shadows. */
export function stillLife(x: number, y: number, sample: number): Vec3 {
  const ray = unit([(x - 0.5) * 1.02, (0.47 - y) * 0.68 - 0.17, 1]);
  const hit = nearest(EYE, ray);
  const table = ray[1] < 0 ? -EYE[1] / ray[1] : Infinity;
  const seed = Math.floor(x * 7919) * 31 + Math.floor(y * 5153) * 17 + sample;
  if (hit !== undefined && hit.distance < table) return ballColour(hit, ray, seed);
  const point = along(EYE, ray, table);
  return point[2] < 3.6 ? tableColour(point, seed) : wall(x, y);
}

function wall(x: number, y: number): Vec3 {
  const plaster = fbm(x * 9, y * 9, 6, 43);
  const light = 0.25 + 0.5 * Math.exp(-((x - 0.15) ** 2 + (y - 0.1) ** 2) / 0.22);
  const frame = Math.abs(x - 0.24 + 0.22 * y) < 0.012 ? 0.7 : 1;
  return times(blend([0.5, 0.46, 0.4], [0.66, 0.62, 0.54], plaster), light * frame);
}

function tableColour(p: Vec3, seed: number): Vec3 {
  const plank = Math.floor(p[2] / 0.9);
  const grain = fbm(p[0] * 0.9 + 9 * plank, p[2] * 16, 5, 57 + plank);
  const rings = 0.5 + 0.5 * Math.sin(30 * (p[2] + 0.35 * fbm(p[0] * 0.5 + plank, p[2] * 2, 3, 59)));
  const wood = blend([0.25, 0.13, 0.06], [0.62, 0.39, 0.2], 0.65 * grain + 0.35 * rings);
  const gap = Math.abs(p[2] / 0.9 - plank) < 0.02 ? 0.35 : 1;
  const scratches = noise(p[0] * 3, p[2] * 140, 61) > 0.86 ? 1.12 : 1;
  return times(wood, lightAt(p, [0, 1, 0], seed) * gap * scratches);
}

function ballColour({ ball, distance }: { ball: Ball; distance: number }, ray: Vec3, seed: number): Vec3 {
  const point = along(EYE, ray, distance);
  const n = unit([point[0] - ball.centre[0], point[1] - ball.centre[1], point[2] - ball.centre[2]]);
  const { colour, bump, gloss } = ball.skin(n);
  const bent = unit([n[0] + bump * 0.5, n[1] + bump, n[2] - bump * 0.4]);
  const outside = along(point, n, 1e-3);
  const reflected = unit(along(ray, n, -2 * dot(ray, n)));
  const toWindow = unit(along(WINDOW, point, -1));
  const shine = Math.max(0, dot(reflected, toWindow)) ** 60 * 2.4 + 0.18 * (1 + dot(ray, n)) ** 3;
  const bounce = 0.1 * Math.max(0, -n[1]);
  return along(times(colour, lightAt(outside, bent, seed) + bounce), [1, 0.97, 0.9], gloss * shine);
}

/** Direct light of a square window by jittered samples, and the sky's share darkened near the table. */
function lightAt(p: Vec3, n: Vec3, seed: number): number {
  let sum = 0;
  for (let i = 0; i < LIGHT_SAMPLES; i++) {
    const at: Vec3 = [
      WINDOW[0],
      WINDOW[1] + 2.2 * (hash(seed, i, 1) - 0.5),
      WINDOW[2] + 2.2 * (hash(seed, i, 2) - 0.5),
    ];
    const to = along(at, p, -1);
    const direction = unit(to);
    const cosine = dot(n, direction);
    if (cosine > 0 && nearest(along(p, n, 2e-3), direction) === undefined) sum += cosine * 40 / dot(to, to);
  }
  const open = BALLS.reduce((part, { centre, radius }) => {
    const d = Math.hypot(p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]) / radius;
    return part * (d > 1.02 ? 1 - 0.55 / (d * d * d) : 1);
  }, 1);
  return sum / LIGHT_SAMPLES + 0.2 * open * (0.6 + 0.4 * n[1]);
}

function nearest(from: Vec3, ray: Vec3): { ball: Ball; distance: number } | undefined {
  let best: { ball: Ball; distance: number } | undefined;
  for (const ball of BALLS) {
    const to = along(from, ball.centre, -1);
    const b = dot(to, ray);
    const root = b * b - dot(to, to) + ball.radius ** 2;
    const distance = -b - Math.sqrt(root);
    if (root > 0 && distance > 1e-4 && distance < (best?.distance ?? Infinity)) best = { ball, distance };
  }
  return best;
}

/** a + k b. */
function along(a: Vec3, b: Vec3, k: number): Vec3 {
  return [a[0] + k * b[0], a[1] + k * b[1], a[2] + k * b[2]];
}
