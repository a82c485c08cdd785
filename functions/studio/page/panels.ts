/** Parts that look alike everywhere. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { html } from "./ui.ts";

/** A section of the page with its heading. */
export function Card(
  { id, title, lead, children }: { id: string; title: string; lead?: string; children?: ComponentChildren },
) {
  return html`<section class="card" aria-labelledby=${`${id}-title`} id=${id}>
    <h2 id=${`${id}-title`}>${title}</h2>
    ${lead && html`<p class="lead">${lead}</p>`}
    ${children}
  </section>`;
}

/** A command with a button that copies it. */
export function Command({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return html`
    <div class="command">
      <div class="command-head"><h3>${label}</h3>
          <button onClick=${copy} aria-label=${`Copy: ${label}`}>${copied ? "Copied" : "Copy"}</button></div>
      <pre tabindex="0" aria-label=${label}><code>${text}</code></pre>
      <span class="unseen" role="status">${copied ? `${label} copied` : ""}</span>
    </div>
  `;
}

/** Hands a file to the user. */
export function save(name: string, content: Uint8Array<ArrayBuffer> | Blob): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content]));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Revoked at once, some browsers save an empty file.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
