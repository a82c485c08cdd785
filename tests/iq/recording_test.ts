import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { SemcastError } from "../../functions/_shared/errors.ts";
import {
  frameRecording,
  MAX_DATA_BYTES,
  openRecording,
  parseMeta,
  receiveFrame,
  recordingPaths,
} from "../../functions/_shared/iq/index.ts";
import { packetFor } from "./packets.ts";

async function withDir(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Writes a recording with parts of its metadata changed, and its data cut to so many bytes. */
async function write(base: string, { global = {}, rest = {}, bytes }: {
  global?: Record<string, unknown>;
  rest?: Record<string, unknown>;
  bytes?: number;
} = {}) {
  const { meta, data } = frameRecording(packetFor(6, 150, 80).symbols);
  const object = JSON.parse(meta);
  Object.assign(object.global, global);
  Object.assign(object, rest);
  await Deno.writeTextFile(`${base}.sigmf-meta`, JSON.stringify(object));
  await Deno.writeFile(`${base}.sigmf-data`, data.subarray(0, bytes));
}

async function opened(name: string): Promise<void> {
  (await openRecording(name)).close();
}

Deno.test("a recording is named by either file or by what they share, and read from disk in pieces", async () => {
  await withDir(async (dir) => {
    const base = `${dir}/a photo.v2`;
    const { parts } = packetFor(6, 150, 80);
    await write(base);
    for (const name of [base, `${base}.sigmf-meta`, `${base}.sigmf-data`, `${base}.sigmf`]) {
      const recording = await openRecording(name);
      const { packet } = await receiveFrame(recording);
      recording.close();
      assertEquals(packet.classes.map((c) => c.bytes), parts.slice(1));
      assertEquals([recording.meta.samplesPerSymbol, recording.meta.rollOff], [4, 0.25]);
      assertEquals(recording.meta.sampleRate, 1e6);
    }
    assertEquals(recordingPaths("x.sigmf-meta"), { meta: "x.sigmf-meta", data: "x.sigmf-data" });
  });
});

Deno.test("metadata that another program wrote, without checksum and namespace, is read", () => {
  const text = `{"global":{"core:datatype":"cf32_le","core:version":"1.0.0"},"captures":[],"annotations":[]}`;
  const nothing = { sampleRate: undefined, sha512: undefined, samplesPerSymbol: undefined, rollOff: undefined };
  assertEquals(parseMeta(text), { ...nothing, leastSamples: 0 });
});

Deno.test("metadata that is wrong or not handled is refused by name", () => {
  const meta = (global: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    JSON.stringify({
      global: { "core:datatype": "cf32_le", "core:version": "1.2.0", ...global },
      captures: [{ "core:sample_start": 0 }],
      ...more,
    });
  const cases: [string, "malformed" | "unsupported", RegExp][] = [
    ["", "malformed", /not JSON/],
    ["[1]", "malformed", /SigMF metadata: file: /],
    ["{}", "malformed", /SigMF metadata: global: /],
    [meta({ "core:datatype": 5 }), "malformed", /global\.core:datatype: /],
    [meta({ "core:datatype": "ci16_le" }), "unsupported", /core:datatype is ci16_le, expected cf32_le/],
    [meta({ "core:datatype": "cf32_be" }), "unsupported", /expected cf32_le/],
    [meta({ "core:version": "2.0.0" }), "unsupported", /core:version is 2\.0\.0/],
    [meta({ "core:num_channels": 2 }), "unsupported", /num_channels/],
    [meta({ "core:dataset": "other.bin" }), "unsupported", /not beside it/],
    [meta({ "core:metadata_only": true }), "unsupported", /not beside it/],
    [meta({ "core:trailing_bytes": 7 }), "unsupported", /no samples/],
    [meta({}, { captures: [{ "core:sample_start": 0, "core:header_bytes": 4 }] }), "unsupported", /no samples/],
    [meta({}, { captures: [{ "core:sample_start": -1 }] }), "malformed", /captures\.0\.core:sample_start/],
    [meta({ "core:sha512": "abc" }), "malformed", /128 hexadecimal digits/],
    [meta({ "core:sample_rate": -1 }), "malformed", /core:sample_rate/],
    [meta({ "core:extensions": [{ name: "capture_details", optional: false }] }), "unsupported", /capture_details/],
  ];
  for (const [text, code, message] of cases) {
    const error = assertThrows(() => parseMeta(text), SemcastError);
    assertEquals(error.code, code, text);
    assertMatch(error.message, message);
  }
});

Deno.test("data that are cut, changed, missing or too large for their metadata are refused", async () => {
  await withDir(async (dir) => {
    const base = `${dir}/cut`;
    const refused = async (code: string, message: RegExp) => {
      const error = await assertRejects(() => opened(base), SemcastError);
      assertEquals(error.code, code);
      assertMatch(error.message, message);
    };
    await write(base, { bytes: 80_000 });
    await refused("malformed", /10000 samples, its metadata speaks of \d+/);
    await write(base, { bytes: 80_000, rest: { annotations: [] } });
    await refused("malformed", /SHA-512 differs/);
    await write(base, { bytes: 80_001, rest: { annotations: [] } });
    await refused("malformed", /80001 bytes, which are no whole samples/);
    await write(base, { global: { "core:sha512": "0".repeat(128) } });
    await refused("malformed", /SHA-512 differs/);
    await Deno.truncate(`${base}.sigmf-data`, MAX_DATA_BYTES + 8);
    await refused("too-large", /536870920 bytes, over the limit of 536870912/);
    await Deno.remove(`${base}.sigmf-data`);
    await refused("invalid-argument", /cut\.sigmf-data failed: no such file/);
    await Deno.mkdir(`${base}.sigmf-data`);
    await refused("invalid-argument", /is no file/);
    await Deno.remove(`${base}.sigmf-meta`);
    await refused("invalid-argument", /cut\.sigmf-meta failed: no such file/);
  });
});
