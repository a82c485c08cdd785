/**
 * The receiver's stages as its app wants them.
 *
 * @module
 */
import { encodePng } from "../../kernels/pixels/wasm.ts";
import { Stopwatch } from "../_shared/stopwatch.ts";
import type { ReceiveService } from "./app.ts";
import { loadReceive } from "./models.ts";
import { fractionOf, receivePacket, type ReceiveStage } from "./receive.ts";
import { parse } from "../_shared/packet/index.ts";

/** The real stages; `close` ends the decoder's worker. */
export function receiveService(): ReceiveService & { close(): void } {
  let close = () => {};
  const load = async () => {
    const models = await loadReceive();
    close = () => models.runtime.close();
    return models;
  };
  return {
    ready: load,
    close: () => close(),
    async receive(bytes, options) {
      const models = await load();
      const watch = new Stopwatch<ReceiveStage>();
      const parsed = watch.time("decode", () => parse(bytes));
      const received = await receivePacket(parsed, options, models, watch);
      const png = encodePng(received.image);
      const { decode, diffuse, total } = watch.read();
      return {
        png,
        report: {
          image: { width: received.image.width, height: received.image.height },
          prompt: received.prompt ?? null,
          key_fraction: received.key === undefined ? null : fractionOf(received.key),
          layers: received.layers,
          decoder: received.decoder,
          ms: { decode, diffuse, total },
        },
      };
    },
  };
}
