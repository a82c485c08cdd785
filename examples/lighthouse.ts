import { blend, fbm, hash, mix, noise, ramp, times, type Vec3 } from "./noise.ts";

const TOWER = { x: 0.62, foot: 0.66, top: 0.2, foot_radius: 0.043, top_radius: 0.027 };
const SUN: Vec3 = [1.0, 0.78, 0.52];

/** A lighthouse on a rocky coast in the late afternoon; x and y run over the picture, y from 0 (top) to 1. */
export function lighthouse(x: number, y: number): Vec3 {
  return tower(x, y) ?? rocks(x, y) ?? (y > 0.56 ? sea(x, y) : sky(x, y));
}

function sky(x: number, y: number): Vec3 {
  const clear = blend([0.12, 0.27, 0.52], [0.95, 0.66, 0.42], ramp(0, 0.6, y) ** 1.6);
  const depth = 1 / (0.7 - y);
  const cloud = fbm(x * depth * 2.2 + 3, depth * 3.1, 6, 11);
  const lit = fbm(x * depth * 2.2 + 2.93, depth * 3.1 + 0.06, 6, 11);
  const cover = ramp(0.46, 0.72, cloud);
  const shade = Math.min(1, Math.max(0, 0.55 + 4 * (cloud - lit)));
  return blend(clear, blend([0.42, 0.38, 0.44], [1.05, 0.86, 0.7], shade), cover * 0.9);
}

function sea(x: number, y: number): Vec3 {
  const depth = 0.04 / (y - 0.545);
  const wave = fbm(x * 14 * depth + 5, 40 * depth, 5, 31) + 0.5 * fbm(x * 60 * depth, 160 * depth, 3, 37);
  const slope = wave - fbm(x * 14 * depth + 5, 40 * depth + 0.5, 5, 31) - 0.25;
  const base = blend([0.05, 0.13, 0.2], [0.62, 0.5, 0.42], ramp(0.2, 1.1, depth));
  const glint = Math.exp(-(((x - 0.25) / (0.05 + 0.1 * (y - 0.5))) ** 2)) * ramp(0.02, 0.22, slope);
  const foam = ramp(0.62, 0.75, fbm(x * 9, y * 34, 5, 41)) * ramp(0.72, 0.8, y) * (1 - ramp(0.95, 1, y));
  const water = blend(times(base, 0.75 + 1.4 * slope), SUN, Math.min(1, glint * 1.6));
  return blend(water, [0.85, 0.86, 0.86], foam * 0.8);
}

function height(x: number): number {
  const cape = 0.64 + 0.32 * Math.abs(x - 0.66) ** 1.3 - 0.05 * ramp(0.45, 0.7, x);
  return cape + 0.09 * (fbm(x * 7, 2, 5, 51) - 0.5) + 0.02 * (noise(x * 60, 7, 52) - 0.5);
}

function rocks(x: number, y: number): Vec3 | undefined {
  const edge = height(x);
  if (y < edge) return undefined;
  const below = y - edge;
  const relief = fbm(x * 22, y * 30, 6, 61);
  const light = relief - fbm(x * 22 + 0.35, y * 30 + 0.25, 6, 61);
  const cracks = ramp(0.03, 0.0, Math.abs(fbm(x * 12, y * 20, 4, 71) - 0.5));
  const stone = blend([0.2, 0.16, 0.13], [0.52, 0.43, 0.34], fbm(x * 5, y * 9, 4, 81));
  const grass = blend([0.16, 0.2, 0.07], [0.42, 0.4, 0.16], noise(x * 190, y * 240, 91));
  const green = ramp(0.05, 0.01, below + 0.06 * (relief - 0.5)) * ramp(0.42, 0.55, x);
  const surface = blend(times(stone, 1 - 0.35 * cracks), grass, green);
  const wet = ramp(0.86, 1.0, y + 0.1 * (relief - 0.5));
  return times(surface, (0.8 + 2.8 * light) * (1 - 0.55 * wet));
}

function tower(x: number, y: number): Vec3 | undefined {
  const { foot, top } = TOWER;
  const up = (foot + 0.01 - y) / (foot - top);
  if (up < 0) return undefined;
  if (up <= 1) return cylinder(x, y, mix(TOWER.foot_radius, TOWER.top_radius, up), up);
  const aspect = Math.abs(x - TOWER.x);
  if (up < 1.035) return aspect < 0.04 ? times([0.2, 0.18, 0.17], 0.8 + (TOWER.x - x) * 8) : undefined;
  if (up < 1.15) return lantern(x, y, aspect);
  const roof = 0.028 * (1.27 - up) / 0.12;
  return up < 1.27 && aspect < roof ? times([0.5, 0.12, 0.09], 0.7 + (TOWER.x - x) * 14) : undefined;
}

function cylinder(x: number, y: number, radius: number, up: number): Vec3 | undefined {
  const across = (x - TOWER.x) / radius;
  if (Math.abs(across) > 1) return undefined;
  const normal = Math.sqrt(1 - across * across);
  const light = 0.28 + 0.85 * Math.max(0, -0.72 * across + 0.55 * normal);
  const band = Math.floor(up * 5.6) % 2 === 0;
  const angle = Math.asin(across);
  const bricks = 0.9 + 0.1 * hash(Math.floor(angle * 14 + (Math.floor(y * 190) % 2) * 0.5), Math.floor(y * 190), 5);
  const stain = 0.82 + 0.3 * fbm(angle * 4, y * 9, 4, 15);
  const paint: Vec3 = band ? [0.93, 0.9, 0.84] : [0.66, 0.13, 0.1];
  const window = Math.abs(across + 0.1) < 0.16 && Math.abs(((up * 2.8) % 1) - 0.75) < 0.07;
  return window ? [0.08, 0.09, 0.12] : times(paint, light * bricks * stain);
}

function lantern(x: number, y: number, aspect: number): Vec3 | undefined {
  if (aspect > 0.022) return undefined;
  if (Math.floor((x - TOWER.x + 1) * 140) % 3 === 0) return [0.16, 0.15, 0.15];
  const glow = Math.exp(-((aspect / 0.012) ** 2) - ((y - 0.172) / 0.02) ** 2);
  return blend([0.4, 0.45, 0.5], [1.4, 1.15, 0.75], glow);
}
