import { assertEquals, assertMatch } from "@std/assert";
import { semcast } from "./semcast.ts";

Deno.test("keys makes a key, keeps its hash in a file, and says what a key is good for", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/keys.txt`;
    const made = await semcast([
      "keys",
      "new",
      "phone",
      "--scopes",
      "transmit,link",
      "--until",
      "2999-12-31",
      "--file",
      file,
    ]);
    assertMatch(made.stdout, /^semcast_phone_[\w-]{43}\n$/);
    assertMatch(await Deno.readTextFile(file), /^phone:transmit\+link:[0-9a-f]{64}:2999-12-31\n$/);
    const key = made.stdout.trim();
    const checked = await semcast(["keys", "check", key, "--file", file]);
    assertEquals([checked.code, checked.stdout], [0, "phone: transmit, link until 2999-12-31\n"]);
    const other = await semcast(["keys", "check", `${key}x`, "--file", file]);
    assertEquals([other.code, other.stderr], [2, "error: The key is not good\n"]);
    const scopes = await semcast(["keys", "new", "phone", "--scopes", "all"]);
    assertEquals([scopes.code, scopes.stderr], [2, "error: scopes: all is none of transmit, receive, link\n"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("keys pair makes a pair, and the next one takes over from it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [secret, list] = [`${folder}/signing.key`, `${folder}/transmitters.txt`];
    await Deno.writeTextFile(list, "# ours");
    const pair = ["keys", "pair", "roof", "--secret", secret, "--public", list];
    const made = await semcast(pair);
    assertEquals([made.code, made.stdout, made.stderr], [0, "", `${list} has the public half.\n`]);
    const first = await Deno.readTextFile(secret);
    assertEquals((await Deno.stat(secret)).mode! & 0o777, 0o600);
    const again = await semcast([...pair, "--retire", "2999-12-31"]);
    assertEquals([again.code, await Deno.readTextFile(secret) === first], [0, false]);
    const lines = (await Deno.readTextFile(list)).split("\n");
    assertEquals([lines.length, lines[0], lines[3]], [4, "# ours", ""]);
    assertMatch(lines[1], /^roof:[A-Za-z0-9+/]{59}=:2999-12-31$/);
    assertMatch(lines[2], /^roof:[A-Za-z0-9+/]{59}=$/);
    assertEquals([...Deno.readDirSync(folder)].length, 2);
    const bad = await semcast(["keys", "pair", "roof", "--retire", "2999-12-31"]);
    assertEquals([bad.code, bad.stderr], [2, "error: retire: needs --public, the file with the earlier pairs\n"]);
    const nowhere = await semcast(["keys", "pair", "roof", "--secret", `${folder}/none/key`]);
    assertEquals([nowhere.code, nowhere.stderr], [2, `error: secret: ${folder}/none/key can't be written\n`]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("keys pair prints what no file takes", async () => {
  const { stdout, stderr } = await semcast(["keys", "pair", "roof", "--until", "2999-12-31"]);
  assertMatch(stdout, /^roof:MC4CAQAwBQYDK2VwBCIEI[A-Za-z0-9+/]{43}\n$/);
  assertMatch(stderr, /^TRANSMITTER_KEYS=roof:MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=:2999-12-31\n$/);
  const { public: line } = JSON.parse((await semcast(["keys", "pair", "roof", "--json"])).stdout);
  assertMatch(line, /^roof:MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/);
});
