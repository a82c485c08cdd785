// Serve this folder after `npm install semcast`, for example with `npx http-server`.
import { createTransmitter, promptText } from "semcast/transmitter";

const byId = (id) => document.getElementById(id);
const [photo, snr, status, packet, preview] = ["photo", "snr", "status", "packet", "preview"].map(byId);
let transmitter; // loaded with the first photo

async function encode() {
  const [file] = photo.files;
  if (file === undefined) return;
  status.textContent = "Coding …";
  try {
    transmitter ??= await createTransmitter();
    const coded = transmitter.encode(new Uint8Array(await file.arrayBuffer()), { snr: Number(snr.value) });
    status.textContent = `${file.size} bytes became ${coded.packet.length} in ${
      coded.ms.total.toFixed(0)
    } ms, for ${coded.symbols} symbols at ${snr.value} dB. ${promptText(coded.prompt)}`;
    for (const old of [packet, preview]) if (old.dataset.url) URL.revokeObjectURL(old.dataset.url);
    packet.href = packet.dataset.url = URL.createObjectURL(new Blob([coded.packet]));
    preview.src = preview.dataset.url = URL.createObjectURL(file);
    packet.hidden = preview.hidden = false;
  } catch (error) {
    status.textContent = `${error.message}.`;
  }
}

photo.addEventListener("change", encode);
snr.addEventListener("change", encode);
