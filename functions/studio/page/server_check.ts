/**
 * The switch that has the server code the photo too: both must give the same bytes.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { sha256 } from "../../_shared/bytes.ts";
import { fieldsOf, TRANSMIT_FIELDS } from "./settings.ts";
import { html, whole } from "./ui.ts";
import type { Studio } from "./use_studio.ts";

/** The switch and what came of it. While it is off, nothing leaves the device. */
export function ServerCheck({ studio }: { studio: Studio }) {
  const [on, setOn] = useState(false);
  const [said, setSaid] = useState("");
  const { photo, result, settings, whole: done, prompt, cells } = studio.state;
  useEffect(() => {
    if (!on || !done || photo === undefined || result === undefined) return setSaid("");
    if (settings.mode === "analog") return setSaid("The transmitter's route codes digitally only.");
    if (cells !== undefined && result.roi === undefined) {
      return setSaid("More than 16 boxes are painted: a request takes no mask.");
    }
    const control = new AbortController();
    const form = new FormData();
    form.set("image", new Blob([photo.file]), photo.name);
    for (const [name, value] of fieldsOf(settings, result.roi ?? [])) {
      if (TRANSMIT_FIELDS.includes(name)) form.append(name, value);
    }
    if (prompt !== undefined) form.set("prompt", JSON.stringify(prompt));
    setSaid("The server codes …");
    fetch("/v1/transmit", { method: "POST", body: form, signal: control.signal }).then(async (answer) => {
      if (!answer.ok) return setSaid(`The server said ${answer.status}: ${(await answer.json()).detail}`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const same = bytes.length === result.packet.length && bytes.every((byte, i) => byte === result.packet[i]);
      const short = (await sha256(bytes)).slice(0, 12);
      setSaid(
        same
          ? `The same ${whole(bytes.length)} bytes, SHA-256 ${short}…`
          : `${whole(bytes.length)} other bytes than here`,
      );
    }).catch((error) => control.signal.aborted || setSaid(`The server cannot be reached: ${error.message}`));
    return () => control.abort();
  }, [on, done, result]);
  return html`<div class="server"><label class="check"><input id="server" type="checkbox" role="switch" checked=${on}
      onChange=${() => setOn(!on)} /> Let the server code it too, and compare the bytes</label>
    <p class="hint" id="server-said" role="status">${
    said || "Off: the photo stays here, only the packet would leave."
  }</p></div>`;
}
