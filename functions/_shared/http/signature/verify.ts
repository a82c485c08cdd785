import { type InnerList, isInnerList, type Item, parseDictionary, serializeInnerList } from "structured-headers";
import { fromBase64 } from "../../bytes.ts";
import { isGood } from "../auth/keys.ts";
import { HttpProblem } from "../problem.ts";
import type { TransmitterKey } from "./key_lines.ts";
import { requiredComponents, signatureBase, type SignedMessage, TAG } from "./profile.ts";

/** A signature that is good; whether it comes for the first time, and the body is the signed one, is left to see. */
export interface Verified {
  keyId: string;
  nonce: string;
  /** Seconds since 1970. */
  created: number;
  /** SHA-256 of the body. */
  digest: Uint8Array;
}

/** What signatures are held against. */
export interface VerifyOptions {
  keys: readonly TransmitterKey[];
  /** How far a signature's time may be from the clock, in ms, either way. */
  windowMs: number;
  /** ms since 1970. */
  now: number;
}

const LONGEST = 4096;

/**
 * Checks the signature of a request by its headers alone, before any of the body is read.
 *
 * @throws {HttpProblem} `signature-missing`, `signature-invalid`, `signature-unknown-key`, `signature-stale`
 */
export async function verifySignature(message: SignedMessage, options: VerifyOptions): Promise<Verified> {
  const { input, signature } = findSignature(message.headers);
  const { keyId, nonce, created } = readParameters(input[1]);
  const components = readComponents(input[0]);
  const uncovered = requiredComponents(message).find((name) => !components.includes(name));
  if (uncovered !== undefined) throw invalid(`It does not cover ${uncovered}`);
  const base = signatureBase(components, serializeInnerList(input), message);
  if ("missing" in base) throw invalid(`It covers ${base.missing.slice(0, 80)}, which the request does not have`);
  const keys = options.keys.filter(({ id, until }) => id === keyId && isGood(until, new Date(options.now)));
  if (keys.length === 0) {
    throw new HttpProblem("signature-unknown-key", `No key called ${keyId} is listed that is good today`);
  }
  const text = new TextEncoder().encode(base.text);
  const checks = await Promise.all(keys.map(async ({ spki }) => {
    const key = await crypto.subtle.importKey("spki", fromBase64(spki), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, text);
  }));
  if (!checks.includes(true)) {
    throw invalid(`It was not made by the key ${keyId} for this method, address, query, headers and body`);
  }
  // After the signature: what is said of clocks is said to who has a key.
  checkTime(created, input[1].get("expires"), options);
  return { keyId, nonce, created, digest: readDigest(message.headers) };
}

/** The one signature that is made for this. */
function findSignature(headers: Headers): { input: InnerList; signature: ArrayBuffer } {
  const inputs = dictionary(headers, "signature-input"), signatures = dictionary(headers, "signature");
  const ours = [...inputs].filter(([, member]) => member[1].get("tag") === TAG);
  if (ours.length === 0) {
    throw new HttpProblem("signature-missing", `Sign the request by RFC 9421 with the tag "${TAG}"`);
  }
  const [label, input] = ours[0];
  if (ours.length > 1) throw invalid(`Signature-Input has ${ours.length} with the tag "${TAG}"`);
  if (!isInnerList(input)) throw invalid("Signature-Input is no list of components");
  const signature = signatures.get(label)?.[0];
  if (!(signature instanceof ArrayBuffer) || signature.byteLength !== 64) throw invalid("Signature has no 64 bytes");
  return { input, signature };
}

function readParameters(parameters: InnerList[1]): Pick<Verified, "keyId" | "nonce" | "created"> {
  const [keyId, nonce, created, alg] = ["keyid", "nonce", "created", "alg"].map((name) => parameters.get(name));
  if (typeof keyId !== "string" || keyId.length > 32) throw invalid("keyid is not the name of a key");
  if (typeof nonce !== "string" || nonce.length < 16 || nonce.length > 128) {
    throw invalid("nonce is not a text of 16 to 128 characters");
  }
  if (typeof created !== "number" || !Number.isInteger(created) || created < 0) {
    throw invalid("created is not a time in whole seconds");
  }
  if (alg !== undefined && alg !== "ed25519") throw invalid('alg is not "ed25519"');
  return { keyId, nonce, created };
}

function readComponents(items: readonly Item[]): string[] {
  const names = items.map(([name, parameters]) => {
    if (typeof name !== "string" || parameters.size > 0) throw invalid("It covers a component with parameters");
    return name;
  });
  if (new Set(names).size !== names.length) throw invalid("It covers a component twice");
  return names;
}

function readDigest(headers: Headers): Uint8Array {
  const digest = dictionary(headers, "content-digest").get("sha-256")?.[0];
  if (digest instanceof ArrayBuffer && digest.byteLength === 32) return new Uint8Array(digest);
  throw invalid("Content-Digest has no sha-256");
}

function checkTime(created: number, expires: unknown, { now, windowMs }: VerifyOptions): void {
  const age = Math.floor(now / 1000) - created, most = windowMs / 1000;
  const text = age < 0 ? `${-age} s ahead of` : `${age} s before`;
  if (Math.abs(age) > most) {
    throw new HttpProblem("signature-stale", `It was made ${text} this receiver's clock; at most ${most} s are taken`);
  }
  if (expires !== undefined && !(typeof expires === "number" && expires * 1000 >= now)) {
    throw new HttpProblem("signature-stale", "It has expired by its own word");
  }
}

function dictionary(headers: Headers, name: string): ReturnType<typeof parseDictionary> {
  const text = headers.get(name) ?? "";
  if (text.length > LONGEST) throw invalid(`${name} is longer than ${LONGEST} characters`);
  try {
    return parseDictionary(text);
  } catch {
    throw invalid(`${name} does not parse as a dictionary (RFC 9651)`);
  }
}

function invalid(detail: string): HttpProblem {
  return new HttpProblem("signature-invalid", detail);
}
