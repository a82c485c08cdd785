import { loadLink } from "../link/models.ts";
import { analogOverTheAir, type Arrival, overTheAir } from "../link/over_the_air.ts";
import { type LinkOptions, linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../_shared/options.ts";
import { names } from "../_shared/http/fields.ts";
import { type StageTimer, Stopwatch } from "../_shared/stopwatch.ts";
import { SemcastError } from "../_shared/errors.ts";
import { once } from "../_shared/once.ts";
import { loadShippedCodec } from "../_shared/codec_model.ts";
import { modelFiles } from "../_shared/models.ts";
import { loadReceiveFrom } from "../receive/models.ts";
import { type ReceivedAmplitudes, receivePacket, type ReceiveStage } from "../receive/receive.ts";
import { transmitAnalogPrepared } from "../transmit/analog.ts";
import { photoWork } from "../transmit/photo_work.ts";
import type { PhotoOptions, TransmitStage } from "../transmit/prepare.ts";
import { type Transmission, transmitPrepared } from "../transmit/transmit.ts";
import { withFloatActivations } from "./float_network.ts";
import { greyOf } from "./grey.ts";
import type { Arrived, Point, Scheme } from "./scheme.ts";

const load = once(loadLink);
const loadFloat = once(() => {
  const files = modelFiles();
  const bytes = async (name: string) =>
    name.endsWith(".onnx") ? withFloatActivations(await files.bytes(name)) : await files.bytes(name);
  return loadReceiveFrom({ ...files, bytes }, loadShippedCodec());
});

/** A way of Semcast's. */
export interface SemcastVariant {
  /** Options of `deno task send` beyond those of a sweep. */
  options?: Record<string, string>;
  /** What `send` has no option for: parts that are taken away to see what they are worth. */
  ablation?: Pick<PhotoOptions, "scale" | "targets" | "withoutPrompt">;
  /** Decodes with the adapter of the sweep. */
  lora?: boolean;
  /** The decoder's networks compute in float: what the rounding of activations to 8 bits costs. */
  float?: boolean;
}

interface Sent {
  ms: Record<string, number>;
  sent: Transmission;
  cross(options: LinkOptions, watch: StageTimer<"code" | "channel" | "decode">): Arrival & {
    amplitudes?: ReceivedAmplitudes;
  };
}

/** Semcast in one of its ways. What does not depend on the channel is done once a photo. */
export function semcastScheme(variant: SemcastVariant = {}): Scheme {
  const { options: given = {}, ablation = {}, lora = false, float = false } = variant;
  const flags = Object.entries(given).map(([name, value]) => `--${name} ${value}`).join(" ");
  return {
    send: Object.keys(ablation).length === 0 && !lora && !float ? flags : undefined,
    async open(photo) {
      const models = await load();
      const receiver = float ? await loadFloat() : models.receive;
      const adapter = lora ? { lora: photo.lora } : {};
      const optionsOf = (point: Point) =>
        parseOptions(linkOptionsSchema, { ...point, ...given, ...adapter }, names(OPTION_FIELDS.link));
      const known = new Map<string, Sent | undefined>();
      const work = photoWork(photo.file.slice());

      const encode = (point: Point): Sent => {
        const watch = new Stopwatch<TransmitStage>();
        const options = { ...optionsOf(point), ...ablation, snr: point.expect };
        const prepared = work(options, models.transmit, watch);
        if (options.mode === "analog") {
          const sent = transmitAnalogPrepared(prepared, options, models.transmit, watch);
          return { sent, ms: watch.read(), cross: (o, w) => analogOverTheAir(sent, o, w) };
        }
        const sent = transmitPrepared(prepared, options, models.transmit, watch);
        return { sent, ms: watch.read(), cross: (o, w) => overTheAir(sent, o, w) };
      };
      const encoded = (name: string, point: Point): Sent | undefined => {
        if (!known.has(name)) {
          try {
            known.set(name, encode(point));
          } catch (error) {
            if (!(error instanceof SemcastError && error.code === "budget-too-small")) throw error;
            known.set(name, undefined);
          }
        }
        return known.get(name);
      };
      let last: { identity: string; image: Arrived["image"] } | undefined;

      return async (point) => {
        const name = `${point.channel} ${point.expect} ${point.cbr}`;
        const made = encoded(name, point);
        if (made === undefined) {
          return { image: greyOf(photo.image), identity: "grey", symbols: 0, bytes: 0, delivered: 0, ms: {} };
        }
        const { sent, ms } = made;
        const options = optionsOf(point);
        const watch = new Stopwatch<"code" | "channel" | "decode" | ReceiveStage>();
        const { amplitudes, ...arrived } = made.cross(options, watch);
        const { sections: parts } = arrived.packet;
        const sections = parts.map(({ kind, ok }) => `${kind}${ok ? "" : " lost"}`).join();
        // Amplitudes and the diffusion's noise have the seed in them; without them the same sections give the same picture.
        const random = amplitudes !== undefined ? `${point.snr} ${point.seed}` : options.steps > 0 ? point.seed : "";
        const identity = `${name} ${sections} ${random}`;
        if (last?.identity !== identity) {
          const received = await receivePacket(arrived.packet, options, receiver, watch, {}, amplitudes);
          last = { identity, image: received.image }; // only the last is likely to come again, and memory stays flat
        }
        const whole = parts.filter(({ ok }) => ok).length;
        return {
          image: last.image,
          identity,
          symbols: arrived.symbols ?? sent.symbols,
          bytes: sent.bytes.length,
          // An analog frame of the header alone has no sections: its amplitudes are what arrives.
          delivered: parts.length > 0 ? whole / parts.length : amplitudes === undefined ? 0 : 1,
          ms: { ...ms, ...watch.read(), total: ms.total + watch.read().total },
        };
      };
    },
  };
}
