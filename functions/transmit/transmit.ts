/**
 * The transmitter's side of the way: photo to packet.
 *
 * @module
 */
import { type DecodeLimits, DEFAULT_LIMITS, type Rgb } from "../../kernels/pixels/wasm.ts";
import { type BudgetedLayers, encodeToBudget, type LayerSizes } from "../_shared/codec/index.ts";
import { modelIdOf } from "../_shared/codec_model.ts";
import type { LinkPlan } from "../_shared/link/index.ts";
import { type Packet, packetize, serialize } from "../_shared/packet/index.ts";
import { release } from "../_shared/release.ts";
import type { StageTimer } from "../_shared/stopwatch.ts";
import { budgetOf, planSections, symbolsOnAir } from "./budget.ts";
import type { TransmitModels } from "./models.ts";
import {
  isStrong,
  type PhotoOptions,
  type Prepared,
  preparePhoto,
  type TransmitStage,
  type Understood,
} from "./prepare.ts";

/** A photo, ready to be sent, and how it came to this. */
export interface Transmission extends Understood {
  packet: Packet;
  /** The packet as bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  /** How the link would carry it at the expected SNR. */
  plan: LinkPlan;
  /** Complex channel symbols, all included. */
  symbols: number;
  cbr: number;
  bpp: number;
}

/**
 * Turns a photo file into a packet within the budget.
 *
 * @param file JPEG, PNG, WebP, GIF, BMP or TIFF
 * @throws {SemcastError} `malformed`, `unsupported` or `too-large` for the file; `budget-too-small`; `invalid-argument`
 */
export function transmitPhoto(
  file: Uint8Array,
  options: PhotoOptions,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
  limits: DecodeLimits = DEFAULT_LIMITS,
): Transmission {
  const prepared = preparePhoto(file, options, models, watch, limits);
  const sent = transmitPrepared(prepared, options, models, watch);
  release(prepared.coded.latents.y);
  return sent;
}

/**
 * The same of a photo whose latents are known, which are left as they are.
 *
 * @throws {SemcastError} `budget-too-small`
 */
export function transmitPrepared(
  { promptBytes: described, coded: { scale, cells, keyBytes, latents }, ...understood }: Prepared,
  options: PhotoOptions,
  models: TransmitModels,
  watch: StageTimer<TransmitStage>,
): Transmission {
  const { photo } = understood;
  const promptBytes = options.withoutPrompt ? undefined : described;
  const budget = budgetOf(options, photo);
  const fixed = { prompt: promptBytes?.length, key_map: keyBytes.length };
  const cost = (layers: LayerSizes) => budget.cost({ ...fixed, ...layers });
  const coded = watch.time(
    "encode",
    () =>
      encodeToBudget(models.codec, latents, cells, cost, budget.limit, {
        maxEncodes: encodesFor(photo),
        mild: !isStrong(options),
      }),
  );
  const packet = watch.time("code", () =>
    packetize({
      profile: options.profile,
      width: photo.width,
      height: photo.height,
      scale,
      q: coded.q,
      rho: coded.rho,
      modelId: modelIdOf(models.codec),
      prompt: promptBytes,
      keyMap: keyBytes,
      layers: coded.layers,
    }));
  const plan = watch.time("code", () => planSections({ ...fixed, ...sizesOf(coded.layers) }, options));
  const symbols = symbolsOnAir(plan, options);
  const bytes = watch.time("code", () => serialize(packet));
  const pixels = photo.width * photo.height;
  return {
    ...understood,
    packet,
    bytes,
    plan,
    symbols,
    cbr: symbols / (3 * pixels),
    bpp: 8 * bytes.length / pixels,
  };
}

/** Above a megapixel a second real encode is the last: an edge function has two seconds of CPU. */
function encodesFor({ width, height }: Rgb): number | undefined {
  return width * height > 1_000_000 ? 2 : undefined;
}

function sizesOf({ base, key, rest }: BudgetedLayers["layers"]): LayerSizes {
  return { base: base?.length, key: key?.length, rest: rest?.length };
}
