// node digests.mjs FOLDER-OF-BUNDLE PHOTO…: SHA-256 of each photo's packet, one a line, with the transmitter's defaults.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [folder, ...photos] = process.argv.slice(2);
const { loadKernels, loadTransmitFrom, modelFiles, Stopwatch, transmitOptionsSchema, transmitPhoto } = await import(
  pathToFileURL(`${folder}/entry.js`).href
);
await loadKernels();
const models = await loadTransmitFrom(modelFiles());
for (const photo of photos) {
  const { bytes } = transmitPhoto(await readFile(photo), transmitOptionsSchema.parse({}), models, new Stopwatch());
  console.log(createHash("sha256").update(bytes).digest("hex"));
}
