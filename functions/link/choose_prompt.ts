/**
 * A prompt chosen by its effect: candidates are decoded at low resolution, and the one that brings the picture closest to
 * the photo for its bytes is kept. It takes the decoder, so it lives with the whole link and never in the transmitter.
 *
 * @module
 */
import { encodePng, resize, type Rgb } from "../../kernels/pixels/wasm.ts";
import { psnr } from "../../kernels/metrics/wasm.ts";
import { SemcastError } from "../_shared/errors.ts";
import type { LinkOptions } from "../_shared/options.ts";
import { parse, type ParsedPacket } from "../_shared/packet/index.ts";
import { encodePrompt, type Prompt, promptVariants } from "../_shared/semantics/index.ts";
import { Stopwatch } from "../_shared/stopwatch.ts";
import { receivePacket, type ReceiveStage } from "../receive/receive.ts";
import type { TransmitStage } from "../transmit/prepare.ts";
import { type Transmission, transmitPhoto } from "../transmit/transmit.ts";
import type { LinkModels } from "./models.ts";

/** Longest side of the photo that candidates are tried on. */
const TRIAL_SIDE = 256;
/** Budget of a trial where the photo's own is too little for its small version: header and prompt do not shrink. */
const SMALL_BPP = 0.4;
/** Seeds of the diffusion noise over which an effect is averaged. */
const TRIAL_SEEDS = [1, 2];
/** A byte of prompt must bring at least this much less squared error, as a share of that without a prompt. */
const WORTH = 0.0002;

/** A candidate and what came of it. */
export interface Trial {
  readonly prompt: Prompt;
  /** Bytes of the coded prompt. */
  readonly bytes: number;
  /** Mean squared error of the decoded picture outside the key regions, over all pixels where there is nothing else. */
  readonly error: number;
}

/** The chosen prompt, all trials, and what the choice cost. */
export interface PromptChosen {
  readonly prompt: Prompt;
  readonly trials: readonly Trial[];
  readonly ms: number;
}

/**
 * Tries candidates and keeps the best per byte: the least error plus what its bytes must be worth.
 *
 * @param candidates 2 to 8 prompts, as of {@linkcode promptVariants}
 * @param decode makes the picture that a receiver would make of a small version of the photo with this prompt, and says
 * its squared error
 * @throws {SemcastError} `invalid-argument` for another number of candidates
 */
export async function bestPrompt(
  candidates: readonly Prompt[],
  decode: (prompt: Prompt) => Promise<number>,
): Promise<Omit<PromptChosen, "ms">> {
  if (candidates.length < 2 || candidates.length > 8) {
    throw new SemcastError("invalid-argument", `Candidates must number 2 to 8, got ${candidates.length}`);
  }
  const trials: Trial[] = [];
  for (const prompt of candidates) {
    trials.push({ prompt, bytes: encodePrompt(prompt).length, error: await decode(prompt) });
  }
  const scale = Math.max(...trials.map(({ error }) => error));
  const price = ({ error, bytes }: Trial) => error / scale + WORTH * bytes;
  const best = trials.reduce((least, trial) => price(trial) < price(least) ? trial : least);
  return { prompt: best.prompt, trials };
}

/**
 * Chooses among variants of a prompt for a photo, with the decoder and options of this link.
 *
 * @param count how many variants at most, 2 to 8; fewer where the prompt has no more
 */
export async function choosePrompt(
  photo: Rgb,
  prompt: Prompt,
  count: number,
  options: LinkOptions,
  models: LinkModels,
): Promise<PromptChosen> {
  const start = performance.now();
  const candidates = promptVariants(prompt, count);
  if (candidates.length < 2) return { prompt, trials: [], ms: performance.now() - start };
  const small = smaller(photo);
  const watch = new Stopwatch<TransmitStage | ReceiveStage>();
  const sent = transmitSmall(photo, small, options, models, watch);
  const packet = parse(sent.bytes);
  const chosen = await bestPrompt(candidates, async (candidate) => {
    let error = 0;
    for (const seed of TRIAL_SEEDS) {
      const { image } = await receivePacket(withPrompt(packet, candidate), { ...options, seed }, models.receive, watch);
      error += squaredError(small, image, sent.key) / TRIAL_SEEDS.length;
    }
    return error;
  });
  return { ...chosen, ms: performance.now() - start };
}

/** A packet with another prompt and the same latents, bit for bit. */
export function withPrompt(packet: ParsedPacket, prompt: Prompt): ParsedPacket {
  const payload = encodePrompt(prompt);
  return { ...packet, sections: packet.sections.map((part) => part.kind === "prompt" ? { ...part, payload } : part) };
}

/** The small photo under the budget of the whole one, or, where that cannot carry it, under one that can. */
function transmitSmall(
  photo: Rgb,
  small: Rgb,
  { symbols, cbr, bpp, ...rest }: LinkOptions,
  models: LinkModels,
  watch: Stopwatch<TransmitStage | ReceiveStage>,
): Transmission {
  // A number of symbols is meant for the whole photo, and so is a box.
  const budget = symbols === undefined ? { cbr, bpp } : { cbr: symbols / (3 * photo.width * photo.height) };
  const trial = { ...rest, roi: undefined };
  const file = encodePng(small);
  try {
    return transmitPhoto(file, { ...trial, ...budget }, models.transmit, watch);
  } catch (error) {
    if (!(error instanceof SemcastError) || error.code !== "budget-too-small") throw error;
    return transmitPhoto(file, { ...trial, channel: "none", bpp: SMALL_BPP }, models.transmit, watch);
  }
}

function smaller(photo: Rgb): Rgb {
  const scale = Math.min(1, TRIAL_SIDE / Math.max(photo.width, photo.height));
  if (scale === 1) return photo;
  return resize(photo, Math.max(16, Math.round(photo.width * scale)), Math.max(16, Math.round(photo.height * scale)));
}

function squaredError(photo: Rgb, image: Rgb, key: Uint8Array): number {
  const cells = key.includes(0) ? { cells: key, value: 0 } as const : undefined;
  const decibels = psnr(photo, image, cells);
  return decibels === Infinity ? 0 : 255 ** 2 / 10 ** (decibels / 10);
}
