/**
 * Ed25519 keys of transmitters as lines of text: `NAME:BASE64[:YYYY-MM-DD]`. What stands in base64 is what stands in a PEM file of
 * OpenSSL: PKCS#8 of the private key, SubjectPublicKeyInfo of the public one (RFC 8410).
 *
 * @module
 */
import { toBase64 } from "../../bytes.ts";
import { SemcastError } from "../../errors.ts";
import { checkDay, checkName, DAY, entriesOf, NAME } from "../auth/keys.ts";

/** What signs. */
export interface SigningKey {
  id: string;
  /** PKCS#8 in base64. */
  secret: string;
}

/** What a receiver knows of a transmitter. */
export interface TransmitterKey {
  id: string;
  /** SubjectPublicKeyInfo in base64. */
  spki: string;
  /** Last day that it is good for, YYYY-MM-DD; undefined: no end. */
  until?: string;
}

// 16 and 12 bytes that are the same for every Ed25519 key, then its 32.
const SECRET = /^MC4CAQAwBQYDK2VwBCIEI[A-P][A-Za-z0-9+/]{42}$/;
const SPKI = /^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/;

/**
 * A new key pair, as the line for the transmitter and the line for its receivers.
 *
 * @throws {SemcastError} `invalid-argument`
 */
export async function newPair(id: string, until?: string): Promise<{ secret: string; public: string }> {
  checkName(id);
  checkDay(until);
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  // The type of Ed25519 is a key pair; the library's declaration says «key or pair».
  const { privateKey, publicKey } = pair as CryptoKeyPair;
  const secret = toBase64(await crypto.subtle.exportKey("pkcs8", privateKey));
  const spki = toBase64(await crypto.subtle.exportKey("spki", publicKey));
  return { secret: `${id}:${secret}`, public: formatTransmitter({ id, spki, until }) };
}

/** A public key as a line. */
export function formatTransmitter({ id, spki, until }: TransmitterKey): string {
  return [id, spki, ...(until === undefined ? [] : [until])].join(":");
}

/**
 * The private key of a transmitter, from one line.
 *
 * @throws {SemcastError} `invalid-argument`; the text is not repeated
 */
export function parseSigningKey(text: string): SigningKey {
  const entries = entriesOf(text);
  const [id, secret, ...more] = (entries[0] ?? "").split(":");
  if (entries.length === 1 && NAME.test(id) && SECRET.test(secret ?? "") && more.length === 0) return { id, secret };
  throw new SemcastError("invalid-argument", "A signing key is one line NAME:BASE64 with an Ed25519 key in PKCS#8");
}

/**
 * Public keys of transmitters, one a line or between commas. A name may come several times, so that an old key and its
 * successor are good at the same time.
 *
 * @throws {SemcastError} `invalid-argument`, with the entry's number
 */
export function parseTransmitters(text: string): TransmitterKey[] {
  return entriesOf(text).map((entry, i) => {
    const [id, spki = "", until, ...more] = entry.split(":");
    const good = NAME.test(id) && SPKI.test(spki) && (until === undefined || DAY.test(until)) && more.length === 0;
    // The entry itself is not repeated: somebody may have put the private key there.
    if (!good) {
      const form = "NAME:BASE64[:YYYY-MM-DD] with a public Ed25519 key";
      throw new SemcastError("invalid-argument", `Transmitter key ${i + 1} is not ${form}`);
    }
    return { id, spki, ...(until === undefined ? {} : { until }) };
  });
}

/**
 * The lines of a file of public keys after a name's keys were given a last day; keys that end earlier keep theirs, remarks
 * stay.
 *
 * @throws {SemcastError} `invalid-argument`
 */
export function retire(text: string, id: string, until: string): string {
  checkDay(until);
  return text.split("\n").map((line) => {
    const [entry, ...remark] = line.split("#");
    if (!entry.includes(":")) return line;
    const keys = parseTransmitters(entry).map((key) =>
      key.id === id && (key.until === undefined || key.until > until) ? { ...key, until } : key
    );
    return [keys.map(formatTransmitter).join(","), ...remark].join(remark.length > 0 ? " #" : "");
  }).join("\n");
}
