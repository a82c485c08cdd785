import { blend, fbm, hash, noise, ramp, times, type Vec3 } from "./noise.ts";

const SHORE = 0.58;
const HAZE: Vec3 = [0.72, 0.78, 0.84];
const BOAT = { x: 0.36, y: 0.76, length: 0.13, height: 0.045 };

/** A rowing boat on a lake before wooded mountains; x and y run over the picture. */
export function lake(x: number, y: number): Vec3 {
  return boat(x, y) ?? (y < SHORE ? land(x, y) : water(x, y));
}

function land(x: number, y: number): Vec3 {
  const woods = SHORE - 0.035 - 0.06 * fbm(x * 3.2, 4, 3, 21) - 0.028 * crown(x, 70, 22);
  if (y > woods) return trees(x, y, y - woods, 70, [0.05, 0.09, 0.04], [0.26, 0.33, 0.12], 0);
  const hill = 0.5 - 0.13 * fbm(x * 2.4 + 8, 4, 4, 31) - 0.012 * crown(x, 150, 32);
  if (y > hill) return trees(x, y, y - hill, 150, [0.09, 0.14, 0.1], [0.25, 0.32, 0.2], 0.35);
  const peak = 0.42 - 0.36 * ridge(x);
  return y > peak ? mountain(x, y, y - peak) : sky(x, y);
}

function ridge(x: number): number {
  const broad = Math.exp(-(((x - 0.66) / 0.24) ** 2)) + 0.62 * Math.exp(-(((x - 0.2) / 0.16) ** 2));
  return 0.75 * broad + 0.42 * (fbm(x * 6, 1, 6, 41) - 0.42);
}

function crown(x: number, scale: number, seed: number): number {
  const cell = Math.floor(x * scale), inside = x * scale - cell;
  return (1 - 2 * Math.abs(inside - 0.5)) * (0.4 + 0.6 * hash(cell, 1, seed)) + 0.2 * noise(x * scale * 9, 3, seed);
}

function trees(x: number, y: number, below: number, scale: number, dark: Vec3, light: Vec3, haze: number): Vec3 {
  const leaves = fbm(x * scale * 3.1, y * scale * 3.4, 5, 51);
  const clumps = fbm(x * scale * 0.5, y * scale * 0.9, 3, 53);
  const autumn = ramp(0.62, 0.75, fbm(x * scale * 0.35, y * 9, 3, 55));
  const leaf = blend(light, [0.5, 0.3, 0.08], autumn * 0.8);
  const lit = ramp(0.25, 0.75, 0.65 * leaves + 0.5 * clumps - 2.2 * below);
  return blend(blend(dark, leaf, lit), HAZE, haze);
}

function mountain(x: number, y: number, below: number): Vec3 {
  const relief = fbm(x * 11 + y * 3, y * 15, 7, 61);
  const slope = relief - fbm(x * 11 + y * 3 + 0.22, y * 15 + 0.08, 7, 61);
  const rock = blend([0.27, 0.26, 0.29], [0.52, 0.49, 0.48], relief);
  const snow = ramp(0.02, -0.07, below - 0.1 + 0.22 * (relief - 0.5)) * ramp(-0.06, 0.02, slope);
  const lit = 0.62 + 5.5 * slope;
  return blend(times(blend(rock, [0.98, 0.98, 1], snow), Math.max(0.25, lit)), HAZE, 0.3 + 0.3 * ramp(0, 0.4, below));
}

function sky(x: number, y: number): Vec3 {
  const depth = 1 / (0.75 - y);
  const cloud = ramp(0.48, 0.78, fbm(x * 2.4 * depth, depth * 4, 6, 71));
  return blend(blend([0.22, 0.43, 0.74], [0.74, 0.82, 0.9], ramp(0, 0.45, y)), [0.98, 0.97, 0.95], cloud * 0.85);
}

function water(x: number, y: number): Vec3 {
  const depth = 0.05 / (y - SHORE + 0.012);
  const wave = fbm(x * 30 * depth, 60 * depth, 4, 81) - 0.5;
  const fine = noise(x * 160 * depth, 330 * depth, 83) - 0.5;
  const sway = (wave * 0.05 + fine * 0.015) / (0.4 + depth);
  const mirrored = land(x + sway * 0.6, Math.max(0.01, SHORE - (y - SHORE) * 0.95 - 0.004 + sway));
  const reach = ramp(0, 0.5, y - SHORE);
  const shallow = blend(times(mirrored, 0.78), [0.05, 0.12, 0.13], 0.25 + 0.5 * reach);
  const shadow = Math.exp(-(((x - BOAT.x) / 0.12) ** 2) - ((y - BOAT.y - 0.05) / 0.022) ** 2);
  return times(blend(shallow, [0.8, 0.86, 0.9], ramp(0.28, 0.45, wave + 0.5 * fine) * 0.35), 1 - 0.6 * shadow);
}

function boat(x: number, y: number): Vec3 | undefined {
  const along = (x - BOAT.x) / BOAT.length;
  if (Math.abs(along) > 1) return undefined;
  const rim = BOAT.y - 0.016 * along * along;
  const keel = BOAT.y + BOAT.height * Math.sqrt(1 - Math.abs(along) ** 2.6);
  const inner = rim - 0.017 * Math.sqrt(1 - along * along);
  if (y < inner || y > keel) return undefined;
  if (y < rim) {
    const seat = Math.abs(along + 0.35) < 0.07 || Math.abs(along - 0.2) < 0.07;
    return times(seat ? [0.5, 0.36, 0.2] : [0.2, 0.13, 0.08], 0.8 + 0.4 * noise(x * 300, y * 40, 91));
  }
  const board = (y - rim) / (keel - rim);
  const seam = Math.abs(((board * 4) % 1) - 0.5) > 0.46 ? 0.6 : 1;
  const wear = 0.8 + 0.4 * fbm(x * 120, y * 60, 4, 93);
  const paint: Vec3 = board < 0.16 ? [0.9, 0.87, 0.78] : [0.62, 0.14, 0.1];
  return times(paint, seam * wear * (1.05 - 0.65 * board) * (1 - 0.25 * along));
}
