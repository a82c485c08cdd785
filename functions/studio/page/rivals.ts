/**
 * The photo by JPEG, WebP and AVIF with as many symbols over the same link.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import type { Picture } from "../engine/messages.ts";
import { PictureCanvas } from "./canvas.ts";
import { Card } from "./panels.ts";
import { PLACED } from "./schemes.ts";
import { classes, html, shown, whole } from "./ui.ts";
import { useWalk } from "./use_walk.ts";
import type { Studio } from "./use_studio.ts";

interface Entry {
  picture: Picture;
  psnr: number | null;
  psnrKey: number | null;
  ssim: number | null;
  bytes: number;
  delivered: number;
}

/** Pictures side by side. */
export function RivalsView({ studio }: { studio: Studio }) {
  const [wanted, setWanted] = useState(false);
  const walk = useWalk(studio, false);
  const { result, settings, photo, whole: done } = studio.state;
  useEffect(() => {
    if (wanted && done) walk.start([settings.snr]);
  }, [wanted, done, photo, settings.snr, settings.cbr, settings.channel, settings.seed]);
  const own: Entry | undefined = result && {
    picture: result.received,
    psnr: result.report.metrics.psnr,
    psnrKey: result.report.metrics.psnr_key,
    ssim: result.report.metrics.ssim,
    bytes: result.report.packet_bytes,
    delivered: result.report.layers.every(({ crc_ok }) => crc_ok) ? 1 : 0.5,
  };
  const entry = (name: string): Entry | undefined =>
    name === "semcast" ? own : walk.points.find(({ scheme }) => scheme === name);
  return html`
    <${Card} id="rivals" title="With as many symbols"
      lead="Files of the usual formats, each at the best quality and size that fits, in one block of the same codes over the same noise.">
        ${wanted
          ? html`
            <ul class="side-by-side">${PLACED.map(({ name, title }) => {
              const found = entry(name);
              return html`
                <li key=${name} class=${classes(name === "semcast" && "own")}>
                  <figure>
                            ${found
                              ? html`<${PictureCanvas} picture=${found.picture} label=${`Received by ${title}`} />`
                              : html`<div class="blank"></div>`}
                            <figcaption><strong>${title}</strong> ${found === undefined ? "…" : verdict(found)}
                              <dl class="mini"><div><dt>PSNR</dt><dd>${shown(found?.psnr, 2, " dB")}</dd></div>
                                <div><dt>in key regions</dt><dd>${shown(found?.psnrKey, 2, " dB")}</dd></div>
                                <div><dt>SSIM</dt><dd>${shown(found?.ssim, 3)}</dd></div>
                                <div><dt>sent</dt><dd>${found
                                  ? `${whole(found.bytes)} bytes`
                                  : "–"}</dd></div></dl></figcaption>
                          </figure>
                </li>
              `;
            })}</ul>
            <p class="status" role="status">${walk.error ?? (walk.busy > 0 ? "Trying qualities and sizes …" : "")}</p>
          `
          : html`<button class="primary" disabled=${!done} onClick=${() =>
            setWanted(true)}>Compare with JPEG, WebP and AVIF</button>`}
      <//>
  `;
}

function verdict({ bytes, delivered }: Entry): string {
  if (bytes === 0) return "nothing fits";
  return delivered === 1 ? "arrived" : delivered > 0 ? "arrived in part" : "lost";
}
