/**
 * A photo from the camera.
 *
 * @module
 */
import { useRef, useState } from "preact/hooks";
import { html } from "./ui.ts";

/** The button that opens the camera: a phone's own app, elsewhere a window of the page with what the camera sees. */
export function Camera({ onPhoto }: { onPhoto: (photo: File) => void }) {
  const dialog = useRef<HTMLDialogElement>(null), video = useRef<HTMLVideoElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState("");
  const open = async () => {
    // A phone's own app takes better photos than a page does, and there is no other way without a secure address.
    if (!navigator.mediaDevices || matchMedia("(pointer: coarse)").matches) return picker.current?.click();
    try {
      setProblem("");
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
      if (dialog.current === null || video.current === null) return stop(stream);
      video.current.srcObject = stream;
      dialog.current.showModal();
      await video.current.play();
    } catch (error) {
      setProblem(`The camera cannot be had: ${error instanceof Error ? error.message : error}`);
    }
  };
  const take = async () => {
    if (video.current === null) return;
    const photo = await frameOf(video.current);
    dialog.current?.close();
    onPhoto(photo);
  };
  const closed = () => {
    if (video.current?.srcObject instanceof MediaStream) stop(video.current.srcObject);
    if (video.current !== null) video.current.srcObject = null;
  };
  const picked = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement; // the one below
    if (input.files?.[0] !== undefined) onPhoto(input.files[0]);
    input.value = "";
  };
  return html`
    <button onClick=${open}>Take one</button>
    <input ref=${picker} class="hidden" type="file" accept="image/*" capture="environment" tabindex="-1"
      aria-label="Photo from the camera" onChange=${picked} />
    <dialog ref=${dialog} class="camera" aria-label="Camera" onClose=${closed}>
      <video ref=${video} playsinline muted aria-label="What the camera sees"></video>
      <div class="row">
        <button class="primary" onClick=${take}>Take the photo</button>
        <button onClick=${() => dialog.current?.close()}>Cancel</button>
      </div>
    </dialog>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
  `;
}

function stop(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop());
}

/** What is seen now, as a file without loss. */
async function frameOf(video: HTMLVideoElement): Promise<File> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new File([await canvas.convertToBlob({ type: "image/png" })], "camera.png", { type: "image/png" });
}
