/** Entry point of the comparison: JPEG, WebP and AVIF over the same link, beside the engine so that neither waits. */

import { loadKernels } from "../../../kernels/load.ts";
import { decodeImage } from "../../../kernels/pixels/wasm.ts";
import { psnr, ssim } from "../../../kernels/metrics/wasm.ts";
import type { Photo, Sender } from "../../evaluate/scheme.ts";
import { STILL_CODECS } from "../../evaluate/still_codecs.ts";
import { stillScheme } from "../../evaluate/still_scheme.ts";
import type { FromRivals, ToRivals } from "./messages.ts";
import { pictureOf } from "./picture.ts";
import { workerScope } from "./scope.ts";

const scope = workerScope<ToRivals, FromRivals>();
const RIVALS = ["jpeg", "webp", "avif"] as const;

let photo: Photo | undefined;
/** Encodes are kept: another SNR costs little. */
const senders = new Map<string, Sender>();
let newest = 0;
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
  if (data.kind === "send") newest = data.id;
  last = last.then(() => data.kind === "photo" ? take(data) : send(data));
};

async function take({ file, key }: Extract<ToRivals, { kind: "photo" }>): Promise<void> {
  await loadKernels();
  const image = decodeImage(file);
  // Another choice of key regions changes the figures, not the files.
  if (photo !== undefined && photo.file.length === file.length && photo.file.every((byte, i) => byte === file[i])) {
    photo = { ...photo, key };
    return;
  }
  photo = { file, image, key };
  senders.clear();
}

async function send({ id, settings, snrs }: Extract<ToRivals, { kind: "send" }>): Promise<void> {
  try {
    for (const scheme of RIVALS) {
      for (const snr of snrs) {
        if (photo === undefined || id !== newest) return scope.postMessage({ kind: "done", id });
        const sender = senders.get(scheme) ?? await stillScheme(STILL_CODECS[scheme]).open(photo);
        senders.set(scheme, sender);
        const { channel, cbr, seed, snr: expect } = settings;
        const { image, delivered, bytes, symbols } = await sender({ channel, cbr, seed, snr, expect, loss: 0 });
        const decibels = psnr(photo.image, image), inKey = psnr(photo.image, image, { cells: photo.key, value: 1 });
        scope.postMessage({
          kind: "walked",
          id,
          point: {
            scheme,
            snr,
            psnr: Number.isFinite(decibels) ? decibels : null,
            psnrKey: Number.isFinite(inKey) ? inKey : null,
            ssim: Math.min(image.width, image.height) < 11 ? null : ssim(photo.image, image),
            delivered,
            bytes,
            symbols,
            picture: pictureOf(image),
          },
        });
      }
    }
    scope.postMessage({ kind: "done", id });
  } catch (error) {
    scope.postMessage({ kind: "error", id, code: "internal", message: String(error) });
  }
}
