import { assert, assertEquals } from "@std/assert";
import { constellationSvg } from "../../functions/_shared/report/constellation.ts";
import { keyOverlaySvg } from "../../functions/_shared/report/key_overlay.ts";
import { reportHtml, type ReportPhoto } from "../../functions/_shared/report/report.ts";

const photo: ReportPhoto = {
  name: `<script>alert("name")</script>`,
  report: {
    image: { width: 32, height: 16 },
    channel: { kind: "awgn", snr_db: 3, seed: 1 },
    cbr: 0.0625,
    bpp: 0.2,
    symbols: 96,
    packet_bytes: 60,
    prompt: { scene: "street", palette: ["grey"], regions: [], caption: "<img src=x onerror=alert(1)>" },
    key_fraction: 0.5,
    layers: [{ name: "base", bytes: 40, mcs: "QPSK 1/3", crc_ok: true, snr_db: 3, transmissions: 1 }],
    code_blocks: [{ part: "base layer", count: 1, failed: [] }],
    decoder: { runtime: "wasm", steps: 4, degraded: false },
    ms: { pixels: 1, segment: 1, encode: 1, prompt: 1, code: 1, channel: 1, decode: 1, diffuse: 1, total: 8 },
    metrics: { psnr: null, ssim: 1, ms_ssim: null, vsi: null, psnr_key: 30, psnr_rest: 20 },
  },
  original: new Uint8Array([1, 2, 3]),
  reconstruction: new Uint8Array([4, 5, 6]),
  key: new Uint8Array([1, 0]),
  columns: 2,
  constellation: [{ name: "base", modulation: "QPSK", points: new Float32Array([0.7, 0.7, -9, 9]) }],
};

Deno.test("the report is one file that loads nothing and shows text as text", () => {
  const html = reportHtml([photo], "here & now");
  assertEquals(html.match(/<script/g)?.length, 1);
  assert(!html.includes("<img"));
  assert(!/(src|href)=/.test(html.replaceAll("&#60;img src=", "")), "Something is loaded from outside");
  assert(html.includes("here &#38; now"));
  assert(html.includes("url(data:image/png;base64,AQID)") && html.includes("url(data:image/png;base64,BAUG)"));
});

Deno.test("the key overlay dims the rest and borders the key cells", () => {
  const svg = keyOverlaySvg({ key: new Uint8Array([1, 0]), columns: 2, width: 32, height: 16 });
  assert(svg.includes(`class="rest" d="M16 0h16v16h-16z"`), svg);
  assert(svg.includes(`class="border" d="M0 0h16M0 16h16M0 0v16M16 0v16"`), svg);
});

Deno.test("constellation points outside the drawing are put on its edge", () => {
  const svg = constellationSvg(photo.constellation);
  assert(svg.includes(`d="M0.70 -0.70h0M-1.98 -1.98h0"`), svg);
});
