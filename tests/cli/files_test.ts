import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { program } from "../../functions/_shared/cli/semcast.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { createTransmitter } from "../../functions/library/transmitter.ts";
import { parse } from "../../functions/_shared/packet/index.ts";
import { decodeImage } from "../../kernels/pixels/wasm.ts";
import { semcast, withPhotos } from "./semcast.ts";

Deno.test("transmit and receive work in a pipe, with nothing but bytes on standard output", async () => {
  await withPhotos(async (_, [photo]) => {
    const bytes = await Deno.readFile(photo);
    const sent = await semcast(["transmit", "-", "--snr", "6"], bytes);
    assertEquals(sent.code, 0, sent.stderr);
    assertEquals(sent.bytes, new Uint8Array((await createTransmitter()).encode(bytes, { snr: 6 }).packet));
    const received = await semcast(["receive", "-", "--steps", "0"], sent.bytes);
    assertEquals(received.code, 0, received.stderr);
    const { width, height, format } = decodeImage(received.bytes);
    assertEquals([width, height, format], [192, 128, "png"]);
    // Progress and summary are on standard error, without a terminal's control characters.
    assertMatch(received.stderr, /192×128\nlayers/);
    assert(!received.stderr.includes("\u001b"), received.stderr);
  });
});

Deno.test("workers make of several photos what one process makes of each, and a bad file does not stop the others", async () => {
  await withPhotos(async (folder, photos) => {
    await Deno.writeTextFile(`${folder}/text.png`, "No picture");
    const { code, stdout, stderr } = await semcast(["transmit", folder, "--out", `${folder}/out`, "--jobs", "2"]);
    assertEquals(code, 2, stderr);
    assertMatch(stderr, /error: \S+text\.png: Bytes are no JPEG/);
    assertMatch(stderr, /3 of 4 files in [\d.]+ s, 2 at one time\nerror: 1 of 4 files failed\n$/);
    assertMatch(stdout, /^file +bytes +CBR +bpp +ms\n─/);
    const transmitter = await createTransmitter();
    for (const photo of photos) {
      const packet = await Deno.readFile(`${folder}/out/${photo.slice(folder.length + 1, -4)}.semcast`);
      assertEquals(packet, new Uint8Array(transmitter.encode(await Deno.readFile(photo)).packet));
    }
  });
});

Deno.test("transmit takes the options of send: key classes and a prompt of one's own", async () => {
  await withPhotos(async (folder, [photo]) => {
    const prompt = { scene: "street", palette: ["red"], regions: [] };
    await Deno.writeTextFile(`${folder}/prompt.json`, JSON.stringify(prompt));
    const args = ["--prompt", `${folder}/prompt.json`, "--key-fraction", "0.25", "-o", `${folder}/own.semcast`];
    const { code, stderr } = await semcast(["transmit", photo, ...args]);
    assertEquals(code, 0, stderr);
    const found = JSON.parse((await semcast(["inspect", `${folder}/own.semcast`, "--json"])).stdout);
    assertEquals(found.prompt, prompt);
    assert(Math.abs(found.key.fraction - 0.25) < 0.05, `${found.key.fraction} of the cells are key`);
  });
});

Deno.test("folders, patterns and --json: an object a line", async () => {
  await withPhotos(async (folder, photos) => {
    const args = ["--channel", "none", "--steps", "0", "--jobs", "1", "--out", `${folder}/out`, "--json"];
    const { code, stdout, stderr } = await semcast(["send", `${folder}/{boat,still}*.png`, ...args]);
    assertEquals(code, 0, stderr);
    const reports = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(reports.map((report) => report.files.reconstruction), [
      `${folder}/out/boat-reconstruction.png`,
      `${folder}/out/still-life-reconstruction.png`,
    ]);
    // A folder keeps its folders, so that equal names do not meet.
    await Deno.mkdir(`${folder}/in/more`, { recursive: true });
    await Deno.copyFile(photos[0], `${folder}/in/boat.png`);
    await Deno.copyFile(photos[1], `${folder}/in/more/boat.png`);
    const deep = await semcast(["transmit", `${folder}/in`, "--out", `${folder}/deep`, "--jobs", "1"]);
    assertEquals(deep.code, 0, deep.stderr);
    for (const name of ["boat", "more/boat"]) parse(await Deno.readFile(`${folder}/deep/${name}.semcast`));
  });
});

Deno.test("mistakes with files are refused in one line that names them", async () => {
  await withPhotos(async (folder, [photo, other]) => {
    await Deno.mkdir(`${folder}/empty`);
    await Deno.copyFile(photo, `${folder}/empty.png`);
    const cases: [string[], RegExp][] = [
      [["transmit", `${folder}/none.jpg`], /^image: reading .* failed: no such file$/],
      [["transmit", `${folder}/empty`], /^Folder .* holds no file of that kind$/],
      [["transmit", `${folder}/*.tiff`], /^Pattern .* matches no file of that kind$/],
      [["transmit", photo, other, "-o", "x"], /^output: Only with one file$/],
      [["transmit", photo, `${folder}/../${folder.split("/").pop()}/boat.png`], /would have one name: boat$/],
      [["transmit", photo, "-o", "-", "--json"], /^json: Standard output carries the result/],
      [["transmit", photo, "--jobs", "0"], /^jobs: .*\(got 0\)$/],
      [["transmit", photo, "-o", `${folder}/empty.png/x`], /^Writing .* failed: /],
      [["send", photo, other, "--iq", "x"], /^iq: Only with one file$/],
      [["receive"], /^Expected a packet file or --iq, one of both$/],
      [["receive", photo, "--frame", "2"], /^frame: Only with --iq$/],
      [["inspect", photo], /^Bytes are no Semcast packet: wrong magic number$/],
      [["inspect", photo, "--snr", "x"], /^snr: Expected a number \(got x\)$/],
      [["models", "pull", "huge"], /^Profile huge/],
    ];
    for (const [args, line] of cases) {
      const error = await assertRejects(() => program().parseAsync(args, { from: "user" }), SemcastError);
      assertMatch(error.message, line);
    }
  });
});

Deno.test("a mistake ends with 2, one line on standard error and nothing on standard output", async () => {
  const cases: [string[], RegExp][] = [
    [["transmit"], /^error: missing required argument 'image'\n$/],
    [["transmit", "none.jpg"], /^error: image: reading .* failed: no such file\n$/],
    [["completions", "csh"], /^error: .*bash, zsh, fish.*\n$/],
    [["frobnicate"], /^error: unknown command 'frobnicate'\n$/],
  ];
  for (const [args, line] of cases) {
    const { code, stdout, stderr } = await semcast(args);
    assertEquals([args.join(" "), code, stdout], [args.join(" "), 2, ""], stderr);
    assertMatch(stderr, line);
  }
});
