// Adapters, threads and the analog mode of the packed package, in Node and in Deno.
import { readFile } from "node:fs/promises";
import { sendFrameOverLink } from "semcast/link";
import { loadKernels, psnr } from "semcast/metrics";
import { decodeImage } from "semcast/pixels";
import { createReceiver } from "semcast/receiver";
import { createTransmitter } from "semcast/transmitter";

const photo = await readFile("photo.png"), file = await readFile("adapter.safetensors");
await loadKernels();
const original = decodeImage(photo);
const transmitter = await createTransmitter();
const { packet } = transmitter.encode(photo, { snr: 6, cbr: 0.125 });
const receiver = await createReceiver({ threads: 2 });
const quality = async (arrived, options) =>
  psnr(original, (await receiver.decode(arrived, { steps: 0, ...options })).image);
const codeOf = (call) => Promise.resolve().then(call).then(() => "none", ({ code }) => code);
const { frame } = transmitter.encodeAnalog(photo, { snr: 6, cbr: 0.125 });
const analog = [];
for (const snr of [9, 3, 0]) {
  const { packet: arrived, amplitudes } = sendFrameOverLink(frame, { snr });
  analog.push(await quality(arrived, { amplitudes }));
}
console.log(JSON.stringify({
  plain: await quality(packet),
  adapted: await quality(packet, { adapters: [{ file }] }),
  without: await quality(packet, { adapters: [{ file, weight: 0 }] }),
  samples: frame.length / 2,
  analog,
  refused: [
    await codeOf(() => receiver.decode(packet, { adapters: [{ file: file.subarray(0, 40) }] })),
    await codeOf(() => receiver.decode(packet, { adapters: [{ file, weight: 3 }] })),
    await codeOf(() => createReceiver({ threads: 0 })),
    await codeOf(() => transmitter.encodeAnalog(photo, { channel: "none" })),
    await codeOf(() => sendFrameOverLink(frame, { channel: "none" })),
  ],
}));
receiver.close();
