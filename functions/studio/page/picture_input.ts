/**
 * Where a photo comes from: dropped, pasted, picked, photographed, or an example.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { Camera } from "./camera.ts";
import { EXAMPLES } from "./examples.ts";
import { classes, html } from "./ui.ts";
import { loadExample, type Photo, type Studio } from "./use_studio.ts";

/** What the page says and the engine refuses beyond. */
const MOST_BYTES = 20_000_000;

/** The inputs. Dropping and pasting work on the whole page. */
export function PictureInput({ studio }: { studio: Studio }) {
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState("");
  const take = async (file: File | null | undefined) => {
    if (!file) return;
    if (file.size > MOST_BYTES) return setProblem(`${file.name} has ${file.size} bytes; ${MOST_BYTES} are the most.`);
    setProblem("");
    const photo: Photo = { name: file.name || "photo", file: new Uint8Array(await file.arrayBuffer()) };
    studio.open(photo);
  };
  useEffect(() => {
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer?.files[0]);
    };
    const drag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const paste = (event: ClipboardEvent) => take(event.clipboardData?.files[0]);
    addEventListener("drop", drop);
    addEventListener("dragover", drag);
    addEventListener("dragleave", leave);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("drop", drop);
      removeEventListener("dragover", drag);
      removeEventListener("dragleave", leave);
      removeEventListener("paste", paste);
    };
  }, []);
  const picked = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement; // the inputs below
    take(input.files?.[0]);
    input.value = "";
  };
  const { photo } = studio.state;
  return html`<section class=${classes("source", over && "over")} aria-labelledby="source-title">
    <h2 id="source-title" class="eyebrow">Photo</h2>
    <div class="row">
      <button class="primary" onClick=${() => picker.current?.click()}>Choose a photo</button>
      <${Camera} onPhoto=${take} />
    </div>
    <input ref=${picker} id="pick" class="hidden" type="file" accept="image/*" tabindex="-1" aria-label="Photo file"
      onChange=${picked} />
    <p class="hint">or drop or paste one anywhere. It stays on this device.</p>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <ul class="gallery" aria-label="Example pictures">
      ${
    EXAMPLES.map(({ name, title }) =>
      html`<li key=${name}><button class="thumb" aria-pressed=${photo?.example === name}
        onClick=${() => loadExample(name).then(studio.open)}>
        <img src=${`/studio/examples/${name}-small.webp`} alt="" width="96" height="64" decoding="async" loading="lazy" />
        <span>${title}</span></button></li>`
    )
  }
    </ul>
  </section>`;
}
