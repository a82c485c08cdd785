import { sha256, toBase64 } from "../../bytes.ts";
import { SemcastError } from "../../errors.ts";

/** What a key or token may be used for: the routes `/v1/transmit`, `/v1/receive`, `/v1/link`, and what comes of them. */
export const SCOPES = ["transmit", "receive", "link"] as const;
export type Scope = typeof SCOPES[number];

/** A key as the service knows it: never the key itself. */
export interface KeyRecord {
  /** Name, also part of the key; a letter or digit, then up to 31 of these, `.` and `-`. */
  id: string;
  scopes: readonly Scope[];
  /** SHA-256 of the key, 64 hexadecimal digits. */
  hash: string;
  /** Last day that it is good for, YYYY-MM-DD; undefined: no end. */
  until?: string;
}

/** What keys are called. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$/;
const KEY = /^semcast_([A-Za-z0-9][A-Za-z0-9.-]{0,31})_[A-Za-z0-9_-]{43}$/;
/** A day, YYYY-MM-DD. */
export const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/**
 * A new key, 256 random bits, and what the service has to know of it. The key can't be had from the record.
 *
 * @throws {SemcastError} `invalid-argument`
 */
export async function newKey(id: string, scopes: readonly Scope[], until?: string): Promise<[string, KeyRecord]> {
  checkName(id);
  checkDay(until);
  const secret = toBase64(crypto.getRandomValues(new Uint8Array(32)));
  const key = `semcast_${id}_${secret.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  return [key, { id, scopes, hash: await sha256(key), ...(until === undefined ? {} : { until }) }];
}

/** @throws {SemcastError} `invalid-argument` for what no key may be called */
export function checkName(id: string): void {
  if (NAME.test(id)) return;
  throw new SemcastError("invalid-argument", `A key's name has 1 to 32 letters, digits, dots and hyphens, got ${id}`);
}

/** @throws {SemcastError} `invalid-argument` for what is no day; undefined is good: no end */
export function checkDay(day: string | undefined): void {
  if (day === undefined || DAY.test(day)) return;
  throw new SemcastError("invalid-argument", `A key's last day is YYYY-MM-DD, got ${day}`);
}

/** Whether a key with this last day is good at a time. */
export function isGood(until: string | undefined, now: Date): boolean {
  return until === undefined || now.toISOString().slice(0, 10) <= until;
}

/** Entries of a list of keys: one a line or between commas; what follows a # is a remark. */
export function entriesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.replace(/#.*/, ""));
  return lines.join(",").split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
}

/** A record as a line of text: `NAME:SCOPE+SCOPE:HASH[:YYYY-MM-DD]`. */
export function formatRecord({ id, scopes, hash, until }: KeyRecord): string {
  return [id, scopes.join("+"), hash, ...(until === undefined ? [] : [until])].join(":");
}

/**
 * Records from text, see {@linkcode entriesOf}. A name may come several times, so that an old key and its successor are
 * good at the same time.
 *
 * @throws {SemcastError} `invalid-argument`, naming the entry
 */
export function parseRecords(text: string): KeyRecord[] {
  return entriesOf(text).map((entry, i) => {
    const [id, scopes = "", hash = "", until, ...more] = entry.split(":");
    const known = scopes.split("+").filter((scope): scope is Scope => (SCOPES as readonly string[]).includes(scope));
    const good = NAME.test(id) && known.length > 0 && known.length === scopes.split("+").length &&
      /^[0-9a-f]{64}$/.test(hash) && (until === undefined || DAY.test(until)) && more.length === 0;
    // The entry itself is not repeated: somebody may have put a key there.
    if (!good) {
      throw new SemcastError(
        "invalid-argument",
        `API key ${i + 1} is not NAME:SCOPE+SCOPE:SHA256[:YYYY-MM-DD] with scopes of ${SCOPES.join(", ")}`,
      );
    }
    return { id, scopes: known, hash, ...(until === undefined ? {} : { until }) };
  });
}

/**
 * The record of a key that is good today. All records of the key's name are compared, and every digit of each, so that the
 * time taken tells nothing of a hash.
 */
export async function findKey(
  key: string,
  records: readonly KeyRecord[],
  now = new Date(),
): Promise<KeyRecord | undefined> {
  const id = KEY.exec(key)?.[1];
  if (id === undefined) return undefined;
  const hash = await sha256(key);
  let found: KeyRecord | undefined;
  for (const record of records) {
    if (record.id !== id) continue;
    if (sameText(record.hash, hash) && isGood(record.until, now)) found = record;
  }
  return found;
}

/** Equality of two texts of one length, in a time that does not depend on where they differ. */
function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let different = 0;
  for (let i = 0; i < a.length; i++) different |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return different === 0;
}
