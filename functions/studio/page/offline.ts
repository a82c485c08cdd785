/**
 * Keeps the page on the device.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { html } from "./ui.ts";

/** What is known about the page without a network. */
export function Offline({ settled }: { settled: boolean }) {
  const [kept, setKept] = useState(false);
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker.addEventListener("message", ({ data }) => setKept(data.kept === true));
    navigator.serviceWorker.register("/studio/service_worker.js", { scope: "/" }).catch(() => {});
  }, []);
  useEffect(() => {
    // After the first picture, so that nothing gets in its way.
    if (!settled || !("serviceWorker" in navigator)) return;
    navigator.serviceWorker.ready.then(({ active }) => active?.postMessage("keep everything"));
  }, [settled]);
  return html`<p class="hint" id="offline" role="status">${kept ? "Kept on this device: works offline" : ""}</p>`;
}
