/** How close the received picture is, and where the time went. */
import { Card } from "./panels.ts";
import { html, shown } from "./ui.ts";
import type { Studio } from "./use_studio.ts";

const STAGES = ["pixels", "segment", "prompt", "encode", "code", "channel", "decode", "diffuse"] as const;

/** Metrics by region and milliseconds by stage. */
export function Metrics({ studio }: { studio: Studio }) {
  const { result, whole } = studio.state;
  if (result === undefined) return html`<${Card} id="metrics" title="How close it came" />`;
  const { metrics, ms, cbr } = result.report;
  const rows: [string, string, string][] = [
    ["PSNR", shown(metrics.psnr, 2, " dB"), "the whole picture"],
    ["PSNR, key regions", shown(metrics.psnr_key, 2, " dB"), "what matters"],
    ["PSNR, the rest", shown(metrics.psnr_rest, 2, " dB"), "everything else"],
    ["SSIM", shown(metrics.ssim, 4), "structure, 1 is equal"],
    ["MS-SSIM", whole ? shown(metrics.ms_ssim, 4) : "…", "structure at several sizes"],
    ["VSI", whole ? shown(metrics.vsi, 4) : "…", "by what draws the eye"],
    ["CBR", shown(cbr, 4), "symbols for each colour value"],
  ];
  const most = Math.max(...STAGES.map((stage) => ms[stage] ?? 0), 1);
  return html`
    <${Card} id="metrics" title="How close it came">
      <div class="halves">
        <table>
          <caption class="unseen">Metrics</caption>
          <tbody>${rows.map(([name, value, note]) =>
            html`
              <tr key=${name}>
                <th scope="row">${name}</th>
                <td class="number">${value}</td>
                <td class="soft">${note}</td>
              </tr>
            `
          )}</tbody>
        </table>
        <table class="times">
          <caption class="unseen">Milliseconds by stage</caption>
          <tbody>${STAGES.map((stage) =>
            html`
              <tr key=${stage}>
                <th scope="row">${stage}</th>
                <td>
                  <div class="track" aria-hidden="true"><i style=${{
                    width: `${100 * (ms[stage] ?? 0) / most}%`,
                  }}></i></div>
                </td>
                <td class="number">${shown(ms[stage], 0, " ms")}</td>
              </tr>
            `
          )}</tbody>
        </table>
      </div>
      <//>
  `;
}
