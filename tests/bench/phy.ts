/**
 * Figures of the physical layer: LDPC decoding and encoding, one WASM thread.
 *
 *   deno run tests/bench/phy.ts
 *
 * @module
 */
import { decodeBlock, encodeBlock, LdpcDecoder, ldpcEncode, passChannel, simdPeak } from "../../kernels/phy/wasm.ts";
import { MCS_TABLE, planLink } from "../../functions/_shared/link/index.ts";
import { Random } from "../../functions/_shared/random.ts";

const Z = 384;
const INFORMATION = 22 * Z;
/** Columns of base graph 1 that rate 1/2 reaches: 2 punctured and 44 sent. */
const HALF_RATE_COLUMNS = 46;
const ITERATIONS = 8;
/** Vector operations of a row's update for each edge, loads and stores not counted: kernels/phy/src/ldpc_decode/vector.rs. */
const OPERATIONS_AN_EDGE = 16;

/** Figures by name, as `deno task bench` prints them. */
export interface PhyFigures {
  /** Information bits, base graph 1, lifting size 384, rate 1/2, 8 iterations without early stop. */
  ldpc_decode_mbit_s: number;
  /** Edges a second of that, in thousands of millions. */
  ldpc_decode_gedges_s: number;
  /** Vector operations of that against those of registers alone, in the same run. */
  ldpc_decode_share_of_simd_peak: number;
  /** Working memory of that decoder, kept from block to block. */
  ldpc_decoder_kb: number;
  /** Information bits, the same code, all columns. */
  ldpc_encode_mbit_s: number;
  /** Payload bits of a 6 kB base layer at 3 dB: all steps from symbols to bytes. */
  receive_mbit_s: number;
  /** The same from bytes to symbols. */
  transmit_mbit_s: number;
  /** Bits a symbol of a 6 kB base layer planned for 3 dB. */
  base_bits_per_symbol_3_db: number;
}

/** Time for each measurement: the engine optimizes the decoder while it runs, which takes it up to a second. */
const MILLISECONDS = 2500;

/** Best of many runs, in microseconds: other processes only ever add time. */
function best(action: () => void): number {
  let least = Infinity;
  for (const end = performance.now() + MILLISECONDS; performance.now() < end;) {
    const began = performance.now();
    action();
    least = Math.min(least, performance.now() - began);
  }
  return 1000 * least;
}

/** Measures {@linkcode PhyFigures}, in about fifteen seconds. */
export function phyFigures(): PhyFigures {
  const random = new Random(1);
  const information = Uint8Array.from({ length: INFORMATION }, () => random.below(2));
  const sent = ldpcEncode(1, Z, information);
  const soft = new Int8Array(68 * Z);
  for (let i = 0; i < (HALF_RATE_COLUMNS - 2) * Z; i++) {
    soft[2 * Z + i] = Math.round((sent[i] === 1 ? -12 : 12) + 8 * random.gaussian());
  }
  const decoder = new LdpcDecoder(1, Z);
  const decode = best(() => decoder.run(soft, ITERATIONS));
  const vectors = decoder.edges(HALF_RATE_COLUMNS) * ITERATIONS / 16;
  const memory = decoder.memory;
  decoder.free();
  const rounds = 200_000;
  let computed = 0;
  const peak = best(() => computed = simdPeak(rounds));
  const encode = best(() => ldpcEncode(1, Z, information));

  const bytes = 6000;
  const base = planLink({ snrDb: 3, channel: "awgn", bytes: [16, 100, bytes, 0] }).classes[2];
  const block = { bytes, symbols: base.symbols, order: MCS_TABLE[base.index].order };
  const payload = Uint8Array.from({ length: bytes }, () => random.below(256));
  const air = passChannel(encodeBlock(block, payload), { snrDb: 3, seed: 1 });
  return {
    ldpc_decode_mbit_s: INFORMATION / decode,
    ldpc_decode_gedges_s: 16 * vectors / decode / 1000,
    ldpc_decode_share_of_simd_peak: OPERATIONS_AN_EDGE * vectors / decode / (computed / peak),
    ldpc_decoder_kb: memory / 1024,
    ldpc_encode_mbit_s: INFORMATION / encode,
    receive_mbit_s: 8 * bytes / best(() => decodeBlock(block, air)),
    transmit_mbit_s: 8 * bytes / best(() => encodeBlock(block, payload)),
    base_bits_per_symbol_3_db: 8 * bytes / base.symbols,
  };
}

if (import.meta.main) {
  for (const [name, value] of Object.entries(phyFigures())) console.log(`${name.padEnd(28)} ${value.toFixed(2)}`);
  for (const snrDb of [-6, -3, 0, 3, 6, 10, 15, 20]) {
    const plan = planLink({ snrDb, channel: "awgn", bytes: [16, 100, 6000, 6000] });
    const figures = plan.classes.slice(1).map((c) => `${c.mcs} (${(8 * c.bytes / c.symbols).toFixed(3)})`);
    const best = Math.log2(1 + 10 ** (snrDb / 10));
    console.log(`${String(snrDb).padStart(3)} dB, capacity ${best.toFixed(3)}: ${figures.join(", ")}`);
  }
}
