import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  CHANNEL_MODELS,
  type ChannelModel,
  type ChannelOptions,
  channelUses,
  gilbertElliott,
  passChannel,
} from "../../kernels/phy/wasm.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { Random } from "../../functions/_shared/random.ts";

/** QPSK symbols: both signs random. */
function qpsk(count: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: 2 * count }, () => random.below(2) === 1 ? Math.SQRT1_2 : -Math.SQRT1_2);
}

/** Share of wrong signs. */
function bitErrors(options: Omit<ChannelOptions, "seed">, count: number, runs: number): number {
  let wrong = 0;
  for (let seed = 0; seed < runs; seed++) {
    const sent = qpsk(count, seed + 1000); // the channel draws from the same generator
    passChannel(sent, { ...options, seed }).symbols.forEach((value, i) => {
      if ((value < 0) !== (sent[i] < 0)) wrong++;
    });
  }
  return wrong / (2 * count * runs);
}

/** Complementary error function (Numerical Recipes, Chebyshev fit, 1.2e-7). */
function erfc(x: number): number {
  const t = 1 / (1 + 0.5 * x);
  const fit = [
    -1.26551223,
    1.00002368,
    0.37409196,
    0.09678418,
    -0.18628806,
    0.27886807,
    -1.13520398,
    1.48851587,
    -0.82215223,
    0.17087277,
  ].reduceRight((sum, c) => sum * t + c, 0);
  return t * Math.exp(-x * x + fit);
}

/** Bit error rate of an axis at a mean SNR: the integral of Craig's form over the fading's moment generating function. */
function closedForm(kind: "awgn" | "rayleigh" | "rician", snrDb: number, k = 4): number {
  const g = 10 ** (snrDb / 10) / 2;
  if (kind === "awgn") return 0.5 * erfc(Math.sqrt(g));
  if (kind === "rayleigh") return 0.5 * (1 - Math.sqrt(g / (1 + g)));
  // Simon and Alouini, Digital Communication over Fading Channels, eq. 5.11 and table 5.1.
  const steps = 2000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const s = g / Math.sin((i + 0.5) / steps * Math.PI / 2) ** 2;
    sum += (1 + k) / (1 + k + s) * Math.exp(-k * s / (1 + k + s));
  }
  return sum / (2 * steps);
}

/** SNR that the closed form needs for a bit error rate. */
function snrFor(kind: "awgn" | "rayleigh" | "rician", rate: number): number {
  let [low, high] = [-30, 60];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (closedForm(kind, middle) > rate) low = middle;
    else high = middle;
  }
  return low;
}

Deno.test("bit errors are within 0.2 dB of the closed forms over white noise, Rayleigh and Rician fading", () => {
  for (const kind of ["awgn", "rayleigh", "rician"] as const) {
    for (const snrDb of [0, 4, 8]) {
      const rate = bitErrors({ kind, snrDb, block: 1 }, 20_000, 10);
      const apart = snrFor(kind, rate) - snrDb;
      assert(Math.abs(apart) < 0.2, `${kind} at ${snrDb} dB: ${rate}, ${apart.toFixed(2)} dB from the closed form`);
    }
  }
});

Deno.test("fading that moves has the same bit errors as fading that jumps", () => {
  for (const kind of ["rayleigh", "rician"] as const) {
    const rate = bitErrors({ kind, snrDb: 6, doppler: 20_000 }, 4000, 60);
    const apart = snrFor(kind, rate) - 6;
    assert(Math.abs(apart) < 0.3, `${kind}: ${apart.toFixed(2)} dB from the closed form`);
  }
});

Deno.test("a subcarrier of TDL-B fades as Rayleigh does", () => {
  const rate = bitErrors({ kind: "tdl-b", snrDb: 6, knowledge: "perfect" }, 200, 1500);
  const apart = snrFor("rayleigh", rate) - 6;
  assert(Math.abs(apart) < 0.2, `${apart.toFixed(2)} dB from the closed form`);
});

Deno.test("pilots cost little, tell the SNR, and are counted", () => {
  for (const kind of ["tdl-a", "tdl-e"] as const) {
    const known = bitErrors({ kind, snrDb: 6, knowledge: "perfect" }, 12_000, 12);
    const estimated = bitErrors({ kind, snrDb: 6 }, 12_000, 12);
    assert(estimated < 1.3 * known, `${kind}: ${estimated} against ${known}`);
  }
  const { snrDb } = passChannel(qpsk(4000, 1), { kind: "tdl-c", snrDb: 6, seed: 1 });
  assert(snrDb !== undefined && Math.abs(snrDb - 6) < 0.3, `${snrDb} dB`);
  assertEquals(channelUses("awgn", 5000), 5000);
  assertEquals(channelUses("tdl-a", 3744), 4032);
  assertEquals(channelUses("tdl-a", 0), 0);
});

Deno.test("every channel gives the same for the same seed, and one noise variance a symbol", () => {
  const sent = qpsk(1000, 3);
  for (const kind of CHANNEL_MODELS) {
    const [a, b, c] = [1, 1, 2].map((seed) => passChannel(sent, { kind, snrDb: 5, seed }));
    assertEquals(a, b, kind);
    assert(a.symbols.some((value, i) => value !== c.symbols[i]), kind);
    assertEquals(a.noise.length, 1000);
    assert(a.noise.every((n0) => n0 > 0 && Number.isFinite(n0)), kind);
  }
});

Deno.test("what came in is the sent symbol, faded and turned by a gain that the equalizer takes out", () => {
  const count = 6000, sent = qpsk(count, 7);
  const awgn = passChannel(sent, { snrDb: 3, seed: 2 });
  assertEquals(awgn.observed, awgn.symbols, "white noise alone has nothing to equalize");
  for (const kind of CHANNEL_MODELS.filter((kind) => kind !== "awgn")) {
    const knowledge = kind.startsWith("tdl-") ? "perfect" : undefined;
    const air = passChannel(sent, { kind, snrDb: 40, seed: 3, block: 24, knowledge });
    const { observed = new Float32Array() } = air;
    assertEquals(observed.length, 2 * count, kind);
    const gains = Array.from({ length: count }, (_, i) => {
      const [y, x] = [observed, sent].map((of) => ({ re: of[2 * i], im: of[2 * i + 1] }));
      return { re: y.re * x.re + y.im * x.im, im: y.im * x.re - y.re * x.im };
    });
    const power = gains.map(({ re, im }) => re * re + im * im);
    // So many gains average to 1 where each block has its own; a delay line does not move much in 2 ms.
    const mean = power.reduce((sum, p) => sum + p, 0) / count;
    if (!kind.startsWith("tdl-")) assert(Math.abs(mean - 1) < 0.3, `${kind}: mean power ${mean}`);
    // The equalizer divides by the gain: what it leaves of the noise is N0 / |gain|². Deep fades are mostly noise.
    power.forEach((p, i) => {
      if (p > 0.05) assert(Math.abs(p * air.noise[i] / 1e-4 - 1) < 0.3, `${kind}, symbol ${i}: ${p}, ${air.noise[i]}`);
    });
    if (kind !== "rayleigh") continue;
    for (let i = 1; i < count; i++) {
      if (i % 24 === 0) continue;
      const apart = Math.hypot(gains[i].re - gains[i - 1].re, gains[i].im - gains[i - 1].im);
      assert(apart < 0.1, `symbols ${i - 1} and ${i} of one block`);
    }
    const turned = gains.filter(({ im }) => im > 0).length / count;
    assert(turned > 0.35 && turned < 0.65, `${turned} of the gains turn to the left`);
  }
});

Deno.test("losses come in bursts of the wanted length", () => {
  for (const burst of [1, 4, 20]) {
    const lost = gilbertElliott(200_000, { loss: 0.1, burst, seed: 5 });
    const share = lost.reduce((sum, one) => sum + one, 0) / lost.length;
    const bursts = lost.filter((one, i) => one === 1 && lost[i - 1] !== 1).length;
    assert(Math.abs(share - 0.1) < 0.01, `${share} lost`);
    const mean = share * lost.length / bursts;
    const expected = burst === 1 ? 1 / 0.9 : burst;
    assert(Math.abs(mean / expected - 1) < 0.08, `bursts of ${mean}`);
  }
  assertEquals(gilbertElliott(1000, { loss: 0, seed: 1 }), new Uint8Array(1000));
});

Deno.test("channels refuse what makes no sense", () => {
  const sent = qpsk(10, 1);
  const refused = (options: Partial<ChannelOptions>, symbols = sent) => {
    const error = assertThrows(() => passChannel(symbols, { snrDb: 3, seed: 1, ...options }), SemcastError);
    assertEquals(error.code, "invalid-argument");
  };
  refused({ snrDb: 200 });
  refused({ kind: "tdl-a", delaySpread: 9000 });
  refused({ kind: "tdl-a", doppler: -1 });
  refused({ kind: "rayleigh", doppler: 1e9 });
  refused({ kind: "rayleigh", doppler: NaN });
  refused({ kind: "rayleigh", doppler: -5 });
  refused({ kind: "rician", k: -1 });
  refused({ kind: "awgn", knowledge: "pilots" });
  // A name that the types would not let through.
  refused({ kind: "tdl-z" as ChannelModel });
  refused({}, Float32Array.of(NaN, 0));
  for (
    const wrong of [{ loss: 1 }, { loss: 0.9, burst: 2 }, { loss: 0.1, burst: Infinity }, { loss: 0.1, seed: 1.5 }]
  ) {
    const error = assertThrows(() => gilbertElliott(10, { seed: 1, ...wrong }), SemcastError);
    assertEquals(error.code, "invalid-argument");
  }
  assertThrows(() => gilbertElliott(10, { loss: 0.1, burst: 0.5, seed: 1 }), SemcastError);
});
