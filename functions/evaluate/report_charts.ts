/** Style of the charts and of the picture grid, beside that of the demo's report. */
export const CHART_STYLE = `
.charts { display: grid; gap: 20px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 360px), 1fr)); }
.charts h3, .card h3 { font-size: 14px; font-weight: 500; margin: 0 0 4px; color: var(--soft); }
.chart { min-width: 0; }
.chart .u-legend { font-size: 12px; text-align: left; white-space: normal; width: 100%; display: block; } .u-legend th, .u-legend td { border: 0; padding: 1px 4px; }
.u-legend .u-value { font-variant-numeric: tabular-nums; min-width: 5ch; } .u-legend tr:first-child { display: none; }
td b { color: var(--accent); } td.name { text-align: left; } dd.small { font-size: 13px; overflow-wrap: anywhere; }
.grid { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr)); margin-bottom: 20px; }
.grid img { display: block; width: 100%; } .original { background-image: var(--original); }
@media print { :root { color-scheme: light; } .charts { grid-template-columns: 1fr 1fr; } .chart, figure, tr { break-inside: avoid; }
  .card { break-inside: auto; } .scroll { overflow: visible; } .scroll table { font-size: 8.5px; } .scroll td, .scroll th { padding: 2px 3px; }
  body { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

/** Draws the charts of `DATA` with uPlot, again where light turns to dark and on paper, and moves the sliders. */
export const CHART_SCRIPT = String.raw`
const schemes = [...new Set(DATA.groups.map((g) => g.scheme))];
const key = (g) => g.channel + "|" + g.cbr + "|" + g.loss;
const ratio = (cbr) => { const u = Math.round(1 / cbr); return Math.abs(cbr * u - 1) < 1e-6 ? "1/" + u : cbr.toFixed(4); };
// More schemes than colours: the others are dashed.
const dashed = (scheme) => schemes.indexOf(scheme) >= 8 ? [6, 4] : undefined;
let drawn = [];
function draw() {
  drawn.forEach((chart) => chart.destroy());
  drawn = [];
  document.getElementById("curves").textContent = "";
  document.getElementById("rdp").textContent = "";
  const probe = document.createElement("i");
  document.body.append(probe);
  const colour = (name) => { probe.style.color = "var(" + name + ")"; return getComputedStyle(probe).color; };
  const hues = schemes.map((_, i) => colour("--c" + (i % 8)));
  const ink = colour("--soft"), line = colour("--line");
  probe.remove();
  const faint = (c) => c.replace("rgb(", "rgba(").replace(")", ", 0.14)");
  const axis = (label) => ({ label, stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line }, labelSize: 20, size: 44 });
  const add = (parent, title, options, data) => {
    const box = document.createElement("div");
    box.className = "chart";
    const head = document.createElement("h3");
    head.textContent = title;
    box.append(head);
    document.getElementById(parent).append(box);
    drawn.push(new uPlot({ width: Math.max(280, box.clientWidth), height: 240, ...options }, data, box));
  };
  for (const metric of DATA.metrics) for (const setting of new Set(DATA.groups.map(key))) {
    const members = DATA.groups.filter((g) => key(g) === setting && metric.name in g.metrics);
    const snrs = [...new Set(members.map((g) => g.snr))].sort((a, b) => a - b);
    const here = schemes.filter((s) => members.some((g) => g.scheme === s));
    if (snrs.length < 2 || here.length === 0) continue;
    const data = [snrs], series = [{ label: "SNR" }], bands = [];
    for (const scheme of here) {
      const hue = hues[schemes.indexOf(scheme)];
      const at = (part) => snrs.map((snr) => members.find((g) => g.scheme === scheme && g.snr === snr)?.metrics[metric.name][part] ?? null);
      const first = series.length;
      data.push(at("mean"), at("high"), at("low"));
      series.push({ label: scheme, stroke: hue, width: 2, dash: dashed(scheme), points: { size: 5 }, value: (_, v) => v?.toFixed(3) ?? "–" });
      const hidden = { stroke: "transparent", points: { show: false }, label: "" };
      series.push(hidden, { ...hidden });
      bands.push({ series: [first + 1, first + 2], fill: faint(hue) });
    }
    const { channel, cbr } = members[0];
    add("curves", metric.label + (metric.better > 0 ? " ↑" : " ↓") + ", " + channel + ", CBR " + ratio(cbr), {
      scales: { x: { time: false } }, series, bands, axes: [axis("SNR in dB"), axis()], cursor: { drag: { x: false } },
    }, data);
    drawn.at(-1).root.querySelectorAll(".u-legend .u-series").forEach((row, i) => { if (i % 3 !== 1) row.style.display = "none"; });
  }
  const perception = DATA.metrics.some((m) => m.name === "distance") ? "distance" : "gmsd";
  const plots = [["used_cbr", "CBR", "psnr", "PSNR in dB"], ["used_cbr", "CBR", perception, perception === "gmsd" ? "GMSD" : "Perceptual distance"], ["psnr", "PSNR in dB", perception, perception === "gmsd" ? "GMSD" : "Perceptual distance"]];
  const value = (g, name) => name === "used_cbr" ? g.used_cbr : g.metrics[name]?.mean ?? null;
  for (const channel of new Set(DATA.groups.map((g) => g.channel))) for (const [x, xl, y, yl] of plots) {
    const members = DATA.groups.filter((g) => g.channel === channel && g.used_cbr > 0 && value(g, x) !== null);
    if (members.length < 2) continue;
    members.sort((a, b) => value(a, x) - value(b, x));
    const data = [members.map((g) => value(g, x)), ...schemes.map((s) => members.map((g) => g.scheme === s ? value(g, y) : null))];
    add("rdp", yl + " over " + xl + ", " + channel, {
      scales: { x: { time: false } }, axes: [axis(xl), axis()], cursor: { drag: { x: false } },
      series: [{ label: xl }, ...schemes.map((label, i) => ({ label, stroke: hues[i], paths: () => null, points: { show: true, size: 7, fill: hues[i] }, value: (_, v) => v?.toFixed(3) ?? "–" }))],
    }, data);
  }
}
draw();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
// Paper is light, and its pages are narrower than most windows.
const onPaper = (on) => {
  document.documentElement.style.colorScheme = on ? "light" : "";
  document.querySelector("main").style.width = on ? "700px" : "";
  draw();
};
addEventListener("beforeprint", () => onPaper(true));
addEventListener("afterprint", () => onPaper(false));
let resized;
addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(draw, 150); });
document.addEventListener("input", ({ target }) => target.previousElementSibling?.style.setProperty("--cut", target.value + "%"));
`;
