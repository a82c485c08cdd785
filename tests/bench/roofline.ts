/**
 * Draws the roofline of docs/kernels.md from what the bench measured.
 *
 *     deno run -A tests/bench/nn.ts --json > speeds.json
 *     deno run --allow-read --allow-write=docs tests/bench/roofline.ts speeds.json docs/roofline.svg
 *
 * @module
 */
import type { NnSpeeds } from "./nn.ts";

const WIDTH = 860, HEIGHT = 460, LEFT = 60, RIGHT = 250, TOP = 30, BOTTOM = 50;
/** Ranges of the axes, both logarithmic: multiply-accumulates for each byte, GMAC/s. */
const X = [1, 2000] as const, Y = [2, 100] as const;
const COLOURS: Record<string, string> = { relaxed: "#0b6e99", simd128: "#c2571a" };

function x(intensity: number): number {
  return LEFT + Math.log(intensity / X[0]) / Math.log(X[1] / X[0]) * (WIDTH - LEFT - RIGHT);
}

function y(gmacs: number): number {
  return HEIGHT - BOTTOM - Math.log(gmacs / Y[0]) / Math.log(Y[1] / Y[0]) * (HEIGHT - TOP - BOTTOM);
}

function line(from: [number, number], to: [number, number], style: string): string {
  const [x1, y1, x2, y2] = [...from, ...to].map((value) => value.toFixed(1));
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${style}/>`;
}

function text(at: [number, number], content: string, style = ""): string {
  return `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${style}>${content}</text>`;
}

/** The figure as SVG. */
export function roofline(builds: Record<string, NnSpeeds>): string {
  const parts: string[] = [];
  for (const tick of [1, 10, 100, 1000]) {
    parts.push(line([x(tick), y(Y[0])], [x(tick), y(Y[1])], `stroke="#ddd"`));
    parts.push(text([x(tick), HEIGHT - BOTTOM + 18], String(tick), `text-anchor="middle"`));
  }
  for (const tick of [2, 5, 10, 20, 50, 100]) {
    parts.push(line([x(X[0]), y(tick)], [x(X[1]), y(tick)], `stroke="#ddd"`));
    parts.push(text([LEFT - 8, y(tick) + 4], String(tick), `text-anchor="end"`));
  }
  parts.push(
    text([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8], "multiply-accumulates for each byte moved", `text-anchor="middle"`),
  );
  parts.push(text([LEFT, TOP - 10], "GMAC/s, one core"));
  Object.entries(builds).forEach(([build, { product, bandwidth, layers }], index) => {
    const colour = COLOURS[build], ridge = product / bandwidth;
    parts.push(
      line([x(Math.max(ridge, X[0])), y(product)], [x(X[1]), y(product)], `stroke="${colour}" stroke-width="2"`),
    );
    if (ridge > X[0]) {
      const start = Math.max(X[0], Y[0] / bandwidth);
      parts.push(line([x(start), y(start * bandwidth)], [x(ridge), y(product)], `stroke="${colour}" stroke-width="2"`));
    }
    parts.push(
      text(
        [x(X[1]) - 4, y(product) - 6],
        `${build}: bare product ${product.toFixed(0)}`,
        `text-anchor="end" fill="${colour}"`,
      ),
    );
    layers.forEach(({ gmacs, intensity, name }, i) => {
      const at: [number, number] = [x(intensity), y(gmacs)];
      const letter = String.fromCharCode(97 + i);
      parts.push(`<circle cx="${at[0].toFixed(1)}" cy="${at[1].toFixed(1)}" r="4" fill="${colour}"/>`);
      parts.push(text([at[0] + (i % 2 ? 6 : -12), at[1] + (index ? 14 : -6)], letter, `fill="${colour}"`));
      if (index === 0) parts.push(text([WIDTH - RIGHT + 16, TOP + 30 + 20 * i], `${letter}  ${name}`));
    });
    parts.push(
      text(
        [WIDTH - RIGHT + 16, TOP + 60 + 20 * (layers.length + index)],
        `● ${build}, copies ${bandwidth.toFixed(0)} GB/s`,
        `fill="${colour}"`,
      ),
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

if (import.meta.main) {
  const [from, to] = Deno.args;
  Deno.writeTextFileSync(to, roofline(JSON.parse(Deno.readTextFileSync(from))));
}
