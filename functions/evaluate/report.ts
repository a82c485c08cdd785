/**
 * The report of a sweep: one HTML file with curves, tables, pictures, times and environment in it. Curves are drawn by uPlot,
 * which is inlined.
 *
 * @module
 */
import { escapeHtml } from "../_shared/report/html.ts";
import { STYLE } from "../_shared/report/style.ts";
import { dataUrl } from "../_shared/http/media.ts";
import { METRICS } from "./measures.ts";
import { pointName, type Row } from "./row.ts";
import { CHART_SCRIPT, CHART_STYLE } from "./report_charts.ts";
import type { Group } from "./summary.ts";
import { bestOf } from "./tables.ts";

/** Reads a picture of the report; undefined where none was kept. */
export type PictureSource = (photo: string, scheme: string, point: string) => Promise<Uint8Array | undefined>;

/** The report as HTML. */
export async function reportHtml(
  groups: readonly Group[],
  rows: readonly Row[],
  environment: Record<string, string | number>,
  picture: PictureSource,
): Promise<string> {
  const uplot = new URL("../../node_modules/uplot/dist/", import.meta.url);
  const [script, style] = await Promise.all([
    Deno.readTextFile(new URL("uPlot.iife.min.js", uplot)),
    Deno.readTextFile(new URL("uPlot.min.css", uplot)),
  ]);
  const photos = new Set(rows.map(({ photo }) => photo)).size;
  const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b);
  const metrics = Object.keys(METRICS).filter((name) => groups.some((group) => name in group.metrics));
  // In a script element only the end tag could break out.
  const data = JSON.stringify({ groups, metrics: metrics.map((name) => ({ name, ...METRICS[name] })) })
    .replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Semcast evaluation</title>
<style>${STYLE}${style}${CHART_STYLE}</style>
<header><h1>Semcast against the classical chain</h1>
<p>${photos} photos, seeds ${
    seeds.join(", ")
  }, ${rows.length} transmissions. Means over photos; bands are 95 % intervals by bootstrap
over the photos. SNR is Es/N0 per complex symbol, N0 the noise variance of both real dimensions together; CBR is complex
symbols / (height × width × 3) and counts everything sent, the header block for every scheme.</p></header>
<main>
<section class="card"><div class="head"><h2>Quality over SNR</h2><p>one chart a metric, channel and budget</p></div>
<div class="charts" id="curves"></div></section>
<section class="card"><div class="head"><h2>Rate, distortion, perception</h2><p>each point is a scheme at one SNR and
budget</p></div><div class="charts" id="rdp"></div></section>
<section class="card"><div class="head"><h2>Means</h2><p>the best of each setting is marked</p></div>${
    tables(groups, metrics)
  }</section>
${await pictures(rows, picture)}
<section class="card"><div class="head"><h2>Times</h2><p>milliseconds a transmission, mean; other work on the machine counts
in</p></div>${times(groups)}</section>
<section class="card"><div class="head"><h2>Environment</h2></div><dl class="facts">${
    Object.entries(environment).map(([name, value]) =>
      `<div><dt>${escapeHtml(name)}</dt><dd class="small">${escapeHtml(String(value))}</dd></div>`
    ).join("")
  }</dl></section>
</main>
<script>${script}</script>
<script>const DATA = ${data};${CHART_SCRIPT}</script>
</html>
`;
}

function tables(groups: readonly Group[], metrics: readonly string[]): string {
  const settings = Map.groupBy(groups, (g) => `${g.channel}, CBR ${ratio(g.cbr)}, ${g.snr} dB${planned(g)}`);
  const rows = [...settings].flatMap(([name, members]) => {
    const best = new Map(metrics.map((metric) => [metric, bestOf(members, metric)]));
    return members.map((group, i) =>
      `<tr><td>${i === 0 ? escapeHtml(name) : ""}</td><td class="name">${escapeHtml(group.scheme)}</td><td>${
        group.used_cbr.toFixed(4)
      }</td><td>${(100 * group.delivered).toFixed(0)} %</td><td>${(100 * group.nothing_fits).toFixed(0)} %</td>${
        metrics.map((metric) => {
          const value = group.metrics[metric];
          if (value === undefined) return "<td>–</td>";
          const text = value.mean.toFixed(digits(metric));
          return best.get(metric) === i ? `<td><b>${text}</b></td>` : `<td>${text}</td>`;
        }).join("")
      }</tr>`
    );
  });
  return `<div class="scroll"><table><tr><th>setting</th><th>scheme</th><th>CBR used</th><th>arrived</th><th>nothing fits</th>${
    metrics.map((metric) => `<th>${escapeHtml(METRICS[metric].label)}</th>`).join("")
  }</tr>${rows.join("")}</table></div>`;
}

function times(groups: readonly Group[]): string {
  const schemes = Map.groupBy(groups, ({ scheme }) => scheme);
  const stages = [...new Set(groups.flatMap(({ ms }) => Object.keys(ms)))].filter((stage) => stage !== "total");
  const rows = [...schemes].map(([scheme, members]) =>
    `<tr><td>${escapeHtml(scheme)}</td>${
      stages.map((stage) => {
        const values = members.flatMap(({ ms }) => ms[stage] ?? []);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return `<td>${values.length === 0 ? "–" : mean.toFixed(0)}</td>`;
      }).join("")
    }</tr>`
  );
  return `<div class="scroll"><table><tr><th>scheme</th>${stages.map((s) => `<th>${s}</th>`).join("")}</tr>${
    rows.join("")
  }</table></div>`;
}

/** A before/after slider for each picture that was kept. */
async function pictures(rows: readonly Row[], picture: PictureSource): Promise<string> {
  const photos = [...new Set(rows.map(({ photo }) => photo))];
  const parts: string[] = [];
  for (const photo of photos) {
    const original = await picture(photo, "original", "");
    if (original === undefined) continue;
    const before = dataUrl(original, "image/webp");
    const figures = await Promise.all(
      rows.filter((row) => row.photo === photo).map(async (row) => {
        const file = await picture(photo, row.scheme, pointName(row));
        return file === undefined ? "" : figure(row, dataUrl(file, "image/webp"), parts.length);
      }),
    );
    parts.push(
      `<style>.o${parts.length}{--original:url(${before})}</style>` +
        `<h3>${escapeHtml(photo)}</h3><div class="grid o${parts.length}">${figures.join("")}</div>`,
    );
  }
  if (parts.length === 0) return "";
  return `<section class="card"><div class="head"><h2>Pictures</h2><p>received; move the slider for the original</p></div>${
    parts.join("")
  }</section>`;
}

function figure(row: Row, received: string, _photo: number): string {
  const name = `${row.scheme}, ${row.channel} ${row.snr} dB, CBR ${ratio(row.cbr)}`;
  return `<figure><div class="frame"><img src="${received}" alt="${escapeHtml(name)}">` +
    `<div class="above picture original"></div></div>` +
    `<input type="range" min="0" max="100" value="0" aria-label="Share of the original shown: ${escapeHtml(name)}">` +
    `<figcaption>${escapeHtml(name)}<br>PSNR ${row.metrics.psnr?.toFixed(2) ?? "–"} dB, SSIM ${
      row.metrics.ssim?.toFixed(3) ?? "–"
    }${row.delivered < 1 ? `, ${(100 * row.delivered).toFixed(0)} % arrived` : ""}</figcaption></figure>`;
}

function planned({ snr, expect }: Group): string {
  return snr === expect ? "" : ` (coded for ${expect} dB)`;
}

/** 1/48 rather than 0.0208. */
function ratio(cbr: number): string {
  const under = Math.round(1 / cbr);
  return Math.abs(cbr * under - 1) < 1e-6 ? `1/${under}` : cbr.toFixed(4);
}

function digits(metric: string): number {
  return metric === "psnr" ? 2 : 3;
}
