/**
 * What lies below the photo: its way, part by part.
 *
 * @module
 */
import type { ComponentType } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { whenIdle } from "./idle.ts";
import { Layers, OnTheAir } from "./link_view.ts";
import { Metrics } from "./metrics.ts";
import { PromptEditor } from "./prompt_editor.ts";
import { RivalsView } from "./rivals.ts";
import { Share } from "./share.ts";
import { Steps } from "./steps.ts";
import { html } from "./ui.ts";
import type { Studio } from "./use_studio.ts";
import { WalkView } from "./walk.ts";

/** All of it, from the prompt to what can be shared. */
export function Below({ studio }: { studio: Studio }) {
  const { whole, result, previews, settings, prompt, photo, cells, lora } = studio.state;
  const { steps, mode } = settings;
  const words = JSON.stringify(prompt ?? result?.report.prompt);
  const editor = useMemo(() => html`<${PromptEditor} studio=${studio} />`, [words, prompt === undefined]);
  const actions = useMemo(
    () =>
      html`
        <div class="panels">
          <${RivalsView} studio=${studio} />
          <${WalkView} studio=${studio} />
          <${Share} studio=${studio} />
        </div>
      `,
    [result, whole, settings, prompt, photo, cells, lora],
  );
  return html`
    ${editor}
    <${Late} studio=${studio} part=${Layers} of=${[result]} />
    <${Late} studio=${studio} part=${OnTheAir} of=${[result]} />
    <${Late} studio=${studio} part=${Steps} of=${[result, whole, previews, steps, mode]} />
    <${Late} studio=${studio} part=${Metrics} of=${[result, whole]} />
    ${actions}
  `;
}

interface LateProps {
  studio: Studio;
  part: ComponentType<{ studio: Studio }>;
  /** What it shows. */
  of: readonly unknown[];
}

/** A part that only shows: it follows when the page is idle, so that a moved slider is answered before. */
function Late({ studio, part, of }: LateProps) {
  const [shown, show] = useState(studio);
  useEffect(() => whenIdle(() => show(studio)), of);
  return useMemo(() => html`<${part} studio=${shown} />`, [shown]);
}
