/**
 * What can be taken away: a link, files, and the commands that do the same.
 *
 * @module
 */
import { useState } from "preact/hooks";
import { pngOf } from "./canvas.ts";
import { Card, Command, save } from "./panels.ts";
import { ServerCheck } from "./server_check.ts";
import { fieldsOf } from "./settings.ts";
import { html } from "./ui.ts";
import { permalink, type State, type Studio } from "./use_studio.ts";

/** Link, downloads, commands, and the server's word. */
export function Share({ studio }: { studio: Studio }) {
  const { state, engine } = studio;
  const { result, settings, cells, prompt } = state;
  const [said, setSaid] = useState("");
  const files = (what: "recording" | "report") =>
    engine.files(what).then(
      (found) => found.forEach(({ name, bytes }) => save(name, bytes)),
      (error) => setSaid(`${error.message}.`),
    );
  const ready = result !== undefined;
  return html`<${Card} id="share" title="Take it with you">
    <div class="row">
      <button disabled=${!ready} onClick=${() => result && save("photo.semcast", result.packet)}>Packet</button>
      <button disabled=${!ready} onClick=${() =>
    result && pngOf(result.received).then((png) => save("received.png", png))}>Received picture</button>
      <button disabled=${!ready || settings.mode === "analog"} onClick=${() =>
    files("recording")}>SigMF for a radio</button>
      <button disabled=${!ready} onClick=${() => files("report")}>Report</button>
      ${
    cells && result?.mask && html`<button onClick=${() =>
      result.mask && save("mask.png", result.mask)}>Painted mask</button>`
  }
      ${
    prompt && html`<button onClick=${() =>
      save("prompt.json", new Blob([JSON.stringify(prompt, null, 2)]))}>Edited prompt</button>`
  }
    </div>
    <p class="problem" role="status">${said}</p>
    <${Command} label="Link to these settings" text=${permalink(state)} />
    ${
    state.photo?.example === undefined &&
    html`<p class="hint">A photo of your own is not in the link: whoever opens it sees an example with your settings.</p>`
  }
    <${Command} label="The same on the command line" text=${sendCommand(state)} />
    <${Command} label="The same over HTTP" text=${curlCommand(state)} />
    <${ServerCheck} studio=${studio} />
  <//>`;
}

/** A word of a shell, quoted where it must be. */
function quoted(text: string): string {
  return /^[\w./:,=@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function nameOf({ photo }: State): string {
  return photo?.example === undefined ? photo?.name ?? "photo.jpg" : `examples/${photo.example}.png`;
}

/** `deno task send` with what is on screen. */
export function sendCommand(state: State): string {
  const { settings, result, cells, prompt, lora } = state;
  const options = fieldsOf(settings, cells ? result?.roi ?? [] : []).map(([name, value]) => `--${name} ${value}`);
  if (cells && result?.mask) options.push("--mask mask.png");
  if (prompt) options.push("--prompt prompt.json");
  if (lora) options.push(`--lora ${quoted(`${lora.name}:${lora.weight}`)}`);
  return `deno task send ${quoted(nameOf(state))} ${options.join(" ")}`;
}

/** `curl` with what is on screen. */
export function curlCommand(state: State): string {
  const { settings, result, cells, prompt, lora } = state;
  if (cells && result?.mask) {
    return "# More than 16 boxes are painted, and a request takes no mask: use the command line.";
  }
  if (lora) return "# A request names adapters that the server has: use the command line for one of your own.";
  const fields = [
    ...fieldsOf(settings, cells ? result?.roi ?? [] : []).map(([name, value]) => `-F ${name}=${value}`),
    ...(prompt ? ["-F 'prompt=<prompt.json'"] : []),
  ];
  return `curl -H 'accept: image/png' -o received.png -F ${quoted(`image=@${nameOf(state)}`)} ${
    fields.join(" ")
  } ${location.origin}/v1/link`;
}
