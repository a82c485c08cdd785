/**
 * Sliders and choices of the link and the decoder.
 *
 * @module
 */
import { CHANNELS, KEY_MODES } from "../../_shared/choices.ts";
import type { OwnAdapter } from "../engine/messages.ts";
import { budgetName, BUDGETS, CHANNEL_NAMES, DEFAULTS, fades, KEY_NAMES, LIMITS } from "./settings.ts";
import { html, shown, whole } from "./ui.ts";
import type { Studio } from "./use_studio.ts";

interface SliderProps {
  name: "snr" | "doppler" | "steps";
  label: string;
  unit: string;
  hint?: string;
  disabled?: boolean;
}

/** All controls. */
export function Controls({ studio }: { studio: Studio }) {
  const { settings, original, lora } = studio.state;
  const { change } = studio;
  const slider = ({ name, label, unit, hint, disabled }: SliderProps) =>
    html`<div class="control">
      <label for=${name}>${label}</label>
      <output for=${name}>${shown(settings[name], name === "snr" ? 1 : 0, unit)}</output>
      <input id=${name} type="range" ...${LIMITS[name]} value=${settings[name]} disabled=${disabled}
        aria-valuetext=${`${settings[name]}${unit}`} aria-describedby=${hint && `${name}-hint`}
        onInput=${(event: Event) => change({ [name]: Number(valueOf(event)) })} />
      ${hint && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}
    </div>`;
  const stop = nearest(settings.cbr);
  const symbols = original && Math.floor(settings.cbr * 3 * original.width * original.height);
  return html`<section class="controls" aria-labelledby="controls-title">
    <h2 id="controls-title" class="eyebrow">Link</h2>
    ${slider({ name: "snr", label: "SNR", unit: " dB", hint: "Energy of a symbol over noise, Es/N0" })}
    <div class="control">
      <label for="cbr">Budget (CBR)</label>
      <output for="cbr">${budgetName(settings.cbr)}</output>
      <input id="cbr" type="range" min="0" max=${BUDGETS.length - 1} step="1" value=${stop}
        aria-valuetext=${`1 symbol for ${Math.round(1 / settings.cbr)} colour values`} aria-describedby="cbr-hint"
        onInput=${(event: Event) => change({ cbr: BUDGETS[Number(valueOf(event))] })} />
      <p class="hint" id="cbr-hint">${
    symbols === undefined ? "" : `${whole(symbols)} channel symbols for all that is sent`
  }</p>
    </div>
    <fieldset class="control choice" aria-describedby="key-hint">
      <legend>Key regions are better</legend>
      ${
    KEY_MODES.map((key) =>
      html`<label><input type="radio" name="key" value=${key} checked=${settings.key === key}
        onChange=${() => change({ key })} /><span>${KEY_NAMES[key].name}</span></label>`
    )
  }
      <p class="hint" id="key-hint">${KEY_NAMES[settings.key].hint}</p>
    </fieldset>
    <div class="control">
      <label for="channel">Channel</label>
      <select id="channel" value=${settings.channel}
        onChange=${(event: Event) => change({ channel: CHANNELS.find((kind) => kind === valueOf(event)) })}>
        ${CHANNELS.map((kind) => html`<option value=${kind}>${CHANNEL_NAMES[kind]}</option>`)}
      </select>
    </div>
    ${
    slider({
      name: "doppler",
      label: "Doppler shift",
      unit: " Hz",
      disabled: !fades(settings.channel),
      hint: fades(settings.channel) ? "0: what the channel has by itself" : "Only channels that fade have one",
    })
  }
    <fieldset class="control choice">
      <legend>Latents cross it</legend>
      ${
    (["digital", "analog"] as const).map((mode) =>
      html`<label><input type="radio" name="mode" value=${mode} checked=${settings.mode === mode}
        disabled=${mode === "analog" && settings.channel === "none"} onChange=${() => change({ mode })} />
        <span>${mode === "digital" ? "Coded" : "As amplitudes"}</span></label>`
    )
  }
    </fieldset>
    <h2 class="eyebrow">Receiver</h2>
    ${slider({ name: "steps", label: "Diffusion steps", unit: "", hint: "0 is the deterministic decoder" })}
    <div class="control pair">
      <div><label for="profile">Networks</label>
        <select id="profile" value=${settings.profile}><option value="tiny">tiny, 13 MB</option></select></div>
      <div><label for="seed">Seed</label>
        <input id="seed" type="number" ...${LIMITS.seed} value=${settings.seed}
          onChange=${(event: Event) => change({ seed: withinSeed(Number(valueOf(event))) })} /></div>
    </div>
    <div class="control">
      <label for="lora">LoRA adapter</label>
      <output for="lora">${lora === undefined ? "none" : shown(lora.weight, 1)}</output>
      <input id="lora" type="file" accept=".safetensors" aria-describedby="lora-hint"
        onChange=${(event: Event) => adapterOf(event).then((file) => studio.set({ lora: file }))} />
      ${
    lora && html`
      <input type="range" min="-1" max="2" step="0.1" value=${lora.weight} aria-label="Weight of the adapter"
        onInput=${(event: Event) => studio.set({ lora: { ...lora, weight: Number(valueOf(event)) } })} />
    `
  }
      <p class="hint" id="lora-hint">A .safetensors file of your own training, for the decoder</p>
    </div>
    <button class="quiet" onClick=${() => change(DEFAULTS)}>Back to the defaults</button>
  </section>`;
}

/** What stands in the control that an event came from. */
function valueOf(event: Event): string {
  return (event.currentTarget as HTMLInputElement | HTMLSelectElement).value; // handlers are on these alone
}

function withinSeed(seed: number): number {
  const { min, max } = LIMITS.seed;
  return Number.isFinite(seed) ? Math.min(max, Math.max(min, Math.round(seed))) : DEFAULTS.seed;
}

function nearest(cbr: number): number {
  const distances = BUDGETS.map((budget) => Math.abs(Math.log(budget / cbr)));
  return distances.indexOf(Math.min(...distances));
}

async function adapterOf(event: Event): Promise<OwnAdapter | undefined> {
  const file = (event.currentTarget as HTMLInputElement).files?.[0]; // the input of the adapter
  if (file === undefined) return undefined;
  return { name: file.name, weight: 1, file: new Uint8Array(await file.arrayBuffer()) };
}
