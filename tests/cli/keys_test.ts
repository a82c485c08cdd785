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
