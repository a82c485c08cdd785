/**
 * The page.
 *
 * @module
 */
import { Controls } from "./controls.ts";
import { PictureInput } from "./picture_input.ts";
import { html } from "./ui.ts";
import { useStudio } from "./use_studio.ts";
import { Viewer } from "./viewer.ts";

/** Everything, from the photo to what can be shared. */
export function App() {
  const studio = useStudio();
  return html`
    <a class="skip" href="#photo">To the photo</a>
    <header class="top">
      <a class="mark" href="/" aria-label="Semcast Studio"><img src="/studio/icon.svg" alt="" width="36" height="36" /></a>
      <div>
        <h1>Semcast Studio</h1>
        <p>A photo crosses a poor link by its meaning</p>
      </div>
    </header>
    <main>
      <aside class="side">
        <${PictureInput} studio=${studio} />
        <${Controls} studio=${studio} />
      </aside>
      <div class="stage" id="photo" tabindex="-1">
        <${Viewer} studio=${studio} />
      </div>
    </main>
  `;
}
