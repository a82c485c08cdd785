/**
 * How much of a transmission passes outside of kernels: every export of their WebAssembly is timed from call to return.
 *
 * @module
 */
import { loadConfig } from "../../functions/_shared/http/config.ts";
import { createTransmitApp } from "../../functions/transmit/app.ts";
import { transmitService } from "../../functions/transmit/service.ts";
import { BACKEND } from "../../kernels/nn/backend.ts";
import type { KernelGlue } from "../../kernels/load.ts";
import { jpegOf } from "./photo.ts";

/** Milliseconds inside of kernels so far. */
interface Clock {
  inside: number;
  depth: number;
}

const GLUES = {
  pixels: () => import("../../kernels/pkg/pixels/pixels_bg.js"),
  entropy: () => import("../../kernels/pkg/entropy/entropy_bg.js"),
  phy: () => import("../../kernels/pkg/phy/phy_bg.js"),
  nn: () =>
    BACKEND === "relaxed" ? import("../../kernels/pkg/nn-relaxed/nn_bg.js") : import("../../kernels/pkg/nn/nn_bg.js"),
};
const EXPORTS = {
  pixels: () => import("../../kernels/pkg/pixels/pixels_bg.wasm"),
  entropy: () => import("../../kernels/pkg/entropy/entropy_bg.wasm"),
  phy: () => import("../../kernels/pkg/phy/phy_bg.wasm"),
  nn: () =>
    BACKEND === "relaxed"
      ? import("../../kernels/pkg/nn-relaxed/nn_bg.wasm")
      : import("../../kernels/pkg/nn/nn_bg.wasm"),
};

/** The same exports, their functions timed; a call from within a kernel counts once. */
function timed(exports: WebAssembly.Exports, clock: Clock): WebAssembly.Exports {
  const entries = Object.entries(exports).map(([name, value]): [string, WebAssembly.ExportValue] => {
    if (typeof value !== "function") return [name, value];
    return [name, (...args: unknown[]) => {
      const began = performance.now();
      clock.depth++;
      try {
        return value(...args);
      } finally {
        if (--clock.depth === 0) clock.inside += performance.now() - began;
      }
    }];
  });
  return Object.fromEntries(entries);
}

/**
 * Share of one warm `POST /v1/transmit` of a 768×512 JPEG that its kernels do not take: HTTP, copies in and out, everything
 * in TypeScript. Of many requests in this process the median.
 */
export async function outsideKernels(repetitions = 30): Promise<number> {
  const clock: Clock = { inside: 0, depth: 0 };
  const photo = await jpegOf(768, 512);
  const config = loadConfig(() => undefined);
  const app = createTransmitApp(transmitService(config), config);
  const send = async () => {
    const response = await app.request("/v1/transmit", { method: "POST", body: photo.slice() });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`Status ${response.status}`);
  };
  for (let i = 0; i < 5; i++) await send();
  const names = ["pixels", "entropy", "phy", "nn"] as const;
  const kernels = await Promise.all(names.map(async (name) => ({
    // wasm-bindgen's glue exports the setter and leaves it out of its types.
    glue: await GLUES[name]() as unknown as KernelGlue,
    exports: await EXPORTS[name]() as unknown as WebAssembly.Exports,
  })));
  try {
    for (const { glue, exports } of kernels) glue.__wbg_set_wasm(timed(exports, clock));
    const shares: number[] = [];
    for (let i = 0; i < repetitions; i++) {
      clock.inside = 0;
      const began = performance.now();
      await send();
      shares.push(1 - clock.inside / (performance.now() - began));
    }
    return shares.sort((a, b) => a - b)[repetitions >> 1];
  } finally {
    for (const { glue, exports } of kernels) glue.__wbg_set_wasm(exports);
  }
}
