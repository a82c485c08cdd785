/**
 * Time of the key map, the key cells and the description of a photo of 768×512 pixels: CPU time on one thread, least and
 * median of 30 runs.
 *
 *     deno run --allow-read --allow-env tests/bench/key_map.ts [PHOTO]
 *
 * @module
 */
import process from "node:process";
import { loadModel } from "../../kernels/nn/wasm.ts";
import { decodeImage, resize } from "../../kernels/pixels/wasm.ts";
import { loadModelFile } from "../../functions/_shared/models.ts";
import { describe, keyCells, keyMap, lettering, weighImportance } from "../../functions/_shared/semantics/index.ts";

const RUNS = 30;

/** CPU milliseconds of each of {@linkcode RUNS} calls, after ten that are not counted, in ascending order. */
function times(work: () => unknown): number[] {
  const out: number[] = [];
  for (let i = -10; i < RUNS; i++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    if (i >= 0) out.push((user + system) / 1000);
  }
  return out.sort((a, b) => a - b);
}

if (import.meta.main) {
  const file = Deno.args[0] ?? new URL("../../examples/boat.png", import.meta.url);
  const photo = resize(decodeImage(await Deno.readFile(file)), 768, 512);
  const model = loadModel(await loadModelFile("tiny/key_map.scnn"));
  const map = keyMap(photo, model);
  const stages: Record<string, () => unknown> = {
    "key map": () => keyMap(photo, model),
    "lettering, people, key cells": () =>
      keyCells(weighImportance(map, lettering(photo, map), true), { width: map.width }),
    "description": () => describe(photo, map),
  };
  for (const [name, work] of Object.entries(stages)) {
    const ms = times(work);
    console.log(`${name}: least ${ms[0].toFixed(1)} ms, median ${ms[RUNS >> 1].toFixed(1)} ms`);
  }
}
