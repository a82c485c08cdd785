/** The diffusion decoder at work: what the picture would be after each step. */
import { PictureCanvas } from "./canvas.ts";
import { Card } from "./panels.ts";
import { html, shown } from "./ui.ts";
import type { Studio } from "./use_studio.ts";

/** The steps in a row, as they come. */
export function Steps({ studio }: { studio: Studio }) {
  const { previews, result, settings, whole } = studio.state;
  const decoder = result?.report.decoder;
  const drawn = whole && result !== undefined ? [...previews.slice(0, settings.steps - 1), result.received] : previews;
  const lead = settings.mode === "analog"
    ? "Amplitudes need nothing drawn: the deterministic decoder makes the picture."
    : settings.steps === 0
    ? "Without steps the deterministic decoder makes the picture."
    : "Flow matching begins with noise in the latents that are open, and ends within what was received.";
  return html`<${Card} id="decoder" title="Drawing what is missing" lead=${lead}>
    <ol class="film">${
    (settings.steps === 0 ? [] : drawn).map((picture, i) =>
      html`
        <li key=${i}>
          <figure>
            <${PictureCanvas} picture=${picture} label=${`The picture after step ${i + 1}`} />
            <figcaption>Step ${i + 1}</figcaption>
          </figure>
        </li>
      `
    )
  }</ol>
    ${
    whole && decoder &&
    html`<p class="hint">${decoder.steps} ${decoder.steps === 1 ? "step" : "steps"} on ${decoder.runtime}, ${
      shown(result?.report.ms.diffuse, 0, " ms")
    } to draw and ${shown(result?.report.ms.decode, 0, " ms")} to decode.${
      decoder.degraded ? " Degraded: a runtime failed." : ""
    }</p>`
  }
  <//>`;
}
