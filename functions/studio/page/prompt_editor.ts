/**
 * What the photo shows, in words of a closed vocabulary, to edit.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import type { Prompt, Region } from "../../_shared/semantics/prompt.ts";
import { promptText } from "../../_shared/semantics/prompt_text.ts";
import { type ColourName, colourNames, positions, type Texture, textures } from "../../_shared/semantics/vocabulary.ts";
import { allLabels, allScenes, lights, styles, times, views } from "../../_shared/semantics/words.ts";
import { Card } from "./panels.ts";
import { html } from "./ui.ts";
import type { Studio } from "./use_studio.ts";

const MOST_BYTES = 64, MOST_REGIONS = 7, MOST_CAPTION = 200;

interface ChoiceProps<T extends string> {
  label: string;
  values: readonly T[];
  value: T | undefined;
  /** Whether nothing may be said. */
  optional?: boolean;
  onChoice: (value: T | undefined) => void;
}

function Choice<T extends string>({ label, values, value, optional, onChoice }: ChoiceProps<T>) {
  const choose = (event: Event) => {
    const { value } = event.currentTarget as HTMLSelectElement; // the one below
    onChoice(values.find((candidate) => candidate === value));
  };
  return html`<label class="field"><span>${label}</span><select value=${value ?? ""} onChange=${choose}>
    ${optional && html`<option value="">not said</option>`}
    ${values.map((word) => html`<option value=${word}>${word}</option>`)}</select></label>`;
}

/** The editor. Every change goes to the transmitter at once. */
export function PromptEditor({ studio }: { studio: Studio }) {
  const { result, prompt: own } = studio.state;
  const prompt = own ?? result?.report.prompt;
  const [open, setOpen] = useState(false);
  const [count, setCount] = useState<{ bytes: number | null; message?: string }>();
  useEffect(() => {
    let current = true;
    if (prompt !== undefined) studio.engine.count(prompt).then((found) => current && setCount(found));
    return () => {
      current = false;
    };
  }, [prompt]);
  if (prompt === undefined) return html`<${Card} id="prompt" title="What it shows" />`;
  const set = (part: Partial<Prompt>) => studio.set({ prompt: without({ ...prompt, ...part }) });
  const setRegion = (index: number, part: Partial<Region>) =>
    set({ regions: prompt.regions.map((region, i) => i === index ? { ...region, ...part } : region) });
  const bytes = count?.bytes ?? null;
  return html`
    <${Card} id="prompt" title="What it shows"
      lead="Where latents are coarse or lost, the decoder draws by these words.">
      <p class="said">${promptText(prompt)}</p>
      <p class="meter"><meter min="0" max=${MOST_BYTES} value=${bytes ?? 0} aria-label="Bytes of the prompt"></meter>
          <strong id="prompt-bytes">${bytes === null ? "–" : bytes}</strong> of at most ${MOST_BYTES} bytes
          ${count?.message && html`<span class="problem">${count.message}</span>`}</p>
      <div class="fields">
        <${Choice} label="Scene" values=${allScenes} value=${prompt.scene} onChoice=${(scene: Prompt["scene"]) =>
          set({ scene })} />
        <${Choice} label="Time" optional values=${times} value=${prompt.time} onChoice=${(time: Prompt["time"]) =>
          set({ time })} />
        <${Choice} label="Light" optional values=${lights} value=${prompt.light} onChoice=${(light: Prompt["light"]) =>
          set({ light })} />
        <${Choice} label="Kind" optional values=${styles} value=${prompt.style} onChoice=${(style: Prompt["style"]) =>
          set({ style })} />
        <${Choice} label="View" optional values=${views} value=${prompt.view} onChoice=${(view: Prompt["view"]) =>
          set({ view })} />
        <${Choice} label="Main colour" values=${colourNames} value=${prompt.palette[0]}
          onChoice=${(colour: ColourName) => set({ palette: [colour, ...prompt.palette.slice(1)] })} />
      </div>
      <label class="field"><span>Caption, in free words</span><input id="caption" type="text" maxlength=${MOST_CAPTION}
          value=${prompt.caption ?? ""} placeholder="none" onInput=${(event: Event) =>
            set({ caption: (event.currentTarget as HTMLInputElement).value || undefined })} /></label>
      <details open=${open} onToggle=${(event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
        <summary>Edit the ${prompt.regions.length} regions, most important first</summary>
        <ol class="regions">
          ${(open ? prompt.regions : []).map((region, i) =>
            html`
              <li key=${i}>
                <${Choice} label="What" values=${allLabels} value=${region.label} onChoice=${(label: Region["label"]) =>
                  setRegion(i, { label })} />
                <${Choice} label="Where" values=${positions} value=${region.position}
                  onChoice=${(position: Region["position"]) =>
                    setRegion(i, { position, box: undefined, run: undefined })} />
                <${Choice} label="Colour" values=${colourNames} value=${region.colour} onChoice=${(
                  colour: ColourName,
                ) => setRegion(i, { colour })} />
                <${Choice} label="Surface" values=${textures} value=${region.texture}
                  onChoice=${(texture: Texture) => setRegion(i, { texture, surface: undefined })} />
                <button class="quiet" aria-label=${`Remove region ${i + 1}, ${region.label}`}
                  onClick=${() =>
                    set({ regions: prompt.regions.filter((_, k) => k !== i).map(unrelated) })}>Remove</button>
              </li>
            `
          )}
        </ol>
        <div class="row">
          <button disabled=${prompt.regions.length >= MOST_REGIONS} onClick=${() =>
            set({ regions: [...prompt.regions, FRESH] })}>Add a region</button>
        </div>
      </details>
      <div class="row">
        <button class="quiet" disabled=${own === undefined} onClick=${() =>
          studio.set({ prompt: undefined })}>As the network says</button>
      </div>
      <//>
  `;
}

const FRESH: Region = { label: "object", position: "centre", colour: "grey", texture: "smooth" };

/** Relations name regions by their place, which removing one changes. */
function unrelated({ relation: _, ...region }: Region): Region {
  return region;
}

/** The prompt's schema has no members without a value. */
function without(prompt: Prompt): Prompt {
  return JSON.parse(JSON.stringify(prompt));
}
