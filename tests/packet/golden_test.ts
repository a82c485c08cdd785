import { assert, assertEquals } from "@std/assert";
import { parse } from "../../functions/_shared/packet/index.ts";
import { sha256 } from "../../functions/_shared/bytes.ts";

// Packets that were on the wire once are readable for ever: a file here is never changed, only added (with UPDATE_GOLDEN=1).
const FOLDER = new URL("golden/", import.meta.url);
const EXPECTED = new URL("expected.json", FOLDER);

async function contentsOf(name: string): Promise<unknown> {
  const { header, sections } = parse(await Deno.readFile(new URL(name, FOLDER)));
  const described = await Promise.all(sections.map(async ({ payload, ...section }) => ({
    ...section,
    sha256: payload && await sha256(new Uint8Array(payload)),
  })));
  return JSON.parse(JSON.stringify({ header, sections: described }));
}

const names: string[] = [];
for await (const { name } of Deno.readDir(FOLDER)) if (name.endsWith(".semcast")) names.push(name);

if (Deno.env.get("UPDATE_GOLDEN") === "1") {
  const known = JSON.parse(await Deno.readTextFile(EXPECTED).catch(() => "{}"));
  for (const name of names.sort()) known[name] ??= await contentsOf(name);
  await Deno.writeTextFile(EXPECTED, JSON.stringify(known, undefined, 2) + "\n");
}

Deno.test("packets of every version so far are read as on the day they were made", async () => {
  const expected = JSON.parse(await Deno.readTextFile(EXPECTED));
  assertEquals(Object.keys(expected).sort(), names.sort());
  assert(names.some((name) => name.startsWith("v1-")));
  for (const name of names) assertEquals(await contentsOf(name), expected[name], name);
});
