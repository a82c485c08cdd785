import { loadLink } from "../link/models.ts";
import { overTheAir } from "../link/over_the_air.ts";
import { linkOptionsSchema, OPTION_FIELDS, parseOptions } from "../_shared/options.ts";
import { names } from "../_shared/http/fields.ts";
import { Stopwatch } from "../_shared/stopwatch.ts";
import { SemcastError } from "../_shared/errors.ts";
import { once } from "../_shared/once.ts";
import { receivePacket, type ReceiveStage } from "../receive/receive.ts";
import { type Transmission, transmitPhoto, type TransmitStage } from "../transmit/transmit.ts";
import { greyOf } from "./grey.ts";
import type { Arrived, Point, Scheme } from "./scheme.ts";

const load = once(loadLink);

/** Semcast with some options of `deno task send` beyond those of a sweep. */
export function semcastScheme(given: Record<string, string> = {}): Scheme {
  return {
    send: Object.entries(given).map(([name, value]) => `--${name} ${value}`).join(" "),
    async open(photo) {
      const models = await load();
      const transmissions = new Map<string, { sent: Transmission; ms: Record<string, number> } | undefined>();
      const pictures = new Map<string, Arrived["image"]>();
      const optionsOf = ({ loss, ...point }: Point) =>
        parseOptions(linkOptionsSchema, { ...point, loss, ...given }, names(OPTION_FIELDS.link));

      const transmission = (point: Point) => {
        const name = `${point.channel} ${point.expect} ${point.cbr}`;
        if (!transmissions.has(name)) {
          const watch = new Stopwatch<TransmitStage>();
          try {
            const sent = transmitPhoto(
              photo.file.slice(),
              { ...optionsOf(point), snr: point.expect },
              models.transmit,
              watch,
            );
            transmissions.set(name, { sent, ms: watch.read() });
          } catch (error) {
            if (!(error instanceof SemcastError && error.code === "budget-too-small")) throw error;
            transmissions.set(name, undefined);
          }
        }
        return { name, made: transmissions.get(name) };
      };

      return async (point) => {
        const { name, made } = transmission(point);
        if (made === undefined) {
          return { image: greyOf(photo.image), identity: "grey", symbols: 0, bytes: 0, delivered: 0, ms: {} };
        }
        const { sent, ms } = made;
        const options = optionsOf(point);
        const watch = new Stopwatch<"code" | "channel" | "decode" | ReceiveStage>();
        const arrived = overTheAir(sent, options, watch);
        const sections = arrived.packet.sections.map(({ kind, ok }) => `${kind}${ok ? "" : " lost"}`).join();
        // The diffusion's noise has the seed too; without it the same sections give the same picture.
        const identity = `${name} ${sections} ${options.steps > 0 ? point.seed : ""}`;
        let image = pictures.get(identity);
        if (image === undefined) {
          image = (await receivePacket(arrived.packet, options, models.receive, watch)).image;
          pictures.clear(); // only the last is likely to come again, and memory stays flat
          pictures.set(identity, image);
        }
        const { sections: parts } = arrived.packet;
        return {
          image,
          identity,
          symbols: arrived.symbols ?? sent.symbols,
          bytes: sent.bytes.length,
          delivered: parts.filter(({ ok }) => ok).length / parts.length,
          ms: { ...ms, ...watch.read(), total: ms.total + watch.read().total },
        };
      };
    },
  };
}
