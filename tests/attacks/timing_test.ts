import { assertEquals } from "@std/assert";
import { findKey, type KeyRecord, newKey } from "../../functions/_shared/http/auth/keys.ts";

/** A text that counts how many of its characters are looked at: time without a clock. */
class Watched extends String {
  reads = 0;

  override charCodeAt(index: number): number {
    this.reads++;
    return super.charCodeAt(index);
  }
}

/** A hash with another digit at a place. */
function changed(hash: string, at: number): string {
  return hash.slice(0, at) + (hash[at] === "0" ? "1" : "0") + hash.slice(at + 1);
}

/** What is found, and how many digits of each record's hash were looked at on the way. */
async function look(key: string, record: KeyRecord, hashes: string[]): Promise<[boolean, number[]]> {
  const watched = hashes.map((hash) => new Watched(hash));
  // A text in all that is asked of it.
  const records = watched.map((hash) => ({ ...record, hash: hash as unknown as string }));
  const found = await findKey(key, records);
  return [found !== undefined, watched.map(({ reads }) => reads)];
}

Deno.test("a key's check looks at every digit of every record of its name, wherever they differ", async () => {
  const [key, record] = await newKey("phone", ["transmit"]);
  const { hash } = record;
  const [first, last] = [changed(hash, 0), changed(hash, 63)];
  assertEquals(await look(key, record, [hash, first, last]), [true, [64, 64, 64]]);
  assertEquals(await look(key, record, [first, hash, last]), [true, [64, 64, 64]]);
  assertEquals(await look(key, record, [first, last]), [false, [64, 64]]);
  assertEquals(await look(key, { ...record, until: "2020-01-01" }, [hash]), [false, [64]]);
  // Names are no secret: records of others are left out.
  assertEquals(await look(key, { ...record, id: "other" }, [hash]), [false, [0]]);
});
