/**
 * Figures of the kernels, from the benches of each.
 *
 * @module
 */
import type { Measure } from "./bench.ts";
import { METRIC_RATIOS } from "./metrics.ts";

/** Measures of the kernels. Each bench is loaded when its turn comes, so that one that fails harms no other. */
export const kernelMeasures: Measure[] = [
  {
    kind: "ratios",
    names: ["encoder_two_threads"],
    // First: it starts Workers.
    measure: async () => ({ encoder_two_threads: await (await import("./nn.ts")).threadRatio() }),
  },
  {
    kind: "ratios",
    names: ["encoder_vs_onnxruntime_web", "encoder_vs_bare_product", "depthwise_vs_bandwidth"],
    measure: async () => await (await import("./nn.ts")).nnRatios(),
  },
  {
    kind: "ratios",
    names: ["encoder_vs_onnxruntime_native"],
    measure: async () => ({ encoder_vs_onnxruntime_native: await (await import("./nn.ts")).nativeRatio() }),
  },
  {
    kind: "figures",
    names: [
      "ldpc_decode_mbit_s",
      "ldpc_decode_gedges_s",
      "ldpc_decode_share_of_simd_peak",
      "ldpc_decoder_kb",
      "ldpc_encode_mbit_s",
      "receive_mbit_s",
      "transmit_mbit_s",
    ],
    measure: async () => ({ ...(await import("./phy.ts")).phyFigures() }),
  },
  {
    kind: "ratios",
    names: ["ldpc_decode_vs_native"],
    measure: async () => ({ ldpc_decode_vs_native: await (await import("./phy_native.ts")).nativeRatio() }),
  },
  {
    kind: "ratios",
    names: METRIC_RATIOS,
    measure: async () => await (await import("./metrics.ts")).metricsVsPiq(),
  },
];
