/**
 * Keeps the page and all that it needs on the device, and says so once that is done. To be called when nothing else is in
 * a hurry: it fetches 37 MB.
 */
export function keepOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener("message", ({ data }) => {
    const note = document.getElementById("offline");
    if (note !== null) note.textContent = data.kept === true ? "Kept on this device: works offline" : "";
  });
  serviceWorker.register("/studio/service_worker.js", { scope: "/" })
    .then(() => serviceWorker.ready)
    .then(({ active }) => active?.postMessage("keep everything"))
    .catch(() => {}); // a private window keeps nothing, and the page does without
}
