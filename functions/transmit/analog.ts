/**
 * The transmitter's side of the analog mode: photo to the symbols of one frame.
 *
 * @module
 */
import { type DecodeLimits, DEFAULT_LIMITS } from "../../kernels/pixels/wasm.ts";
import { allocate, analogModel, encodeLayers, expectedError, MAX_Q, toAmplitudes } from "../_shared/codec/index.ts";
import { modelIdOf } from "../_shared/codec_model.ts";
import { SemcastError } from "../_shared/errors.ts";
import {
  type AnalogPlan,
  CONTROL_SYMBOLS,
  type LinkPlan,
  noiseOf,
  planAnalog,
  quantizedExcess,
  transmitAnalog,
  usesOf,
} from "../_shared/link/index.ts";
import { classBytes, headerBytes, type Packet, packetize, serialize } from "../_shared/packet/index.ts";
import type { StageTimer } from "../_shared/stopwatch.ts";
import { budgetOf } from "./budget.ts";
import type { TransmitModels } from "./models.ts";
import { type PhotoOptions, type Prepared, preparePhoto, type TransmitStage } from "./prepare.ts";
import type { Transmission } from "./transmit.ts";

/** Step indices that the base may have, and none at all. */
const BASES = [undefined, MAX_Q, 42, 38, 34, 30, 26, 22, 18, 14, 10];
/** Encodes without a gain after which finer bases are not tried. */
const PATIENCE = 2;

/** A frame and how it came about; `plan` has the amplitudes as its last class. */
export interface AnalogTransmission extends Transmission {
  /** Interleaved I, Q. */
  frame: Float32Array;
}

interface Candidate {
  packet: Packet;
  plan: AnalogPlan;
  base: Uint8Array | undefined;
  q: number;
  key: Uint8Array;
  /** Complex symbols of the amplitudes. */
  count: number;
  /** Expected sum of squared errors. */
  error: number;
}

/**
 * Turns a photo file into an analog frame that takes exactly the budget: tries bases from none to fine and keeps the one
 * with the least expected error of the latents.
 *
 * @throws {SemcastError} like `transmitPhoto`
 */
export function transmitAnalogPhoto(
  file: Uint8Array,
  options: PhotoOptions,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
  limits: DecodeLimits = DEFAULT_LIMITS,
): AnalogTransmission {
  return transmitAnalogPrepared(preparePhoto(file, options, models, watch, limits), options, models, watch);
}

/**
 * The same of a photo whose latents are known.
 *
 * @throws {SemcastError} `budget-too-small`
 */
export function transmitAnalogPrepared(
  prepared: Prepared,
  options: PhotoOptions,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
): AnalogTransmission {
  const { promptBytes: _, coded: { latents }, ...understood } = prepared;
  const { photo } = understood;
  const limit = symbolsWithin(budgetOf(options, photo).limit, options);
  const best = watch.time("encode", () => search(prepared, limit, options, models));
  const { packet, plan, count } = best;
  const model = modelOf(best, prepared, models);
  if (model === undefined) throw new SemcastError("internal", "A base that was just coded could not be read");
  const frame = watch.time("code", () => {
    const amplitudes = toAmplitudes(
      latents,
      model,
      allocate(model, 2 * count, noiseOf(plan.snrDb)),
      count,
      quantizedExcess,
    );
    const parts = [headerBytes(packet), classBytes(packet, 0), classBytes(packet, 1)] as const;
    return transmitAnalog({ parts, amplitudes: amplitudes.symbols, excess: amplitudes.excess }, plan);
  });
  const bytes = serialize(packet), pixels = photo.width * photo.height;
  const symbols = usesOf(options.channel, frame.length / 2);
  const wide = asLinkPlan(plan, count);
  return {
    ...understood,
    packet,
    bytes,
    plan: wide,
    symbols,
    cbr: symbols / (3 * pixels),
    bpp: 8 * bytes.length / pixels,
    frame,
  };
}

/** Most symbols before pilots come on top. */
function symbolsWithin(limit: number, { channel }: PhotoOptions): number {
  let low = 0, high = limit;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (usesOf(channel, middle) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

function search(prepared: Prepared, limit: number, options: PhotoOptions, models: TransmitModels): Candidate {
  let best: Candidate | undefined, worse = 0;
  for (const q of BASES) {
    const candidate = tried(q, prepared, limit, options, models);
    if (candidate === undefined) continue;
    if (best === undefined || candidate.error < best.error) {
      best = candidate;
      worse = 0;
    } else if (best.base !== undefined && ++worse >= PATIENCE) break;
  }
  if (best === undefined) {
    throw new SemcastError(
      "budget-too-small",
      `An analog frame takes more than ${CONTROL_SYMBOLS} symbols, the budget is ${limit}`,
    );
  }
  return best;
}

/** A frame with a base of this step; undefined where the digital parts leave no room. */
function tried(
  q: number | undefined,
  prepared: Prepared,
  limit: number,
  options: PhotoOptions,
  models: TransmitModels,
): Candidate | undefined {
  const { photo, promptBytes, coded: { scale, cells, keyBytes, latents } } = prepared;
  const base = q === undefined
    ? undefined
    : encodeLayers(models.codec, latents, { key: cells, q, rho: 0, layers: [] }).base;
  // Without a base there is the header alone: for channels where nothing else would survive.
  const packet = packetize({
    profile: options.profile,
    width: photo.width,
    height: photo.height,
    scale,
    q: q ?? MAX_Q,
    rho: 0,
    modelId: modelIdOf(models.codec),
    ...(base === undefined ? {} : { prompt: promptBytes, keyMap: keyBytes }),
    layers: { base },
  });
  const plan = planAnalog(options.snr, options.channel, [classBytes(packet, 0).length, classBytes(packet, 1).length]);
  const count = limit - plan.digital;
  if (count < 1) return undefined;
  const key = base === undefined ? new Uint8Array(cells.length) : cells;
  const candidate: Candidate = { packet, plan, base, q: q ?? MAX_Q, key, count, error: 0 };
  const model = modelOf(candidate, prepared, models);
  if (model === undefined) return undefined;
  const noise = noiseOf(plan.snrDb);
  return {
    ...candidate,
    error: expectedError(latents, { ...model, key: cells }, allocate(model, 2 * count, noise), noise),
  };
}

function modelOf({ base, q, key }: Candidate, { coded: { latents: { h, w } } }: Prepared, { codec }: TransmitModels) {
  return analogModel(codec, { h, w, q, rho: 0, key }, base);
}

function asLinkPlan({ channel, snrDb, repeats, classes, digital }: AnalogPlan, count: number): LinkPlan {
  const header = {
    bytes: 16,
    index: 0,
    mcs: `QPSK, ${repeats} times`,
    modulation: "QPSK",
    symbols: repeats * CONTROL_SYMBOLS,
  };
  const amplitudes = { bytes: 0, index: 0, mcs: "analog", modulation: "analog", symbols: count };
  return { channel, snrDb, classes: [header, ...classes, amplitudes], symbols: digital + count };
}
