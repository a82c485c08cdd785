import { assertEquals } from "@std/assert";
import { runTask } from "../end_to_end/run_task.ts";
import { startFunction } from "../end_to_end/process.ts";

const ROOT = new URL("../../", import.meta.url);

const SCENARIOS = {
  upload: "a photo that is picked becomes the packet of Deno, without leaving the page; the server makes the same",
  drop: "a photo that is dropped on the page becomes the packet of Deno",
  paste: "a photo that is pasted becomes the packet of Deno",
  camera: "a photo is taken with the camera, in a window that closes it again",
  keys: "how much key regions are better is chosen, and a photo that is coded at fewer pixels says so",
  threads: "the decoder runs on all cores of the device",
  recording: "the SigMF recording is one, and the receiver makes the picture of a clean link of it",
  report: "the report says what the page says, and loads nothing",
  adapter: "an adapter of one's own changes the picture, not the packet; what is none is refused",
  analog: "latents cross the link as amplitudes",
  blocks: "code blocks that failed are told one by one",
  paint: "the key map is painted on with a pointer and with keys, and the packet follows",
  prompt: "the prompt is edited, its bytes are counted live, and server and page agree on the packet",
  sweep: "a walk away from the tower sends by all schemes at every place",
  share: "a link brings back what was on screen, and a bad one does no harm",
  offline: "everything works without a network after the first load",
  keyboard: "a keyboard is enough",
  accessible: "axe finds nothing serious in both themes, on a phone, a tablet and a desktop",
};

async function findChromium(): Promise<string | undefined> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", "command -v chromium || command -v chromium-browser || command -v google-chrome"],
  }).output();
  return new TextDecoder().decode(stdout).trim() || undefined;
}

Deno.test("the Studio in Chromium", async (t) => {
  const chromium = await findChromium();
  if (chromium === undefined) return console.log("skipped: Chromium is not installed");
  const built = await runTask("studio");
  assertEquals(built.code, 0, built.stderr);
  const server = await startFunction("functions/_shared/cli/start.ts");
  try {
    for (const [name, title] of Object.entries(SCENARIOS)) {
      await t.step(title, async () => {
        const { code, stderr } = await new Deno.Command(Deno.execPath(), {
          args: [
            "run",
            "--quiet",
            "--no-check",
            "--allow-all",
            "tests/studio/scenarios.ts",
            chromium,
            server.url,
            name,
          ],
          cwd: ROOT,
        }).output();
        assertEquals(code, 0, new TextDecoder().decode(stderr));
      });
    }
  } finally {
    await server.stop();
  }
});
