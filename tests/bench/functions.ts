/**
 * Figures of the functions as processes: CPU time, memory, cold start; and of the receiver's decoder.
 *
 * @module
 */
import { type FunctionProcess, startFunction } from "../end_to_end/process.ts";
import type { Measure } from "./bench.ts";
import { jpegOf, pngOf } from "./photo.ts";

const TRANSMITTER = "functions/transmit/index.ts";

async function post(process: FunctionProcess, photo: Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await fetch(`${process.url}/v1/transmit`, { method: "POST", body: photo });
  const body = await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`Status ${response.status}: ${new TextDecoder().decode(body)}`);
}

function usageOf(process: FunctionProcess): { cpuMs: number; peakMb: number } {
  const usage = process.usage();
  if (usage === undefined) throw new Error("/proc is not available here");
  return usage;
}

async function withTransmitter<T>(work: (process: FunctionProcess) => Promise<T>): Promise<T> {
  const process = await startFunction(TRANSMITTER);
  try {
    return await work(process);
  } finally {
    await process.stop();
  }
}

/** CPU of one warm request: the mean of several, since /proc counts in steps of 10 ms. */
function warmCpu(width: number, height: number, repetitions: number): Promise<number> {
  return withTransmitter(async (process) => {
    const photo = await jpegOf(width, height);
    await post(process, photo);
    const before = usageOf(process).cpuMs;
    for (let i = 0; i < repetitions; i++) await post(process, photo);
    return (usageOf(process).cpuMs - before) / repetitions;
  });
}

/** A fresh process's first request of the largest photo of the target, and its second: CPU since its start, and peak memory. */
function coldLarge(): Promise<{ cpuMs: number; peakMb: number }[]> {
  return withTransmitter(async (process) => {
    const photo = await jpegOf(1920, 1280);
    const usages = [];
    for (let i = 0; i < 2; i++) {
      await post(process, photo.slice());
      usages.push(usageOf(process));
    }
    return usages;
  });
}

/** Milliseconds from process start to the first byte of a ready answer. */
async function startTime(entry: string, path: string): Promise<number> {
  const began = performance.now();
  const process = await startFunction(entry);
  try {
    const response = await fetch(process.url + path);
    const ms = performance.now() - began;
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${entry} answered ${response.status}`);
    return ms;
  } finally {
    await process.stop();
  }
}

/** Starts of the transmitter and of an empty app, taken in turn so that both meet the same machine: the best of each. */
async function coldStarts(repetitions = 8): Promise<{ ours: number; empty: number }> {
  const best = { ours: Infinity, empty: Infinity };
  for (let i = 0; i < repetitions; i++) {
    best.ours = Math.min(best.ours, await startTime(TRANSMITTER, "/health/ready"));
    best.empty = Math.min(best.empty, await startTime("tests/bench/empty_app.ts", "/"));
  }
  return best;
}

async function decodeTime(): Promise<number> {
  const { loadReceive } = await import("../../functions/receive/models.ts");
  const { loadTransmit } = await import("../../functions/transmit/models.ts");
  const { transmitPhoto } = await import("../../functions/transmit/transmit.ts");
  const { receivePacket } = await import("../../functions/receive/receive.ts");
  const { Stopwatch } = await import("../../functions/_shared/stopwatch.ts");
  const { parse } = await import("../../functions/_shared/packet/index.ts");
  const { receiveOptionsSchema, transmitOptionsSchema } = await import("../../functions/_shared/options.ts");
  const photo = await pngOf(512, 512);
  const sent = transmitPhoto(photo, transmitOptionsSchema.parse({}), await loadTransmit(), new Stopwatch());
  const models = await loadReceive();
  try {
    let best = Infinity;
    for (let i = 0; i < 4; i++) {
      const began = performance.now();
      await receivePacket(parse(sent.bytes), receiveOptionsSchema.parse({}), models, new Stopwatch());
      best = Math.min(best, performance.now() - began);
    }
    return best;
  } finally {
    models.close();
  }
}

/** Measures of the functions. */
export const functionMeasures: Measure[] = [
  {
    kind: "figures",
    names: ["transmit_768x512_cpu_ms"],
    measure: async () => ({ transmit_768x512_cpu_ms: await warmCpu(768, 512, 10) }),
  },
  {
    kind: "figures",
    names: ["transmit_1920x1280_cpu_ms"],
    measure: async () => ({ transmit_1920x1280_cpu_ms: await warmCpu(1920, 1280, 4) }),
  },
  {
    kind: "figures",
    names: ["transmit_1920x1280_peak_mb", "transmit_1920x1280_second_peak_mb", "transmit_1920x1280_cold_cpu_ms"],
    async measure() {
      const [first, second] = await coldLarge();
      return {
        transmit_1920x1280_peak_mb: first.peakMb,
        transmit_1920x1280_second_peak_mb: second.peakMb,
        transmit_1920x1280_cold_cpu_ms: first.cpuMs,
      };
    },
  },
  {
    kind: "figures",
    names: ["transmit_768x512_requests_per_core_second", "webp_768x512_requests_per_core_second"],
    async measure() {
      const { transmitter, webp } = await (await import("./throughput.ts")).throughput();
      return {
        transmit_768x512_requests_per_core_second: transmitter,
        webp_768x512_requests_per_core_second: webp,
      };
    },
  },
  {
    kind: "ratios",
    names: ["transmit_768x512_outside_kernels"],
    measure: async () => ({ transmit_768x512_outside_kernels: await (await import("./outside.ts")).outsideKernels() }),
  },
  {
    kind: "figures",
    names: ["cold_start_ms", "cold_start_over_empty_app_ms"],
    async measure() {
      const { ours, empty } = await coldStarts();
      return { cold_start_ms: ours, cold_start_over_empty_app_ms: ours - empty };
    },
  },
  {
    kind: "figures",
    names: ["decode_512_wasm_ms"],
    measure: async () => ({ decode_512_wasm_ms: await decodeTime() }),
  },
];
