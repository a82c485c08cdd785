/**
 * The receiver's stages as its app wants them.
 *
 * @module
 */
import { encodePng } from "../../kernels/pixels/wasm.ts";
import { Stopwatch } from "../_shared/stopwatch.ts";
import type { ReceiveService } from "./app.ts";
import type { Config } from "../_shared/http/config.ts";
import { loadReceive, type ReceiveModels } from "./models.ts";
import { fractionOf, receivePacket, type ReceiveStage } from "./receive.ts";
import { parse } from "../_shared/packet/index.ts";

/** The real stages; `close` ends the decoder's worker. */
export function receiveService(config: Config): ReceiveService & { close(): void } {
  let close = () => {};
  const load = async () => {
    const models = await loadReceive();
    close = models.close;
    return models;
  };
  return {
    ready: async () => warmUp(await load(), config),
    close: () => close(),
    async receive(bytes, { decoder = config.DECODER, ...options }, { onStage, onPreview, ...hooks } = {}) {
      const models = await load();
      const watch = new Stopwatch<ReceiveStage>(onStage);
      const parsed = watch.time("decode", () => parse(bytes));
      const received = await receivePacket(parsed, { decoder, ...options }, models, watch, {
        ...hooks,
        onPreview: onPreview && ((step, image) => onPreview(step, encodePng(image))),
        deadlineMs: config.DECODER_DEADLINE_MS,
      });
      if (received.reason !== undefined) console.error(`Degraded: ${received.reason}`);
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

/**
 * Where pictures come from elsewhere, the embedded decoder is started before it is needed: to load it may take longer than
 * a deadline leaves.
 */
async function warmUp(models: ReceiveModels, { DECODER: decoder = "wasm" }: Config): Promise<void> {
  if (decoder === "wasm") return;
  const cell = { h: 1, w: 1, reliability: new Float32Array(1), step: new Float32Array(1) };
  await models.runtime.synthesize({ ...cell, yHat: new Float32Array(models.codec.description.lost_scale.length) });
}
