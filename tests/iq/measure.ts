/**
 * How well the IQ receiver does, over random air: prints the table of docs/physical-layer.md.
 *
 *     deno run --allow-read tests/iq/measure.ts [SEEDS]
 *
 * @module
 */
import { demodulateFrame, findPreambles } from "../../kernels/phy/wasm.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { frameRecording, memorySource, receiveFrame } from "../../functions/_shared/iq/index.ts";
import { Random } from "../../functions/_shared/random.ts";
import { table } from "../../functions/_shared/cli/table.ts";
import { throughAir } from "./air.ts";
import { packetFor } from "./packets.ts";

const SEEDS = Number(Deno.args[0] ?? 100);
const SNRS = [-7, -6, -3, 0, 3, 6, 10, 20, 30];

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
}

const rows: string[][] = [];
for (const snrDb of SNRS) {
  const { parts, plan, symbols } = packetFor(snrDb, 1500, 800);
  const { data, info } = frameRecording(symbols);
  const samples = new Float32Array(data.buffer);
  const whole = [0, 0, 0];
  let headers = 0, error = 0, counted = 0;
  const carrier: number[] = [], clock: number[] = [], snr: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = new Random(seed);
    const frequency = 0.005 * (2 * random.uniform() - 1);
    const ppm = 20 * (2 * random.uniform() - 1);
    const air = { snrDb, frequency, clock: 1e-6 * ppm, phase: 7 * random.uniform(), delay: 8000 * random.uniform() };
    const gain = 10 ** (6 * random.uniform() - 3);
    const received = throughAir(samples, info.amplitude, { ...air, gain, phaseNoise: 0.01, tail: 1000, seed });
    try {
      const { packet, air } = await receiveFrame(memorySource(received));
      headers++;
      packet.classes.forEach((c, i) => {
        if (c.ok && c.bytes?.every((byte, k) => byte === parts[i + 1][k])) whole[i]++;
      });
      carrier.push(air.carrierOffset - frequency);
      clock.push(air.clockPpm - ppm);
      snr.push(air.snrDb - snrDb);
      const start = findPreambles(received).find(({ time }) => Math.abs(time - air.start) < 1);
      if (start === undefined) continue;
      const got = demodulateFrame(received, start, plan.symbols).symbols;
      symbols.forEach((value, i) => error += (value - got[i]) ** 2);
      counted += plan.symbols;
    } catch (error) {
      if (!(error instanceof SemcastError)) throw error;
    }
  }
  const share = (n: number) => `${(100 * n / SEEDS).toFixed(0)} %`;
  rows.push([
    `${snrDb} dB`,
    String(info.symbols),
    share(headers),
    ...whole.map(share),
    (10 * Math.log10(error / counted) + snrDb).toFixed(2),
    rms(snr).toFixed(2),
    (1e6 * rms(carrier)).toFixed(2),
    rms(clock).toFixed(2),
  ]);
  console.error(rows[rows.length - 1].join("  "));
}
const head = ["Es/N0", "symbols", "header", "class 0", "class 1", "class 2", "loss dB", "SNR ± dB"];
console.log(table([...head, "carrier ± 1e-6", "clock ± ppm"], rows));
