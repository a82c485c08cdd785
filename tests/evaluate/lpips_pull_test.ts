import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { sha256 } from "../../functions/_shared/bytes.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { download } from "../../models/lpips/download.ts";
import { NETWORKS } from "../../models/lpips/networks.ts";
import { pullLpips } from "../../models/lpips/pull.ts";
import { type FileServer, serveFolder } from "./file_server.ts";

const ROOT = new URL("../../", import.meta.url);

async function withServer(work: (server: FileServer, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/home`);
  const server = serveFolder(`${folder}/home`);
  try {
    await work(server, folder);
  } finally {
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("download() goes on where it broke off, tells how far it is, and keeps nothing that is another file", async () => {
  await withServer(async (server, folder) => {
    const file = Uint8Array.from({ length: 300_000 }, (_, i) => i * i >> 5);
    await Deno.writeFile(`${folder}/home/a.pth`, file);
    const digest = await sha256(file);
    const shares: number[] = [];
    const get = (expected: string) =>
      download(`${server.url}/a.pth`, `${folder}/a`, expected, (here, total) => shares.push(here / (total ?? 0)));
    server.breakAfter(100_000);
    const broken = await assertRejects(() => get(digest), SemcastError, "broke off after 100000 bytes; try again");
    assertEquals([broken.code, names(folder)], ["unavailable", ["a.part", "home"]]);
    assertEquals(await get(digest.slice(0, 8)), digest);
    assertEquals(server.asked, ["/a.pth", "/a.pth bytes=100000-"]);
    assertEquals([await Deno.readFile(`${folder}/a`), shares.at(-1), names(folder)], [file, 1, ["a", "home"]]);
    // All had arrived when the process ended before it looked.
    await Deno.rename(`${folder}/a`, `${folder}/a.part`);
    assertEquals(await get(digest), digest);
    assertEquals(server.asked.at(-1), "/a.pth bytes=300000-");
    await Deno.remove(`${folder}/a`);
    const other = await assertRejects(
      () => get("00000000"),
      SemcastError,
      `a.pth has SHA-256 ${digest}; expected 00000000…`,
    );
    assertEquals([other.code, names(folder)], ["malformed", ["home"]]);
    const missing = await assertRejects(
      () => download(`${server.url}/b.pth`, `${folder}/b`, "", () => {}),
      SemcastError,
    );
    assertMatch(missing.message, /^Downloading http.*\/b.pth failed: status 404$/);
  });
});

Deno.test("pullLpips() refuses weights of another network by the tensor's name", async () => {
  await withServer(async (server, folder) => {
    const tensors = await Deno.readFile(new URL("fixtures/tensors_zip.pth", import.meta.url));
    for (const name of ["heads", "backbone"]) await Deno.writeFile(`${folder}/home/${name}.pth`, tensors);
    const source = (name: string) => ({ url: `${server.url}/${name}.pth`, sha256: "", licence: "ours" });
    const network = { ...NETWORKS.alex, heads: source("heads"), backbone: source("backbone") };
    const pull = () => pullLpips(network, { out: `${folder}/x.onnx`, say: () => {} });
    await assertRejects(pull, SemcastError, "Weights have no features.0.weight");
  });
});

Deno.test("models pull says whose files these are, and ends with one line where a mirror has others", async () => {
  await withServer(async (server, folder) => {
    await Deno.writeTextFile(`${folder}/home/alex.pth`, "no weights");
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--quiet", "--no-check", "--allow-read", `--allow-write=${folder}`],
        ...["--allow-net=127.0.0.1", "--allow-env=INIT_CWD,NO_COLOR,FORCE_COLOR,CLICOLOR_FORCE"],
        ...["models/models.ts", "pull", "lpips-alex", "--mirror", `${server.url}/`, "--out", `${folder}/alex.onnx`],
      ],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals([code, out], [2, `${server.url}/alex.pth: ${NETWORKS.alex.heads.licence}\n`]);
    assertMatch(err, /^error: alex\.pth has SHA-256 [0-9a-f]{64}; expected df73285e[0-9a-f]{56}\n$/);
    assertEquals(names(folder), ["home"]);
  });
});

Deno.test("every part of LPIPS has a home by https, what its digest begins with, and a licence", () => {
  for (const { backbone, heads } of Object.values(NETWORKS)) {
    for (const { url, sha256, licence } of [backbone, heads]) {
      assertMatch(url, /^https:\/\/.+\.pth$/);
      assertMatch(sha256, /^([0-9a-f]{8}|[0-9a-f]{64})$/);
      assert(licence.includes("BSD-"));
    }
    assert(backbone.url.includes(`-${backbone.sha256}.pth`), "torchvision's name has the digest's beginning");
  }
});
