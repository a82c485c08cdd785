// A photo over a noisy link, in Node 20 or Deno:
//   npm install semcast onnxruntime-web@1.30.0
//   node send.mjs photo.jpg 3
import { readFile, writeFile } from "node:fs/promises";
import { sendOverLink } from "semcast/link";
import { loadKernels, psnr } from "semcast/metrics";
import { decodeImage } from "semcast/pixels";
import { createReceiver } from "semcast/receiver";
import { createTransmitter, promptText } from "semcast/transmitter";

const [path, snr = "3"] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node send.mjs PHOTO [SNR]");
  process.exit(2);
}
const photo = await readFile(path);

const transmitter = await createTransmitter();
const { packet, cbr, prompt, ms } = transmitter.encode(photo, { snr: Number(snr) });
console.log(`${packet.length} bytes in ${ms.total.toFixed(0)} ms, CBR ${cbr.toFixed(4)}`);
console.log(promptText(prompt));

await loadKernels();
const delivery = sendOverLink(packet, { snr: Number(snr), seed: 1 });
if (delivery.packet === undefined) throw new Error("The header was lost");

const receiver = await createReceiver();
const { image, png, layers } = await receiver.decode(delivery.packet, { steps: 0 });
receiver.close();
await writeFile("received.png", png);
console.log(layers.map(({ name, crc_ok }) => `${name} ${crc_ok ? "ok" : "LOST"}`).join(", "));
console.log(`received.png: ${image.width}×${image.height}, PSNR ${psnr(decodeImage(photo), image).toFixed(2)} dB`);
