/**
 * The classical chain: a file in one transport block, with the header block, the schemes, the channel and its realizations of
 * Semcast's own link.
 *
 * @module
 */
import { decodeBlock } from "../../kernels/phy/wasm.ts";
import type { Rgb } from "../../kernels/pixels/wasm.ts";
import { CONTROL_BLOCK } from "../_shared/link/control.ts";
import { channel, type LinkPlan, loseDatagrams, planLink, transmit, usesOf } from "../_shared/link/index.ts";
import { cut } from "../_shared/link/receive.ts";
import { blockOf } from "../_shared/link/transmit.ts";
import { HEADER_BYTES } from "../_shared/packet/index.ts";
import { atSizeOf, type FileFitter, fileFitter, type FittedFile } from "./fitted_file.ts";
import { greyOf } from "./grey.ts";
import type { Arrived, Photo, Point, Scheme, Sender } from "./scheme.ts";
import type { StillCodec } from "./still_codecs.ts";

/** The file goes where Semcast has its base layer. */
const PART = 2;
const LARGEST = 1 << 20;

/** A scheme that sends files of one format. */
export function stillScheme(codec: StillCodec): Scheme {
  return { open: (photo) => Promise.resolve(senderOf(photo, codec)) };
}

function senderOf(photo: Photo, codec: StillCodec): Sender {
  const fit = fileFitter(photo.image, codec);
  const grey = greyOf(photo.image);
  return async (point) => {
    const began = performance.now();
    const fitted = await fitToBudget(photo.image, fit, point);
    const encoded = performance.now();
    if (fitted === undefined) return nothing(grey);
    const plan = planOf(fitted.file.length, point);
    const whole = pass(fitted.file, plan, point);
    const passed = performance.now();
    const { image, identity } = whole === fitted.file.length
      ? { image: fitted.image, identity: `${fitted.scale} ${fitted.quality}` }
      : await conceal(fitted, whole, photo.image, codec, grey);
    return {
      image,
      identity,
      symbols: usesOf(point.channel, plan.symbols),
      bytes: HEADER_BYTES + fitted.file.length,
      delivered: whole === fitted.file.length ? 1 : 0,
      ms: { encode: encoded - began, channel: passed - encoded, decode: performance.now() - passed },
    };
  };
}

/** How the link carries a file of so many bytes. */
function planOf(bytes: number, { expect, channel }: Point): LinkPlan {
  return planLink({ snrDb: expect, channel, bytes: [HEADER_BYTES, 0, bytes, 0] });
}

/** Most bytes whose symbols, header and pilots included, are within the budget; 0 where there are none. */
export function bytesWithin(pixels: number, point: Point): number {
  const limit = Math.floor(point.cbr * pixels * 3);
  let low = 0, high = LARGEST;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (usesOf(point.channel, planOf(middle, point).symbols) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

async function fitToBudget(photo: Rgb, fit: FileFitter, point: Point): Promise<FittedFile | undefined> {
  const bytes = bytesWithin(photo.width * photo.height, point);
  return bytes === 0 ? undefined : await fit(bytes);
}

/** Bytes of the file that arrive before the first wrong one. */
function pass(file: Uint8Array, plan: LinkPlan, point: Point): number {
  const parts = [new Uint8Array(HEADER_BYTES), new Uint8Array(), file, new Uint8Array()];
  if (point.channel === "none") {
    const arrived = point.loss > 0 ? loseDatagrams(parts, { loss: point.loss, burst: 1, seed: point.seed }) : parts;
    return arrived[0].some((byte) => byte !== 0) ? 0 : same(file, arrived[PART]);
  }
  const received = channel(
    { kind: point.channel, snrDb: point.snr, seed: point.seed },
    transmit(parts, plan),
  );
  const from = CONTROL_BLOCK.symbols;
  if (!decodeBlock(CONTROL_BLOCK, cut(received, 0, from)).ok) return 0;
  const block = blockOf(PART, file.length, plan.classes[PART].index);
  const { ok, bytes } = decodeBlock(block, cut(received, from, from + block.symbols));
  return ok ? file.length : same(file, bytes);
}

function same(sent: Uint8Array, arrived: Uint8Array): number {
  const first = sent.findIndex((byte, i) => byte !== arrived[i]);
  return first < 0 ? sent.length : first;
}

async function conceal(fitted: FittedFile, whole: number, photo: Rgb, codec: StillCodec, grey: Rgb) {
  if (codec.progressive && whole > 0) {
    try {
      const image = atSizeOf(photo, await codec.decode(fitted.file.subarray(0, whole)));
      return { image, identity: `${fitted.scale} ${fitted.quality} first ${whole}` };
    } catch {
      // The beginning holds no picture yet.
    }
  }
  return { image: grey, identity: "grey" };
}

function nothing(grey: Rgb): Arrived {
  return { image: grey, identity: "grey", symbols: 0, bytes: 0, delivered: 0, ms: {} };
}
