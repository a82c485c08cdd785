/**
 * The page below its head, which index.html has.
 *
 * @module
 */
import type { ComponentType } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Controls } from "./controls.ts";
import { afterPaint, nextTask } from "./idle.ts";
import { keepOffline } from "./offline.ts";
import { PictureInput } from "./picture_input.ts";
import { html } from "./ui.ts";
import { type Studio, useStudio } from "./use_studio.ts";
import { Viewer } from "./viewer.ts";

/**
 * Everything, from the photo to what can be shared. It comes in pieces that are short for a slow processor: photo, controls,
 * what lies below the first screen, and the engine last.
 */
export function App() {
  const studio = useStudio();
  const { settings, photo, lora, original, whole } = studio.state;
  const [controls, showControls] = useState(false);
  const [below, setBelow] = useState<{ Below: ComponentType<{ studio: Studio }> }>();
  useEffect(() => {
    (async () => {
      await nextTask();
      showControls(true);
      await afterPaint();
      setBelow(await import("./below.ts"));
      await afterPaint();
      studio.engine.start();
    })();
  }, []);
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (whole) setSettled(true);
  }, [whole]);
  useEffect(() => {
    if (settled) keepOffline();
  }, [settled]);
  // Stages come and go while a photo is on its way: what does not show them is not built again for them.
  const side = useMemo(
    () =>
      html`
        <aside class="side" aria-label="Photo and settings">
          <${PictureInput} studio=${studio} />
          ${controls && html`<${Controls} studio=${studio} />`}
        </aside>
      `,
    [controls, settings, photo, lora, original],
  );
  return html`
    <main>
      ${side}
      <div class="stage">
        <div id="photo" tabindex="-1">
          <${Viewer} studio=${studio} />
        </div>
        ${below && html`<${below.Below} studio=${studio} />`}
      </div>
    </main>
  `;
}
