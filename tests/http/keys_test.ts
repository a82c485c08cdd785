import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { findKey, formatRecord, newKey, parseRecords } from "../../functions/_shared/http/auth/keys.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";

Deno.test("a new key is found by its record, which has its SHA-256 and not the key", async () => {
  const [key, record] = await newKey("phone-1", ["transmit"], "2027-12-31");
  assertEquals(record.hash, createHash("sha256").update(key).digest("hex"));
  const line = formatRecord(record);
  assert(!line.includes(key.slice(-43)));
  assertEquals(parseRecords(line), [record]);
  assertEquals(await findKey(key, parseRecords(line), new Date("2027-12-31T23:00:00Z")), record);
  assertEquals(await findKey(key, [record], new Date("2028-01-01T00:00:00Z")), undefined);
  assertNotEquals((await newKey("phone-1", ["transmit"]))[0], key);
});

Deno.test("several keys of one name are good at once, so that one can take over from another", async () => {
  const [first, a] = await newKey("phone", ["transmit"]), [second, b] = await newKey("phone", ["receive"]);
  assertEquals([await findKey(first, [a, b]), await findKey(second, [a, b])], [a, b]);
  assertEquals(await findKey(first, [b]), undefined);
});

Deno.test("what is nearly a key is none", async () => {
  const [key, record] = await newKey("phone", ["transmit"]);
  const flipped = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");
  for (
    const wrong of [
      "",
      "phone",
      flipped,
      `${key} `,
      key.slice(1),
      key.replace("phone", "other"),
      key + "A",
      record.hash,
    ]
  ) {
    assertEquals(await findKey(wrong, [record]), undefined, wrong);
  }
});

Deno.test("records that are none are refused without repeating them; remarks and empty lines are left out", async () => {
  const [key, record] = await newKey("phone", ["transmit", "link"]);
  const line = formatRecord(record);
  assertEquals(parseRecords(`# ours\n\n${line} # the old one\n,${line}`), [record, record]);
  for (
    const wrong of [key, `${line}:2027-13-01`, `${line}:x`, line.replace("transmit", "everything"), `phone:transmit:12`]
  ) {
    const error = assertThrows(() => parseRecords(`${line},${wrong}`), SemcastError, "API key 2");
    assertEquals([error.code, error.message.includes(wrong)], ["invalid-argument", false]);
  }
  for (const name of ["", "a_b", "-a", "x".repeat(33)]) await assertRejects(() => newKey(name, ["link"]), SemcastError);
  await assertRejects(() => newKey("a", ["link"], "tomorrow"), SemcastError, "YYYY-MM-DD");
});
