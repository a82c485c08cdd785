/**
 * Draws what compare.py counted, beside its JSON file.
 *
 *     deno run --allow-read --allow-write tests/phy/bler/plot.ts docs/physical-layer/bler.json
 *
 * @module
 */
import { linePlot } from "../../bench/line_plot.ts";

/** Blocks lost at one SNR on the same noise. */
interface Point {
  snr_db: number;
  blocks: number;
  ours: number;
  sionna: number;
}

interface Counted {
  configurations: { name: string; points: Point[] }[];
}

const [path] = Deno.args;
if (path === undefined) {
  console.error("Usage: plot.ts FILE.json");
  Deno.exit(2);
}
const { configurations }: Counted = JSON.parse(Deno.readTextFileSync(path));
const curves = configurations.flatMap(({ name, points }) =>
  (["ours", "sionna"] as const).map((who) => ({
    name: who === "ours" ? name : "Sionna",
    dashed: who === "sionna",
    points: points.map((point) => [point.snr_db, point[who] / point.blocks] as const),
  }))
);
Deno.writeTextFileSync(
  path.replace(/\.json$/, ".svg"),
  linePlot(curves, { x: "Es/N0, dB", y: "block-error rate", log: true }),
);
