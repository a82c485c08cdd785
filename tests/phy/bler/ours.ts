/**
 * Our side of compare.py: answers one JSON line on standard output for each on standard input.
 *
 * @module
 */
import {
  decodeBlock,
  type Demapper,
  encodeBlock,
  type ModulationOrder,
  passChannel,
  type TransportBlock,
} from "../../../kernels/phy/wasm.ts";
import { Random } from "../../../functions/_shared/random.ts";

/** What compare.py asks for, always of one transport block. */
interface Request {
  /** `encode` a payload, `decode` symbols of a file, or `simulate` the whole chain with our own noise. */
  task: "encode" | "decode" | "simulate";
  bytes: number;
  symbols: number;
  order: ModulationOrder;
  iterations: number;
  demapper: Demapper;
  snr_db: number;
  blocks: number;
  seed: number;
  /** `encode`: the payload. */
  payload: number[];
  /** `decode`: path of the payloads of all blocks; their received symbols, float32 I and Q, are beside it in `.iq`. */
  file: string;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i]);
}

function decode(block: TransportBlock, request: Request): { iterations: number[] } {
  const payloads = Deno.readFileSync(request.file);
  const iq = new Float32Array(Deno.readFileSync(`${request.file}.iq`).buffer);
  const noise = new Float32Array(block.symbols).fill(10 ** (-request.snr_db / 10));
  const iterations = Array.from({ length: request.blocks }, (_, i) => {
    const symbols = iq.subarray(2 * block.symbols * i, 2 * block.symbols * (i + 1));
    const got = decodeBlock(block, { symbols, noise }, request);
    const right = got.ok && same(got.bytes, payloads.subarray(block.bytes * i, block.bytes * (i + 1)));
    return right ? got.iterations : 0;
  });
  return { iterations };
}

function simulate(block: TransportBlock, request: Request): { errors: number } {
  const random = new Random(request.seed);
  let errors = 0;
  for (let i = 0; i < request.blocks; i++) {
    const payload = Uint8Array.from({ length: block.bytes }, () => random.below(256));
    const air = passChannel(encodeBlock(block, payload), { snrDb: request.snr_db, seed: random.uint64() });
    const got = decodeBlock(block, air, request);
    if (!got.ok || !same(got.bytes, payload)) errors++;
  }
  return { errors };
}

let pending = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (pending + text).split("\n");
  pending = lines.pop() ?? "";
  for (const line of lines) {
    const request: Request = JSON.parse(line);
    const { bytes, symbols, order } = request;
    const block = { bytes, symbols, order };
    const answer = request.task === "encode"
      ? { symbols: Array.from(encodeBlock(block, Uint8Array.from(request.payload))) }
      : request.task === "decode"
      ? decode(block, request)
      : simulate(block, request);
    console.log(JSON.stringify(answer));
  }
}
