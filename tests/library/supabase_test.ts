import { assert, assertEquals, assertLess } from "@std/assert";
import { startSupabaseFunction } from "./supabase_function.ts";

const ROOT = new URL("../../", import.meta.url);

Deno.test("examples/supabase/prepare.sh: what is deployed is within the limits, and answers a photo", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { success, stderr } = await new Deno.Command("examples/supabase/prepare.sh", {
      args: [folder],
      cwd: ROOT,
      env: { DENO: Deno.execPath() },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const own = `${folder}/supabase/functions/transmit`;
    let bytes = 0, packed = 0;
    const walk = async (path: string): Promise<void> => {
      for await (const { name, isDirectory } of Deno.readDir(path)) {
        if (isDirectory) {
          await walk(`${path}/${name}`);
          continue;
        }
        const file = new Blob([await Deno.readFile(`${path}/${name}`)]);
        bytes += file.size;
        packed +=
          (await new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer()).byteLength;
      }
    };
    await walk(own);
    // What the command line bundles, and what is asked of a transmitter as platforms store it.
    assertLess(bytes, 20_000_000);
    assertLess(packed, 5_000_000);
    const permissions = ["--allow-read=.", "--allow-net=127.0.0.1"];
    const { url, stop } = await startSupabaseFunction(own, ["run", "--no-prompt", "--no-check", ...permissions]);
    try {
      const body = await Deno.readFile(new URL("examples/boat.png", ROOT));
      const answer = await fetch(`${url}?snr=3`, { method: "POST", body });
      const packet = await answer.bytes();
      assertEquals([answer.status, answer.headers.get("content-type")], [200, "application/vnd.semcast.packet"]);
      assert(packet.length > 1000);
    } finally {
      await stop();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
