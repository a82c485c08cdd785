import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  channel,
  CONTROL_SYMBOLS,
  MCS_TABLE,
  planLink,
  receive,
  requiredSnr,
  simulate,
  symbolsFor,
  transmit,
} from "../../functions/_shared/link/index.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { classBytes, headerBytes, packetize } from "../../functions/_shared/packet/index.ts";
import { Random } from "../../functions/_shared/random.ts";

function noise(length: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length }, () => random.below(256));
}

/** Header and classes of a packet with layers of these sizes. */
function packetParts(base: number, key?: number): Uint8Array[] {
  const packet = packetize({
    profile: "tiny",
    width: 768,
    height: 512,
    q: 20,
    rho: 8,
    modelId: 7,
    prompt: noise(20, 1),
    keyMap: noise(60, 2),
    layers: { base: noise(base, 3), key: key === undefined ? undefined : noise(key, 4) },
  });
  return [headerBytes(packet), ...([0, 1, 2] as const).map((c) => classBytes(packet, c))];
}

function planFor(parts: Uint8Array[], snrDb: number, kind: "awgn" | "rayleigh" | "none" = "awgn") {
  return planLink({ snrDb, channel: kind, bytes: parts.map((part) => part.length) });
}

Deno.test("a packet crosses white noise and Rayleigh fading whole, from poor to good SNR", () => {
  const parts = packetParts(2500, 1500);
  for (const kind of ["awgn", "rayleigh"] as const) {
    for (const snrDb of [-3, 3, 12, 25]) {
      const arrived = simulate(parts, planFor(parts, snrDb, kind), { snrDb, seed: 5 });
      assertEquals(arrived.map((part) => part.ok), [true, true, true, true], `${kind} ${snrDb} dB`);
      arrived.forEach((part, i) => assertEquals(part.bytes, parts[i]));
    }
  }
});

Deno.test("the channel «none» hands bytes over and still shows the constellation", () => {
  const parts = packetParts(300);
  const arrived = simulate(parts, planFor(parts, 3, "none"), { snrDb: 3, seed: 1 });
  assertEquals(arrived.map((part) => part.bytes), parts);
  assertEquals(arrived[0].points.length, 2 * CONTROL_SYMBOLS);
});

Deno.test("at 3 dB the base layer carries at least 1.1 bits a symbol", () => {
  const parts = packetParts(8000);
  const base = planFor(parts, 3).classes[2];
  const efficiency = 8 * base.bytes / base.symbols;
  assert(efficiency >= 1.1, `${efficiency} bits a symbol`);
});

Deno.test("more SNR never costs more symbols, and symbols are what is sent", () => {
  const parts = packetParts(4000, 2000);
  let before = Infinity;
  for (let snrDb = -10; snrDb <= 30; snrDb++) {
    const plan = planFor(parts, snrDb);
    assert(plan.symbols <= before, `${plan.symbols} symbols at ${snrDb} dB, ${before} below`);
    assertEquals(plan.symbols, plan.classes.reduce((sum, c) => sum + c.symbols, 0));
    before = plan.symbols;
  }
  const plan = planFor(parts, 3);
  assertEquals(transmit(parts, plan).length, 2 * plan.symbols);
});

Deno.test("stronger classes need more SNR for the same scheme", () => {
  for (let index = 0; index < MCS_TABLE.length; index += 7) {
    const [rare, often] = [1e-4, 1e-2].map((target) => requiredSnr(index, 500, target, "awgn"));
    assert(rare > often, `${MCS_TABLE[index].name}: ${rare} dB and ${often} dB`);
  }
});

Deno.test("the header block survives −6 dB", () => {
  const parts = packetParts(200);
  const plan = planFor(parts, -6);
  const symbols = transmit(parts, plan);
  let lost = 0;
  for (let seed = 0; seed < 300; seed++) {
    const air = channel({ kind: "awgn", snrDb: -6, seed }, symbols.subarray(0, 2 * CONTROL_SYMBOLS));
    if (!receive(air).header.ok) lost++;
  }
  assertEquals(lost, 0);
});

Deno.test("a link far worse than planned loses parts and says which", () => {
  const parts = packetParts(3000, 1000);
  const arrived = simulate(parts, planFor(parts, 15), { snrDb: 0, seed: 3 });
  assertEquals(arrived.map((part) => part.ok), [true, false, false, false]);
});

Deno.test("a reception cut short keeps what arrived", () => {
  const parts = packetParts(3000);
  const plan = planFor(parts, 10);
  const air = channel({ kind: "awgn", snrDb: 10, seed: 1 }, transmit(parts, plan));
  const cut = air.noise.length - 10;
  const got = receive({ symbols: air.symbols.subarray(0, 2 * cut), noise: air.noise.subarray(0, cut) });
  assertEquals([got.header.ok, ...got.classes.map((c) => c.ok)], [true, true, false, true]);
  assertEquals(got.classes[1].bytes, undefined);
});

Deno.test("the same seed gives the same symbols, another one others", () => {
  const parts = packetParts(100);
  const symbols = transmit(parts, planFor(parts, 3));
  const [a, b, c] = [1, 1, 2].map((seed) => channel({ kind: "awgn", snrDb: 3, seed }, symbols).symbols);
  assertEquals(a, b);
  assert(a.some((value, i) => value !== c[i]));
});

Deno.test("bad arguments are refused by name", () => {
  const parts = packetParts(100);
  const plan = planFor(parts, 3);
  const refused = (code: string, action: () => unknown) => {
    const error = assertThrows(action, SemcastError);
    assertEquals(error.code, code);
  };
  refused("invalid-argument", () => planLink({ snrDb: NaN, channel: "awgn", bytes: [16, 1, 1, 1] }));
  refused("invalid-argument", () => planLink({ snrDb: 3, channel: "awgn", bytes: [16, 1, 1] }));
  refused("invalid-argument", () => planLink({ snrDb: 3, channel: "awgn", bytes: [16, 1.5, 1, 1] }));
  refused("invalid-argument", () => symbolsFor(-1, MCS_TABLE[0]));
  refused("invalid-argument", () => transmit([...parts.slice(0, 3), new Uint8Array(9)], plan));
  refused("invalid-argument", () => channel({ kind: "awgn", snrDb: NaN, seed: 1 }, new Float32Array(2)));
  refused("invalid-argument", () => channel({ kind: "awgn", snrDb: 3, seed: 1 }, new Float32Array(3)));
  refused("malformed", () => receive({ symbols: new Float32Array(10), noise: new Float32Array(5) }));
});
