import { z } from "zod";
import { SemcastError } from "../errors.ts";

const CHANNELS = 192;
const HYPER_CHANNELS = 32;

const schema = z.object({
  id: z.string().min(1).max(64),
  M: z.literal(CHANNELS),
  Z: z.literal(HYPER_CHANNELS),
  z_mu: z.array(z.int().min(-32768).max(32767)).length(HYPER_CHANNELS),
  z_scale: z.array(z.int().min(0).max(63)).length(HYPER_CHANNELS),
  lost_scale: z.array(z.number().positive()).length(CHANNELS),
  residual_deviation: z.array(z.array(z.number().positive()).length(64)).length(3),
});

/** What `codec.json` says besides the networks. */
export interface CodecDescription {
  /** Identifies the weights: both ends need the same. */
  id: string;
  /** Latent channels, 192. */
  M: number;
  /** Hyperlatent channels, 32. */
  Z: number;
  /** Location of each hyperlatent channel in 1/16 symbol. */
  z_mu: number[];
  /** Scale index of each hyperlatent channel, 0…63. */
  z_scale: number[];
  /** Per latent channel, the unit in which the diffusion decoder draws latents that were lost. */
  lost_scale: number[];
  /**
   * Deviation of what a base symbol left of its latent, in base steps, by scale index; rows for the symbols 0, ±1 and all
   * others. For the analog mode.
   */
  residual_deviation: number[][];
}

/**
 * Checks the content of `codec.json`.
 *
 * @throws SemcastError `unsupported`: the models do not belong to this build
 */
export function parseDescription(json: unknown): CodecDescription {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new SemcastError("unsupported", `Codec description is unusable: ${z.prettifyError(parsed.error)}`);
}
