/**
 * Draws the plots of docs/codec.md from the figures beside them.
 *
 *     deno run --allow-read --allow-write tests/bench/codec_plots.ts
 *
 * @module
 */
import { type Curve, linePlot } from "./line_plot.ts";

const folder = new URL("../../docs/codec/", import.meta.url);

const PLOTS = {
  rate: { x: "bits a pixel", y: "PSNR, dB", from: 23 },
  analog: { x: "Es/N0, dB", y: "PSNR, dB", from: 12 },
  training: { x: "minutes", y: "change of PSNR, dB", from: -0.1 },
};

if (import.meta.main) {
  for (const [name, options] of Object.entries(PLOTS)) {
    const curves: Curve[] = JSON.parse(await Deno.readTextFile(new URL(`${name}.json`, folder)));
    await Deno.writeTextFile(new URL(`${name}.svg`, folder), linePlot(curves, options));
  }
}
