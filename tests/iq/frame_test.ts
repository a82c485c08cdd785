import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  demodulateFrame,
  findPreambles,
  frameSymbols,
  frameWaveform,
  guardSymbols,
  preambleSymbols,
} from "../../kernels/phy/wasm.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { frameRecording, memorySource, receiveFrame } from "../../functions/_shared/iq/index.ts";
import { Random } from "../../functions/_shared/random.ts";
import { throughAir } from "./air.ts";
import { packetFor } from "./packets.ts";

function samplesOf(data: Uint8Array<ArrayBuffer>): Float32Array {
  return new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
}

Deno.test("a recorded packet comes back whole without any air, at every number of samples a symbol", async () => {
  const { parts, plan, symbols } = packetFor(12);
  for (const samplesPerSymbol of [2, 4, 6, 8, 16]) {
    const { data, info } = frameRecording(symbols, { samplesPerSymbol });
    const { packet, air } = await receiveFrame(memorySource(samplesOf(data)), { samplesPerSymbol });
    assertEquals(packet.header.bytes, parts[0]);
    assertEquals(packet.classes.map((c) => c.bytes), parts.slice(1));
    assertEquals([air.frames, air.preambles, air.symbols], [1, 1, info.symbols]);
    assertAlmostEquals(air.start, guardSymbols() * samplesPerSymbol, 0.05);
    assertAlmostEquals(air.amplitude, info.amplitude, 0.01 * info.amplitude);
    assertEquals(info.symbols, plan.symbols + info.preamble + info.pilots);
    assertEquals(info.samples, (info.symbols + info.guard) * samplesPerSymbol);
  }
});

Deno.test("100 seeds at each of 3 and −3 dB, any offset, phase, delay and gain: every header, nearly every frame whole", async () => {
  for (const snrDb of [3, -3]) {
    const { parts, symbols } = packetFor(snrDb, 150, 80);
    const { data, info } = frameRecording(symbols);
    let found = 0, whole = 0;
    const worst = { frequency: 0, snr: 0 };
    for (let seed = 1; seed <= 100; seed++) {
      const random = new Random(seed);
      const frequency = 0.005 * (2 * random.uniform() - 1);
      const received = throughAir(samplesOf(data), info.amplitude, {
        snrDb,
        frequency,
        phase: 7 * random.uniform(),
        delay: 8000 * random.uniform(),
        tail: 1000,
        gain: 10 ** (6 * random.uniform() - 3),
        seed,
      });
      const { packet, air } = await receiveFrame(memorySource(received));
      assertEquals(packet.header.bytes, parts[0], `seed ${seed} at ${snrDb} dB`);
      assertEquals(air.frames, 1);
      found++;
      worst.frequency = Math.max(worst.frequency, Math.abs(air.carrierOffset - frequency));
      worst.snr = Math.max(worst.snr, Math.abs(air.snrDb - snrDb));
      if (packet.classes.every((c, i) => c.ok && c.bytes?.every((byte, k) => byte === parts[i + 1][k]))) whole++;
    }
    assertEquals(found, 100);
    assert(whole >= 99, `${whole} of 100 frames whole at ${snrDb} dB`);
    assert(worst.frequency < 2e-5, `Carrier offset wrong by ${worst.frequency}`);
    assert(worst.snr < 1, `SNR wrong by ${worst.snr} dB`);
  }
});

Deno.test("high orders survive the receiver: 256QAM at 30 dB with offset, delay and gain", async () => {
  const { parts, plan, symbols } = packetFor(29.5, 1500, 800);
  assertEquals(plan.classes[2].modulation, "256QAM");
  const { data, info } = frameRecording(symbols);
  for (let seed = 1; seed <= 5; seed++) {
    const air = { snrDb: 30, frequency: 0.001 * (seed - 3), delay: 500 + 0.3 * seed, gain: 0.01, tail: 900, seed };
    const { packet } = await receiveFrame(memorySource(throughAir(samplesOf(data), info.amplitude, air)));
    assertEquals(packet.classes.map((c) => c.bytes), parts.slice(1), `seed ${seed}`);
  }
});

Deno.test("noise and silence are «no frame found», and so is a preamble without a header", async () => {
  const noise = throughAir(new Float32Array(2_000_000), 1, { snrDb: 0, seed: 3 });
  for (const samples of [noise, new Float32Array(5000), new Float32Array(0)]) {
    const error = await assertRejects(() => receiveFrame(memorySource(samples)), SemcastError, "No frame found in");
    assertEquals(error.code, "malformed");
  }
  const { data } = frameRecording(packetFor(3, 150, 80).symbols);
  const preamble = samplesOf(data).slice(0, 2 * 4 * (guardSymbols() + preambleSymbols() + 400));
  await assertRejects(
    () => receiveFrame(memorySource(preamble)),
    SemcastError,
    "1 preambles, none with a good header",
  );
});

Deno.test("of several frames the first good one is taken, or the one that was asked for, and all are counted", async () => {
  const packets = [1, 2, 3].map((seed) => packetFor(6, 200 * seed, 100, seed));
  const pieces = packets.map(({ symbols }) => samplesOf(frameRecording(symbols).data));
  const header = 8 * (guardSymbols() + preambleSymbols());
  pieces[0].fill(0, header + 300, header + 9500);
  const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  pieces.reduce((at, piece) => (all.set(piece, at), at + piece.length), 0);
  const received = throughAir(all, 0.8, { snrDb: 10, frequency: -0.002, delay: 3000.4, tail: 2000, seed: 4 });
  const first = await receiveFrame(memorySource(received));
  assertEquals([first.air.preambles, first.air.frames, first.air.taken], [3, 2, 1]);
  assertEquals(first.packet.classes[1].bytes, packets[1].parts[2]);
  const second = await receiveFrame(memorySource(received), {}, 2);
  assertEquals(second.packet.classes[1].bytes, packets[2].parts[2]);
  const error = await assertRejects(() => receiveFrame(memorySource(received), {}, 3), SemcastError);
  assertEquals(error.message, "No frame 3 in the recording: it has 2");
});

Deno.test("a frame on the seam of two pieces of the search is found once", async () => {
  const { parts, symbols } = packetFor(3, 150, 80);
  const { data, info } = frameRecording(symbols);
  for (const offset of [-1300, -1152, -600, -100, 0, 700]) {
    const delay = (1 << 20) + offset;
    const received = throughAir(samplesOf(data), info.amplitude, { snrDb: 3, delay, tail: 500, seed: 8 });
    const { packet, air } = await receiveFrame(memorySource(received));
    assertEquals([air.preambles, air.frames], [1, 1]);
    assertEquals(packet.classes[1].bytes, parts[2]);
  }
});

Deno.test("a cut frame gives what arrived", async () => {
  const { parts, plan, symbols } = packetFor(6, 600, 300);
  const samples = samplesOf(frameRecording(symbols).data);
  const [header, zero, base] = plan.classes;
  const kept = frameSymbols(header.symbols + zero.symbols + base.symbols + 20);
  const { packet } = await receiveFrame(memorySource(samples.slice(0, 8 * (guardSymbols() + kept))));
  assertEquals(packet.classes.map((c) => c.ok), [true, true, false]);
  assertEquals(packet.classes[1].bytes, parts[2]);
  assertEquals(packet.symbols, plan.symbols);
});

Deno.test("samples that are no numbers and arguments out of range are typed errors", async () => {
  const { data } = frameRecording(packetFor(3, 150, 80).symbols);
  for (const bad of [NaN, Infinity, -2e9]) {
    const samples = samplesOf(data).slice();
    samples[5001] = bad;
    const error = await assertRejects(() => receiveFrame(memorySource(samples)), SemcastError, "Sample 2500 is");
    assertEquals(error.code, "malformed");
  }
  const wave = new Float32Array(8000);
  const cases: [() => unknown, RegExp][] = [
    [() => frameWaveform(new Float32Array(0), 1), /no symbols/],
    [() => frameWaveform(new Float32Array(3), 1), /no symbols/],
    [() => frameWaveform(new Float32Array([NaN, 0]), 1), /not finite/],
    [() => frameWaveform(new Float32Array(2), 0), /Peak 0 /],
    [() => frameWaveform(new Float32Array(2), 1, { samplesPerSymbol: 3 }), /3 samples a symbol/],
    [
      () => frameWaveform(new Float32Array(2), 1, { samplesPerSymbol: 1e9 }),
      /Number of samples a symbol is 1000000000/,
    ],
    [() => frameWaveform(new Float32Array(2), 1, { rollOff: NaN }), /Roll-off NaN/],
    [() => demodulateFrame(wave, { time: NaN, frequency: 0 }, 10), /Frame of 10 symbols at sample NaN/],
    [() => demodulateFrame(wave, { time: 0, frequency: 3 }, 10), /carrier offset 3/],
    [() => demodulateFrame(wave, { time: 0, frequency: 0 }, 0), /Number of symbols is 0/],
    [() => demodulateFrame(wave, { time: 4000, frequency: 0 }, 10), /Samples end before the first symbol/],
    [() => findPreambles(new Float32Array(5)), /5 values are no I, Q pairs/],
    [() => frameRecording(new Float32Array(2), { sampleRate: 0 }), /Sample rate is 0/],
  ];
  for (const [action, message] of cases) {
    const error = assertThrows(action, SemcastError);
    assert(message.test(error.message), error.message);
    assert(error.code === "invalid-argument" || error.code === "malformed", error.code);
  }
});

Deno.test("hostile samples give a frame or a typed error, never a trap", async () => {
  const random = new Random(21);
  const { data } = frameRecording(packetFor(6, 150, 80).symbols);
  for (let round = 0; round < 60; round++) {
    const samples = samplesOf(data).slice();
    const from = random.below(samples.length), count = random.below(20_000);
    const scale = 10 ** (44 * random.uniform() - 36);
    for (let i = from; i < Math.min(from + count, samples.length); i++) {
      samples[i] = round % 3 === 0 ? scale * random.gaussian() : round % 3 === 1 ? scale : samples[i] * scale;
    }
    try {
      const { air } = await receiveFrame(memorySource(samples));
      assert(air.frames >= 1 && Number.isFinite(air.snrDb), `round ${round}`);
    } catch (error) {
      assert(error instanceof SemcastError && error.code === "malformed", `round ${round}: ${error}`);
    }
  }
  const bits = Uint32Array.from({ length: 40_000 }, () => random.below(2 ** 32));
  await assertRejects(() => receiveFrame(memorySource(new Float32Array(bits.buffer))), SemcastError, "not a number");
});

Deno.test("the clock may be 50 parts in a million off and the carrier wander", async () => {
  const { parts, symbols } = packetFor(6, 3000, 1500);
  const { data, info } = frameRecording(symbols);
  for (const clock of [5e-5, -5e-5, 1e-6]) {
    const air = { snrDb: 6.5, clock, frequency: -0.003, phaseNoise: 0.02, delay: 700.3, tail: 900, seed: 11 };
    const { packet, air: figures } = await receiveFrame(memorySource(throughAir(samplesOf(data), info.amplitude, air)));
    assertEquals(packet.classes.map((c) => c.bytes), parts.slice(1), `${clock}`);
    assertAlmostEquals(figures.clockPpm, 1e6 * clock, 4);
  }
});
