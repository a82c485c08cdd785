/**
 * The page.
 *
 * @module
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import { Controls } from "./controls.ts";
import { Layers, OnTheAir } from "./link_view.ts";
import { Metrics } from "./metrics.ts";
import { Offline } from "./offline.ts";
import { PictureInput } from "./picture_input.ts";
import { PromptEditor } from "./prompt_editor.ts";
import { RivalsView } from "./rivals.ts";
import { Share } from "./share.ts";
import { Steps } from "./steps.ts";
import { html } from "./ui.ts";
import { useStudio } from "./use_studio.ts";
import { Viewer } from "./viewer.ts";
import { WalkView } from "./walk.ts";

const PLACES = [
  ["photo", "Photo"],
  ["prompt", "Prompt"],
  ["packet", "Packet"],
  ["air", "On the air"],
  ["steps", "Decoder"],
  [
    "metrics",
    "Metrics",
  ],
  ["rivals", "Rivals"],
  ["walk", "Walk"],
  ["share", "Share"],
] as const;

/** Everything, from the photo to what can be shared. */
export function App() {
  const studio = useStudio();
  const { whole, result, previews, settings, prompt, photo, cells, lora, original } = studio.state;
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (whole) setSettled(true);
  }, [whole]);
  // Stages come and go while a photo is on its way: what does not show them is not built again for them.
  const words = JSON.stringify(prompt ?? result?.report.prompt);
  const editor = useMemo(() => html`<${PromptEditor} studio=${studio} />`, [words, prompt === undefined]);
  const panels = useMemo(
    () =>
      html`
        <div class="panels">
          <${Layers} studio=${studio} />
          <${OnTheAir} studio=${studio} />
          <${Steps} studio=${studio} />
          <${Metrics} studio=${studio} />
          <${RivalsView} studio=${studio} />
          <${WalkView} studio=${studio} />
          <${Share} studio=${studio} />
        </div>
      `,
    [result, whole, previews, settings, prompt, photo, cells, lora],
  );
  const side = useMemo(
    () =>
      html`
        <aside class="side" aria-label="Photo and settings">
          <${PictureInput} studio=${studio} />
          <${Controls} studio=${studio} />
        </aside>
      `,
    [settings, photo, lora, original],
  );
  return html`
    <a class="skip" href="#photo" onClick=${jump}>To the photo</a>
    <header class="top">
      <a class="mark" href="/" aria-label="Semcast Studio"><img src="/studio/icon.svg" alt="" width="36" height="36" /></a>
      <div>
        <h1>Semcast Studio</h1>
        <p>A photo crosses a poor link by its meaning</p>
      </div>
      <div class="end">
        <${Offline} settled=${settled} />
      </div>
    </header>
    <nav class="places" aria-label="The way of the photo">
      <ul>${PLACES.map(([id, title]) => html`<li key=${id}><a href=${`#${id}`} onClick=${jump}>${title}</a></li>`)}</ul>
    </nav>
    <main>
      ${side}
      <div class="stage">
        <div id="photo" tabindex="-1">
          <${Viewer} studio=${studio} />
        </div>
        ${editor} ${panels}
      </div>
    </main>
  `;
}

/** Goes to a part of the page; the address after `#` belongs to the settings. */
function jump(event: Event): void {
  event.preventDefault();
  const id = (event.currentTarget as HTMLAnchorElement).hash.slice(1); // links of this page alone
  const target = document.getElementById(id);
  target?.scrollIntoView();
  if (target !== null) {
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
}
