import { ofVariable } from "../of_variable.ts";
import { SemcastError } from "../../errors.ts";
import { parseSigningKey, parseTransmitters, type SigningKey, type TransmitterKey } from "./key_lines.ts";

/** Who signs, and whose signatures are taken. */
export interface Signing {
  /** What forwarded packets are signed with; undefined: they are not. */
  signingKey: SigningKey | undefined;
  /** Whose packets are taken; none: everyone's. */
  transmitters: readonly TransmitterKey[];
}

/**
 * The keys of the environment; `…_FILE` names a file with more lines.
 *
 * @param read gives a variable with its file's lines; undefined where neither is set
 * @throws {SemcastError} `invalid-argument`, also for a list that was given and is empty: that would let everyone in
 */
export function signingOf(read: (name: "SIGNING_KEY" | "TRANSMITTER_KEYS") => string | undefined): Signing {
  const secret = read("SIGNING_KEY"), list = read("TRANSMITTER_KEYS");
  const transmitters = list === undefined ? [] : ofVariable("TRANSMITTER_KEYS", () => parseTransmitters(list));
  if (list !== undefined && transmitters.length === 0) {
    throw new SemcastError("invalid-argument", "Bad environment: TRANSMITTER_KEYS_FILE: it has no key");
  }
  const signingKey = secret === undefined ? undefined : ofVariable("SIGNING_KEY", () => parseSigningKey(secret));
  return { signingKey, transmitters };
}
