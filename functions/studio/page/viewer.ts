/**
 * The large picture: before and after, key map, errors, reliability.
 *
 * @module
 */
import { useMemo, useState } from "preact/hooks";
import type { RunResult } from "../engine/messages.ts";
import { cellPicture, errorPicture, PictureCanvas } from "./canvas.ts";
import { KeyPainter } from "./key_painter.ts";
import { classes, html, shown, whole } from "./ui.ts";
import type { Studio } from "./use_studio.ts";

const VIEWS = { compare: "Before and after", key: "Key map", error: "Error", reliability: "Reliability" } as const;
type View = keyof typeof VIEWS;

/** The viewer with its views as tabs. */
export function Viewer({ studio }: { studio: Studio }) {
  const [view, setView] = useState<View>("compare");
  const { state } = studio;
  const names = Object.keys(VIEWS) as View[];
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = names[(names.indexOf(view) + step + names.length) % names.length];
    setView(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return html`
    <section class="viewer" aria-label="The photo">
      <div class="tabs" role="tablist" aria-label="Views" onKeyDown=${move}>
          ${names.map((name) =>
            html`
              <button role="tab" id=${`tab-${name}`} aria-selected=${view === name} aria-controls="view"
                tabindex=${view === name ? 0 : -1} onClick=${() => setView(name)}>${VIEWS[name]}</button>
            `
          )}
        </div>
      <div id="view" role="tabpanel" aria-labelledby=${`tab-${view}`} class=${classes(
        "view",
        !state.whole && "settling",
      )}>
          ${state.original === undefined
            ? html`<div class="blank" aria-hidden="true"></div>`
            : html`<${Shown} studio=${studio} view=${view} />`}
        </div>
      <${Headline} studio=${studio} />
    </section>
  `;
}

function Shown({ studio, view }: { studio: Studio; view: View }) {
  const { original, result, previews, whole: done } = studio.state;
  const received = previews.length > 0 && !done ? previews[previews.length - 1] : result?.received;
  const same = original !== undefined && received !== undefined && received.width === original.width &&
    received.height === original.height;
  const error = useMemo(
    () => view === "error" && same && original && received ? errorPicture(original, received) : undefined,
    [view, original, received],
  );
  const reliability = useMemo(
    () => result && cellPicture(result.reliability, result.columns, (value) => [8, 12, 14, 225 * (1 - value)]),
    [result],
  );
  if (original === undefined) return null;
  const base = html`<${PictureCanvas} picture=${original} label="The photo as it was taken" />`;
  if (view === "key") return html`<${KeyPainter} studio=${studio} />`;
  if (!same || result === undefined) return html`<div class="frame">${base}</div>`;
  if (view === "error") {
    return html`
      <div class="frame">
        <${PictureCanvas} picture=${error ?? original} label="Error of each pixel" />
      </div>
      <p class="legend"><i class="scale heat"></i> black: as it was; white: a sum of 190 levels off, or more</p>
    `;
  }
  if (view === "reliability") {
    return html`
      <div class="frame"><${PictureCanvas} picture=${received} label="The photo as it was received" />
            ${reliability &&
              html`<${PictureCanvas} picture=${reliability} class="cells" label="Reliability of each cell" />`}</div>
      <p
        class="legend"><i class="scale trust"></i> dark: cells that were lost; ${shown(
          100 * mean(result.reliability),
          0,
          " %",
        )} of the photo's latents can be relied on</p>
    `;
  }
  return html`<${Compare} original=${original} received=${received} />`;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Both pictures with a border that can be moved. */
export function Compare(
  { original, received }: Pick<Required<Studio["state"]>, "original"> & { received: Studio["state"]["original"] },
) {
  const [cut, setCut] = useState(50);
  const drag = (event: PointerEvent) => {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect(); // the frame
    setCut(Math.round(100 * Math.min(1, Math.max(0, (event.clientX - box.left) / box.width))));
  };
  return html`
    <div class="frame compare" style=${{ "--cut": `${cut}%` }} onPointerDown=${drag} onPointerMove=${drag}>
          <${PictureCanvas} picture=${received} label="The photo as it was received" />
          <${PictureCanvas} picture=${original} class="above" label="The photo as it was taken" />
          <div class="cut" aria-hidden="true"></div>
          <span class="tag left" aria-hidden="true">Taken</span><span class="tag right" aria-hidden="true">Received</span>
        </div>
    <input class="wide" type="range" min="0" max="100" value=${cut} aria-label="Border between taken and received"
      aria-valuetext=${`${cut} % as taken`} onInput=${(event: Event) =>
        setCut(Number((event.currentTarget as HTMLInputElement).value))} />
  `;
}

/** The figures that count, in one line. */
function Headline({ studio }: { studio: Studio }) {
  const { result, stage, error, ready } = studio.state;
  const report = result?.report;
  const figures: [string, string][] = [
    ["PSNR", shown(report?.metrics.psnr, 2, " dB")],
    ["in key regions", shown(report?.metrics.psnr_key, 2, " dB")],
    ["elsewhere", shown(report?.metrics.psnr_rest, 2, " dB")],
    ["SSIM", shown(report?.metrics.ssim, 3)],
    ["packet", report ? `${whole(report.packet_bytes)} bytes` : "–"],
    ["symbols on the air", report ? whole(report.symbols) : "–"],
  ];
  return html`
    <dl class="figures">${figures.map(([name, value]) =>
      html`
        <div key=${name}>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>
      `
    )}</dl>
    <p class="status" role="status" aria-live="polite">${error ??
      (stage !== undefined
        ? `${STAGES[stage] ?? "Working"} …`
        : result !== undefined
        ? `Done in ${Math.round(result.took)} ms on this device${smaller(result)}`
        : ready
        ? "Ready"
        : "Loading kernels and networks …")}</p>
  `;
}

/** At what size a photo is coded whose bits are too few for all its pixels. */
function smaller({ coded, report: { image } }: RunResult): string {
  return coded.width === image.width && coded.height === image.height
    ? ""
    : `; coded at ${coded.width}×${coded.height} of ${image.width}×${image.height}`;
}

const STAGES: Readonly<Record<string, string>> = {
  pixels: "Reading the photo",
  segment: "Finding what matters",
  prompt: "Saying what it shows",
  encode: "Coding latents",
  code: "Coding for the link",
  channel: "On the air",
  decode: "Decoding",
  diffuse: "Drawing what is missing",
};
