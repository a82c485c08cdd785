import { assert, assertEquals } from "@std/assert";
import { exchange, loseDatagrams, planLink, simulate } from "../../functions/_shared/link/index.ts";
import { classBytes, headerBytes, packetize } from "../../functions/_shared/packet/index.ts";
import { CHANNEL_MODELS } from "../../kernels/phy/wasm.ts";
import { Random } from "../../functions/_shared/random.ts";

function noise(length: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length }, () => random.below(256));
}

const packet = packetize({
  profile: "tiny",
  width: 768,
  height: 512,
  q: 20,
  rho: 8,
  modelId: 7,
  prompt: noise(20, 1),
  keyMap: noise(60, 2),
  layers: { base: noise(1500, 3), key: noise(800, 4) },
});
const parts = [headerBytes(packet), ...([0, 1, 2] as const).map((c) => classBytes(packet, c))];
const bytes = parts.map((part) => part.length);

Deno.test("every kind of channel carries a packet that is planned for it", () => {
  for (const kind of CHANNEL_MODELS) {
    let lost = 0;
    for (const snrDb of [3, 10]) {
      const plan = planLink({ snrDb, channel: kind, bytes });
      for (let seed = 0; seed < 8; seed++) {
        const arrived = simulate(parts, plan, { snrDb, seed });
        assert(arrived[0].ok && arrived[1].ok, `${kind} at ${snrDb} dB, seed ${seed}: prompt lost`);
        lost += arrived.filter(({ ok }) => !ok).length;
        arrived.forEach((part, i) => part.ok && assertEquals(part.bytes, parts[i]));
      }
    }
    // Slow fading takes a layer now and then; more would be a wrong table.
    assert(lost <= 2, `${kind}: ${lost} of 64 parts lost`);
  }
});

Deno.test("hybrid ARQ brings a packet over a link that is worse than planned, and counts every symbol", () => {
  const plan = planLink({ snrDb: 6, channel: "awgn", bytes, transmissions: 4 });
  const once = exchange(parts, plan, { kind: "awgn", snrDb: 8, seed: 1 }, 4);
  assertEquals(once.transmissions, [1, 1, 1, 1]);
  assertEquals(once.symbols, plan.symbols);
  const again = exchange(parts, plan, { kind: "awgn", snrDb: 2, seed: 1 }, 4);
  again.arrived.forEach((part, i) => {
    assert(part.ok, `part ${i}`);
    assertEquals(part.bytes, parts[i]);
  });
  assert(again.transmissions.slice(2).every((n) => n > 1 && n <= 3), `${again.transmissions} transmissions`);
  const sent = plan.classes.reduce((sum, c, i) => sum + c.symbols * again.transmissions[i], 0);
  assertEquals(again.symbols, sent);
  const hopeless = exchange(parts, plan, { kind: "awgn", snrDb: -12, seed: 1 }, 4);
  assertEquals(hopeless.transmissions.slice(1), [4, 4, 4]);
  assert(!hopeless.arrived[2].ok && hopeless.arrived[2].bytes === undefined);
});

Deno.test("hybrid ARQ works over fading with pilots", () => {
  const plan = planLink({ snrDb: 6, channel: "tdl-c", bytes, transmissions: 4 });
  for (let seed = 0; seed < 5; seed++) {
    const { arrived, symbols } = exchange(parts, plan, { kind: "tdl-c", snrDb: 6, seed }, 4);
    assert(arrived.every(({ ok }) => ok), `seed ${seed}`);
    assert(symbols > plan.symbols, "pilots are counted");
  }
});

Deno.test("a lost datagram damages the parts that it carried, and no others", () => {
  assertEquals(loseDatagrams(parts, { loss: 0, burst: 1, seed: 1 }), parts);
  const total = bytes.reduce((sum, n) => sum + n);
  let damaged = 0;
  for (let seed = 0; seed < 50; seed++) {
    const arrived = loseDatagrams(parts, { loss: 0.3, burst: 2, seed });
    assertEquals(arrived.map((part) => part.length), bytes);
    const wrong = arrived.flatMap((part, p) => [...part].map((byte, i) => byte !== parts[p][i]));
    assertEquals(wrong.length, total);
    // Whole datagrams, each with one fate.
    for (let at = 0; at < total; at += 1200) assertEquals(new Set(wrong.slice(at, at + 1200)).size, 1);
    damaged += wrong.filter(Boolean).length / total;
  }
  assert(Math.abs(damaged / 50 - 0.3) < 0.12, `${damaged / 50} lost`);
});
