/**
 * The answers that the OpenAPI document shows: what `examples/boat.png` gave over 3 dB, pictures left out.
 *
 * @module
 */
const PICTURE = "data:image/png;base64,iVBORw0KGgo=";

const PROMPT = {
  scene: "boat",
  time: "day",
  light: "soft",
  palette: ["grey", "silver", "tan"],
  regions: [
    {
      label: "boat",
      position: "bottom",
      box: { x: 5, y: 9, width: 7, height: 6 },
      colour: "charcoal",
      texture: "horizontal",
      accent: "brown",
      surface: { orientation: "horizontal", scale: "medium", contrast: "medium" },
    },
    {
      label: "water",
      position: "bottom left",
      box: { x: 1, y: 10, width: 11, height: 6 },
      colour: "grey",
      texture: "fine",
      accent: "slate",
    },
  ],
} as const;

/** Of `POST /v1/receive` as JSON. */
export const RECEPTION_EXAMPLE = {
  image: { width: 768, height: 512 },
  prompt: PROMPT,
  key_fraction: 0.1003,
  layers: [{ name: "base", bytes: 7974, crc_ok: true }, { name: "key", bytes: 3149, crc_ok: false }],
  decoder: { runtime: "wasm", steps: 4, degraded: false },
  ms: { decode: 1440.2, diffuse: 2105.7, total: 3560.3 },
  files: { reconstruction: PICTURE },
} as const;

/** Of `POST /v1/link`. */
export const LINK_EXAMPLE = {
  image: { width: 768, height: 512 },
  channel: { kind: "awgn", snr_db: 3, seed: 1 },
  cbr: 0.06206,
  bpp: 0.2277,
  symbols: 73_204,
  packet_bytes: 11_192,
  prompt: PROMPT,
  key_fraction: 0.1003,
  layers: [
    { name: "base", bytes: 7974, mcs: "QPSK 639/1024", crc_ok: true, snr_db: 3, transmissions: 1 },
    { name: "key", bytes: 3149, mcs: "QPSK 639/1024", crc_ok: true, snr_db: 3, transmissions: 1 },
  ],
  code_blocks: [
    { part: "header", count: 1, failed: [] },
    { part: "prompt and key map", count: 1, failed: [] },
    { part: "base layer", count: 8, failed: [] },
    { part: "enhancements", count: 3, failed: [] },
  ],
  decoder: { runtime: "wasm", steps: 0, degraded: false },
  ms: {
    pixels: 27.1,
    segment: 61.4,
    encode: 240.9,
    prompt: 48.3,
    code: 12.2,
    channel: 25.6,
    decode: 1440.2,
    diffuse: 0,
    total: 1855.7,
  },
  metrics: { psnr: 29.43, ssim: 0.8336, ms_ssim: 0.9013, vsi: 0.9874, psnr_key: 29.88, psnr_rest: 29.38 },
  files: { original: PICTURE, reconstruction: PICTURE, key_map: PICTURE },
} as const;
