/**
 * «Walk away from the tower»: everything was coded for the SNR at which the walk begins, and the SNR falls.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import type { WalkPoint } from "../engine/messages.ts";
import { PictureCanvas } from "./canvas.ts";
import { Card } from "./panels.ts";
import { SCHEMES } from "./schemes.ts";
import { html, shown } from "./ui.ts";
import { useWalk } from "./use_walk.ts";
import type { Studio } from "./use_studio.ts";

/** Decibels between two places, and how many places there are. */
const STEP = 1, PLACES = 11;

/** The walk: a chart, and the pictures at one place. */
export function WalkView({ studio }: { studio: Studio }) {
  const walk = useWalk(studio, true);
  const [place, setPlace] = useState(0);
  const [snrs, setSnrs] = useState<number[]>([]);
  const { settings, whole: done, photo } = studio.state;
  useEffect(() => walk.clear(), [photo]);
  const start = () => {
    const path = Array.from({ length: PLACES }, (_, i) => settings.snr - i * STEP);
    setSnrs(path);
    setPlace(0);
    walk.start(path);
  };
  const begun = walk.points.length > 0 || walk.busy > 0;
  const here = snrs[place];
  return html`
    <${Card} id="walk" title="Walk away from the tower"
      lead="All is coded for where you stand. Then the signal fades, decibel by decibel: who falls off the cliff? Codes do, those of files and ours; latents sent as amplitudes fade.">
        <div class="row">
          <button class="primary" disabled=${!done || walk.busy > 0 ||
            settings.channel === "none"} onClick=${start}>${begun ? "Walk again" : "Start walking"} from ${shown(
              settings.snr,
              1,
              " dB",
            )}</button>
          <p class="status" role="status">${walk.error ??
            (walk.busy > 0
              ? `Walking, ${walk.points.length} of ${PLACES * SCHEMES.length} pictures …`
              : begun
              ? "Arrived"
              : "")}</p>
        </div>
        ${begun && html`
          <${Chart} points=${walk.points} snrs=${snrs} here=${here} />
          <div class="control place"><label for="place">Where you are</label><output for="place">${shown(
            here,
            1,
            " dB",
          )}</output>
                  <input id="place" type="range" min="0" max=${PLACES -
                    1} step="1" value=${place} aria-valuetext=${`${here} dB`}
                    onInput=${(event: Event) =>
                      setPlace(Number((event.currentTarget as HTMLInputElement).value))} /></div>
          <ul class="side-by-side">${SCHEMES.map(({ name, title }) => {
            const point = walk.points.find(({ scheme, snr }) => scheme === name && snr === here);
            return html`
              <li key=${name}>
                <figure>${point
                  ? html`<${PictureCanvas} picture=${point.picture} label=${`By ${title} at ${here} dB`} />`
                  : html`<div class="blank"></div>`}<figcaption><strong>${title}</strong> ${point
                  ? shown(point.psnr, 1, " dB")
                  : "…"}</figcaption></figure>
              </li>
            `;
          })}</ul>
          <details>
            <summary>The chart as a table</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="PSNR by SNR">
              <table>
                <thead>
                  <tr><th scope="col">SNR</th>${SCHEMES.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr>
                </thead>
                <tbody>${snrs.map((snr) =>
                  html`<tr key=${snr}><th scope="row">${shown(snr, 1, " dB")}</th>${
                    SCHEMES.map(({ name }) =>
                      html`<td>${
                        shown(walk.points.find((p) => p.scheme === name && p.snr === snr)?.psnr, 2, " dB")
                      }</td>`
                    )
                  }</tr>`
                )}</tbody>
              </table>
            </div>
          </details>
        `}
      <//>
  `;
}

const WIDE = 720, TALL = 300, LEFT = 44, RIGHT = 150, TOP = 14, BOTTOM = 40;

function Chart({ points, snrs, here }: { points: WalkPoint[]; snrs: number[]; here: number }) {
  const values = points.flatMap(({ psnr }) => psnr === null ? [] : [psnr]);
  const low = 5 * Math.floor(Math.min(...values, 15) / 5), high = 5 * Math.ceil((Math.max(...values, 25) + 0.5) / 5);
  const x = (snr: number) =>
    LEFT + (WIDE - LEFT - RIGHT) * (snrs[0] - snr) / Math.max(1, snrs[0] - snrs[snrs.length - 1]);
  const y = (psnr: number) => TALL - BOTTOM - (TALL - TOP - BOTTOM) * (psnr - low) / (high - low);
  const lines = SCHEMES.map((scheme) => ({
    ...scheme,
    at: points.filter((point) => point.scheme === scheme.name && point.psnr !== null)
      .map(({ snr, psnr }) => ({ x: x(snr), y: y(psnr ?? low) })).sort((a, b) => a.x - b.x),
  }));
  const grid = Array.from({ length: (high - low) / 5 + 1 }, (_, i) => low + 5 * i);
  return html`
    <svg class="chart" viewBox=${`0 0 ${WIDE} ${TALL}`} role="img"
      aria-label="PSNR of each scheme by SNR; the table below has the values">
        ${grid.map((value) =>
          html`
            <g key=${value}>
              <path class="axis" d=${`M${LEFT} ${y(value)}H${WIDE - RIGHT}`} />
              <text x=${LEFT - 8} y=${y(value) + 4} text-anchor="end">${value}</text>
            </g>
          `
        )}
        ${snrs.filter((_, i) => i % 2 === 0).map((snr) =>
          html`<text key=${snr} x=${x(snr)} y=${TALL - BOTTOM + 20} text-anchor="middle">${shown(snr, 0)}</text>`
        )}
        <text x=${(LEFT + WIDE - RIGHT) / 2} y=${TALL -
          4} text-anchor="middle">SNR in dB, falling; PSNR in dB upwards</text>
        ${here !== undefined && html`<path class="here" d=${`M${x(here)} ${TOP}V${TALL - BOTTOM}`} />`}
        ${lines.map(({ name, at, colour }) =>
          html`<g key=${name} class=${`line ${colour}`}>
        <path d=${at.map((p, i) => `${i === 0 ? "M" : "L"}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join("")} />
        ${at.map((p) => html`<circle cx=${p.x} cy=${p.y} r=${name === "semcast" ? 4 : 3} />`)}</g>`
        )}
        ${labelled(lines).map(({ name, title, colour, y: at }) =>
          html`<text key=${name} class=${`name ${colour}`} x=${WIDE - RIGHT + 12} y=${at}>${title}</text>`
        )}
      </svg>
  `;
}

/** Names at the ends of the lines, pushed apart where they would cover each other. */
function labelled(lines: { name: string; title: string; colour: string; at: { y: number }[] }[]) {
  const names = lines.flatMap(({ at, ...line }) => at.length === 0 ? [] : [{ ...line, y: at[at.length - 1].y + 4 }])
    .sort((a, b) => a.y - b.y);
  names.forEach((name, i) => {
    if (i > 0) name.y = Math.max(name.y, names[i - 1].y + 17);
  });
  return names;
}
