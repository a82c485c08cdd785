/**
 * Small line plots as SVG, for the documents: readable on white and on dark pages.
 *
 * @module
 */

/** A named line. */
export interface Curve {
  name: string;
  /** x and y of each point. */
  points: readonly (readonly [number, number])[];
  /** Drawn dashed, such as a reference. */
  dashed?: boolean;
}

/** Axes. */
export interface PlotOptions {
  x: string;
  y: string;
  /** Logarithmic ordinate; points at 0 are left out. */
  log?: boolean;
  /** Least ordinate; 0 or the least value where nothing is said. */
  from?: number;
}

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 64;
const RIGHT = 200;
const TOP = 16;
const BOTTOM = 48;
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#b8a000"];

/** Round steps between about four and eight ticks. */
function ticks(low: number, high: number): number[] {
  const raw = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

/** Draws curves; dashed ones share the colour of the curve before them. */
export function linePlot(curves: readonly Curve[], { x, y, log = false, from = 0 }: PlotOptions): string {
  const seen = curves.map((curve) => ({ ...curve, points: curve.points.filter(([, v]) => !log || v > 0) }));
  const all = seen.flatMap(({ points }) => points);
  const scaled = (v: number) => log ? Math.log10(v) : v;
  const [xs, ys] = [all.map(([v]) => v), all.map(([, v]) => scaled(v))];
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [
    log ? Math.floor(Math.min(...ys)) : Math.min(from, ...ys),
    log ? 0 : Math.max(...ys) + 0.05 * (Math.max(...ys) - from),
  ];
  const px = (v: number) => (LEFT + (v - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const py = (v: number) => (HEIGHT - BOTTOM - (v - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const [bottom, right] = [HEIGHT - BOTTOM, WIDTH - RIGHT];
  const parts: string[] = [];
  for (const v of ticks(x0, x1)) {
    parts.push(
      `<path d="M${px(v)} ${TOP}V${bottom}" stroke="#8884"/>`,
      `<text x="${px(v)}" y="${bottom + 18}" text-anchor="middle">${Number(v.toFixed(6))}</text>`,
    );
  }
  const decades = log ? Array.from({ length: Math.round(y1 - y0) + 1 }, (_, i) => y0 + i) : ticks(y0, y1);
  for (const v of decades) {
    parts.push(
      `<path d="M${LEFT} ${py(v)}H${right}" stroke="#8884"/>`,
      `<text x="${LEFT - 8}" y="${Number(py(v)) + 4}" text-anchor="end">${
        log ? `10<tspan dy="-5" font-size="9">${v}</tspan>` : Number(v.toFixed(6))
      }</text>`,
    );
  }
  let colour = -1;
  seen.forEach(({ name, points, dashed }, i) => {
    if (!dashed) colour++;
    const stroke = COLOURS[colour % COLOURS.length];
    const line = points.map(([a, b], n) => `${n === 0 ? "M" : "L"}${px(a)} ${py(scaled(b))}`).join("");
    const dash = dashed ? ' stroke-dasharray="6 4"' : "";
    const at = TOP + 12 + 18 * i;
    parts.push(
      `<path d="${line}" fill="none" stroke="${stroke}" stroke-width="2"${dash}/>`,
      `<path d="M${right + 12} ${at - 4}h22" stroke="${stroke}" stroke-width="2"${dash}/>`,
      `<text x="${right + 40}" y="${at}">${escape(name)}</text>`,
    );
  });
  parts.push(
    `<text x="${(LEFT + right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escape(x)}</text>`,
    `<text transform="translate(16 ${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">${escape(y)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#777">
${parts.join("\n")}
</svg>
`;
}
