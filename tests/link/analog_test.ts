import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  channel,
  noiseOf,
  planAnalog,
  quantizedExcess,
  receiveAnalog,
  transmitAnalog,
} from "../../functions/_shared/link/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { classBytes, headerBytes, packetize } from "../../functions/_shared/packet/index.ts";
import { Random } from "../../functions/_shared/random.ts";

const random = new Random(1);
const bytes = (count: number) => Uint8Array.from({ length: count }, () => random.below(256));
const packet = packetize({
  profile: "tiny",
  width: 160,
  height: 96,
  q: 30,
  rho: 0,
  modelId: 7,
  prompt: bytes(12),
  keyMap: bytes(5),
  layers: { base: bytes(150) },
});
const parts = [headerBytes(packet), classBytes(packet, 0), classBytes(packet, 1)] as const;

Deno.test("an analog frame is read back from its symbols alone, 5 dB below what it was planned for too where codes reach that low", () => {
  for (const [planned, real] of [[12, 7], [3, -2], [-3, -8], [-9, -10]]) {
    const plan = planAnalog(planned, "awgn", [parts[1].length, parts[2].length]);
    const amplitudes = Float32Array.from({ length: 2000 }, () => random.gaussian() * Math.SQRT1_2);
    const excess = quantizedExcess(0.37);
    assertAlmostEquals(excess, 0.37, 1e-3);
    const frame = transmitAnalog({ parts, amplitudes, excess }, plan);
    assertEquals(frame.length, 2 * plan.digital + amplitudes.length);
    const received = receiveAnalog(channel({ kind: "awgn", snrDb: real, seed: 3 }, frame));
    assert(received.header.ok, `header at ${planned} dB`);
    assertEquals(received.header.bytes.subarray(0, 16), parts[0]);
    assertEquals(received.classes.map(({ bytes }) => bytes), [parts[1], parts[2]]);
    assertEquals([received.excess, received.noise], [excess, noiseOf(planned)]);
    assertEquals(received.amplitudes?.symbols.length, amplitudes.length);
  }
});

Deno.test("noise instead of an analog frame is a lost header, and too few symbols are refused", () => {
  const noise = new Float32Array(40_000).map(() => random.gaussian());
  const lost = receiveAnalog({ symbols: noise, noise: new Float32Array(20_000).fill(1) });
  assertEquals([lost.header.ok, lost.amplitudes], [false, undefined]);
  const short = { symbols: new Float32Array(200), noise: new Float32Array(100).fill(1) };
  assertThrows(() => receiveAnalog(short), SemcastError, "header block");
});
