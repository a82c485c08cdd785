/**
 * The packet and its way over the air: layers and their protection, constellations, soft bits, blocks that failed.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { LinkPart } from "../engine/messages.ts";
import { Card } from "./panels.ts";
import { classes, html, shown, whole } from "./ui.ts";
import type { Studio } from "./use_studio.ts";

/** The parts of the packet as a table. */
export function Layers({ studio }: { studio: Studio }) {
  const { result } = studio.state;
  if (result === undefined) return html`<${Card} id="packet" title="The packet" />`;
  const { parts, report } = result;
  const total = parts.reduce((sum, { symbols }) => sum + symbols, 0);
  return html`
    <${Card} id="packet" title="The packet"
      lead=${`${whole(report.packet_bytes)} bytes, ${
        shown(report.bpp, 3)
      } bits a pixel. What is needed first is protected most.`}>
      <div class="bar" aria-hidden="true">${parts.map((part, i) =>
        html`<span key=${part.name} class=${`fill c${i + 1}`} style=${{ flexGrow: part.symbols }}></span>`
      )}</div>
      <div class="scroll" tabindex="0" role="region" aria-label="Parts of the packet">
        <table>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">Bytes</th>
              <th scope="col">Symbols</th>
              <th scope="col">Protection (MCS)</th>
              <th scope="col">Es/N0</th>
              <th scope="col">Code blocks</th>
              <th scope="col">Arrived</th>
            </tr>
          </thead>
          <tbody>${parts.map((part, i) =>
            html`
              <tr key=${part.name}>
                <th scope="row"><i class=${`dot fill c${i + 1}`} aria-hidden="true"></i>${part.name}</th>
                <td>${whole(part.bytes)}</td>
                <td>${whole(part.symbols)} <span class="soft">${shown(100 * part.symbols / total, 0, " %")}</span></td>
                <td>${part.mcs}</td>
                <td>${shown(part.snrDb, 1, " dB")}</td>
                <td>
                  <${Blocks} part=${part} />
                </td>
                <td>${arrival(part, result.report.layers)}</td>
              </tr>
            `
          )}</tbody>
        </table>
      </div>
      <//>
  `;
}

/** Most blocks that are drawn one by one; a part of this size has a megabyte. */
const MOST_BLOCKS = 64;

/** A square for each code block, and in words which of them failed. */
function Blocks({ part: { blocks } }: { part: LinkPart }) {
  if (blocks === undefined) return "–";
  const { count, failed } = blocks;
  const said = failed.length === 0
    ? `${count}, all good`
    : failed.length === count
    ? `${count}, all failed`
    : `${failed.length} of ${count} failed: ${runs(failed.map((block) => block + 1))}`;
  return html`
    <span class="blocks" aria-hidden="true">${Array.from(
      { length: Math.min(count, MOST_BLOCKS) },
      (_, i) => html`<i key=${i} class=${failed.includes(i) ? "lost" : "good"}></i>`,
    )}</span>
    <span class="blocks-said">${said}</span>
  `;
}

/** Ascending numbers with neighbours joined: 1, 2, 3, 7 become «1–3, 7». */
function runs(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = found[found.length - 1];
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => first === last ? `${first}` : `${first}–${last}`).join(", ");
}

function arrival(part: LinkPart, layers: readonly { name: string; crc_ok: boolean }[]) {
  const own = part.name === "base layer"
    ? layers.filter(({ name }) => name === "base")
    : part.name === "enhancements"
    ? layers.filter(({ name }) => name === "key" || name === "rest")
    : [];
  const ok = own.length > 0
    ? own.every(({ crc_ok }) => crc_ok)
    : part.blocks === undefined
    ? part.snrDb !== null || part.after.length > 0
    : part.blocks.failed.length === 0;
  const partly = own.length > 1 && !ok && own.some(({ crc_ok }) => crc_ok);
  return html`<span class=${classes("verdict", ok ? "good" : "lost")}>${
    ok ? "yes" : partly ? "in part" : "lost"
  }</span>`;
}

/** Constellations on both sides of the equalizer, and soft bits. */
export function OnTheAir({ studio }: { studio: Studio }) {
  const { result } = studio.state;
  const [index, setIndex] = useState(2);
  const seen = result?.parts.filter(({ after }) => after.length > 0) ?? [];
  const part = seen[Math.min(index, seen.length - 1)];
  if (result === undefined || part === undefined) {
    return html`<${Card} id="air" title="On the air" lead="Nothing was demodulated here." />`;
  }
  return html`
    <${Card} id="air" title="On the air"
      lead="Received symbols of one part of the packet, and how sure the demapper is of its bits.">
      <label class="small">Part <select value=${String(seen.indexOf(part))} onChange=${(event: Event) =>
        setIndex(Number((event.currentTarget as HTMLSelectElement).value))}>
          ${seen.map(({ name, modulation }, i) =>
            html`<option value=${String(i)}>${name}, ${modulation}</option>`
          )}</select></label>
      <div class="plots">
        <figure>
          <${Constellation} points=${part.before} label=${`Constellation of ${part.name} before the equalizer`} />
          <figcaption>Before the equalizer: faded and turned as the air did it</figcaption>
        </figure>
        <figure>
          <${Constellation} points=${part.after} label=${`Constellation of ${part.name} after the equalizer`} />
          <figcaption>After the equalizer</figcaption>
        </figure>
        <figure>${part.soft === undefined
          ? html`<div class="plot empty">No soft bits: nothing was demapped</div>`
          : html`<${Histogram} bins=${part.soft} />`}<figcaption>Soft bits (LLR): the two hills apart are sure bits, the middle is guesswork</figcaption></figure>
      </div>
      <//>
  `;
}

const SIDE = 320, EXTENT = 2;

function Constellation({ points, label }: { points: Float32Array; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || canvas.current === null) return;
    const style = getComputedStyle(canvas.current);
    context.clearRect(0, 0, SIDE, SIDE);
    context.strokeStyle = style.getPropertyValue("border-color");
    context.beginPath();
    context.moveTo(0, SIDE / 2);
    context.lineTo(SIDE, SIDE / 2);
    context.moveTo(SIDE / 2, 0);
    context.lineTo(SIDE / 2, SIDE);
    context.stroke();
    context.fillStyle = style.color;
    context.globalAlpha = 0.5;
    const place = (value: number) => SIDE / 2 * (1 + Math.min(0.99, Math.max(-0.99, value / EXTENT)));
    for (let i = 0; i < points.length; i += 2) context.fillRect(place(points[i]) - 1, place(-points[i + 1]) - 1, 2, 2);
    context.globalAlpha = 1;
  }, [points]);
  return html`<canvas ref=${canvas} class="plot" width=${SIDE} height=${SIDE} role="img" aria-label=${label}></canvas>`;
}

function Histogram({ bins }: { bins: Uint32Array }) {
  const most = bins.reduce((a, b) => Math.max(a, b), 1), total = bins.reduce((a, b) => a + b, 0);
  const unsure = bins.slice(24, 40).reduce((a, b) => a + b, 0);
  const path = Array.from(bins, (count, i) => `M${5 * i + 1} 310v-${300 * count / most}h3V310z`).join("");
  return html`
    <svg class="plot" viewBox="0 0 320 320" role="img"
      aria-label=${`Histogram of soft bits, ${
        shown(100 * unsure / Math.max(1, total), 0, " %")
      } of them within a quarter of the middle`}>
      <path d="M0 310H320M160 310v6" class="axis" />
      <path d=${path} class="columns" />
    </svg>
  `;
}
