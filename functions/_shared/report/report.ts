/**
 * The demo's report: one HTML file with everything in it, no script but the one that moves the slider.
 *
 * @module
 */
import { dataUrl } from "../http/media.ts";
import type { LinkReport } from "../result.ts";
import { promptText } from "../semantics/index.ts";
import { type ConstellationClass, constellationSvg } from "./constellation.ts";
import { escapeHtml } from "./html.ts";
import { keyOverlaySvg } from "./key_overlay.ts";
import { STYLE } from "./style.ts";

/** One photo of the report. */
export interface ReportPhoto {
  name: string;
  report: Omit<LinkReport, "files">;
  /** PNG files. */
  original: Uint8Array;
  reconstruction: Uint8Array;
  /** 1 key, 0 rest, per latent cell. */
  key: Uint8Array;
  /** Cells per row. */
  columns: number;
  constellation: readonly ConstellationClass[];
}

/** Stages in the order of the way, for bars and tables. */
export const STAGES = ["pixels", "segment", "encode", "prompt", "code", "channel", "decode", "diffuse"] as const;

/** The report as HTML. */
export function reportHtml(photos: readonly ReportPhoto[], environment: string): string {
  const { channel, cbr } = photos[0].report;
  // Each picture is in the file once: two panels share it by a custom property.
  const pictures = photos.map((photo, i) =>
    `.p${i}{--original:url(${dataUrl(photo.original, "image/png")});` +
    `--received:url(${dataUrl(photo.reconstruction, "image/png")});}`
  ).join("\n");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Semcast: ${photos.length} photos at ${channel.snr_db} dB</title>
<style>${STYLE}
.original{background-image:var(--original)} .received{background-image:var(--received)}
${pictures}</style>
<header>
<h1>${photos.length} photos over ${channelName(channel.kind)} at ${channel.snr_db} dB</h1>
<p>About ${Math.round(1 / cbr)} colour values share one channel symbol (CBR ${cbr.toFixed(4)}). SNR is Es/N0 per complex
symbol. Everything that is sent is counted: header, prompt, key map, latents and checksums, after channel coding.</p>
</header>
<main>
${photos.map(card).join("\n")}
<section class="card"><div class="head"><h2>Figures</h2></div><div class="scroll">${table(photos)}</div></section>
<footer>${escapeHtml(environment)}</footer>
</main>
<script>for (const input of document.querySelectorAll("figure input"))
  input.addEventListener("input", () => input.parentElement.style.setProperty("--cut", input.value + "%"));</script>
</html>
`;
}

function channelName(kind: string): string {
  if (kind === "awgn") return "white noise";
  return kind === "none" ? "a perfect link" : `a ${kind} channel`;
}

function card(photo: ReportPhoto, index: number): string {
  const { report } = photo;
  const { width, height } = report.image;
  const size = `style="aspect-ratio:${width}/${height}"`;
  const overlay = keyOverlaySvg({ key: photo.key, columns: photo.columns, width, height });
  const name = escapeHtml(photo.name);
  const classes = photo.constellation.map(({ name, modulation }, i) =>
    `<span><i class="key" style="background:var(--c${i})"></i>${escapeHtml(name)}, ${escapeHtml(modulation)}</span>`
  ).join("");
  return `<section class="card p${index}">
<div class="head"><h2>${name}</h2><p>${escapeHtml(promptText(report.prompt))}</p></div>
<div class="panels">
<figure><div class="frame"><div class="picture original" ${size} role="img" aria-label="Original of ${name}"></div></div>
<figcaption>Original, ${width}×${height}</figcaption></figure>
<figure><div class="frame"><div class="picture original" ${size} role="img" aria-label="Key map of ${name}"></div>${overlay}</div>
<figcaption>Key regions: ${(100 * report.key_fraction).toFixed(0)} % of the photo</figcaption></figure>
<figure><div class="frame"><div class="picture received" ${size} role="img" aria-label="Reconstruction of ${name}"></div>
<div class="picture original above" aria-hidden="true"></div><div class="cut" aria-hidden="true"></div></div>
<input type="range" min="0" max="100" value="0" aria-label="Show the original from the left">
<figcaption>Received: ${decoderText(report)}. Move the slider to compare.</figcaption></figure>
<figure>${constellationSvg(photo.constellation)}<figcaption class="legend">${classes}</figcaption></figure>
</div>
${facts(report)}
${bar(report)}
</section>`;
}

function decoderText({ decoder }: ReportPhoto["report"]): string {
  const how = decoder.steps === 0
    ? "deterministic decoder"
    : `${decoder.steps} diffusion step${decoder.steps === 1 ? "" : "s"}`;
  return decoder.degraded ? `${how}, degraded` : how;
}

function facts(report: ReportPhoto["report"]): string {
  const { metrics } = report;
  const rows: [string, string][] = [
    ["PSNR", decibel(metrics.psnr)],
    ["PSNR in key regions", decibel(metrics.psnr_key)],
    ["SSIM", metrics.ssim?.toFixed(3) ?? "–"],
    ["Symbols", report.symbols.toLocaleString("en")],
    ["Packet", `${report.packet_bytes.toLocaleString("en")} bytes`],
    ["bpp", report.bpp.toFixed(3)],
    ["Layers received", `${report.layers.filter((layer) => layer.crc_ok).length} of ${report.layers.length}`],
  ];
  return `<dl class="facts">${
    rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")
  }</dl>`;
}

function bar(report: ReportPhoto["report"]): string {
  const colour = (i: number) => `background:var(--c${i})`;
  const spans = STAGES.map((stage, i) => `<span style="flex:${report.ms[stage].toFixed(2)};${colour(i)}"></span>`);
  const names = STAGES.map((stage, i) =>
    `<span><i class="key" style="${colour(i)}"></i>${stage} ${report.ms[stage].toFixed(0)} ms</span>`
  );
  return `<div class="bar" aria-hidden="true">${spans.join("")}</div><div class="legend">${names.join("")}</div>`;
}

function table(photos: readonly ReportPhoto[]): string {
  const head = [
    "Photo",
    "CBR",
    "bpp",
    "Symbols",
    "PSNR",
    "SSIM",
    "PSNR key",
    ...STAGES.map((s) => `${s} ms`),
    "total ms",
  ];
  const rows = photos.map(({ name, report: r }) => [
    escapeHtml(name),
    r.cbr.toFixed(4),
    r.bpp.toFixed(3),
    String(r.symbols),
    decibel(r.metrics.psnr),
    r.metrics.ssim?.toFixed(3) ?? "–",
    decibel(r.metrics.psnr_key),
    ...STAGES.map((stage) => r.ms[stage].toFixed(0)),
    r.ms.total.toFixed(0),
  ]);
  const cells = (tag: string, values: string[]) => values.map((value) => `<${tag}>${value}</${tag}>`).join("");
  return `<table><thead><tr>${cells("th", head)}</tr></thead><tbody>${
    rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("")
  }</tbody></table>`;
}

function decibel(value: number | null): string {
  return value === null ? "–" : `${value.toFixed(2)} dB`;
}
