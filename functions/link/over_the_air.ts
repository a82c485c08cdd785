import { type ArrivedParts, channel, receive, simulate, transmit } from "../_shared/link/index.ts";
import type { LinkOptions } from "../_shared/options.ts";
import {
  assemble,
  classBytes,
  headerBytes,
  type Packet,
  type ParsedPacket,
  SECTION_KINDS,
} from "../_shared/packet/index.ts";
import type { ConstellationClass } from "../_shared/report/constellation.ts";
import type { StageTimer } from "../_shared/stopwatch.ts";
import type { Transmission } from "../transmit/transmit.ts";

const PARTS = ["header", "prompt and key map", "base layer", "enhancements"];

/** What came out at the other end. */
export interface Arrival {
  packet: ParsedPacket;
  constellation: ConstellationClass[];
}

/** The symbols of a transmission as they leave the transmitter: interleaved I, Q, without preamble and pilots. */
export function symbolsOf({ packet, plan }: Pick<Transmission, "packet" | "plan">): Float32Array {
  return transmit(partsOf(packet), plan);
}

function partsOf(packet: Packet): Uint8Array[] {
  return [headerBytes(packet), ...([0, 1, 2] as const).map((protection) => classBytes(packet, protection))];
}

/** Sends a packet's parts over the simulated channel. */
export function overTheAir(
  { packet, plan }: Transmission,
  { snr, seed, channel: kind }: LinkOptions,
  watch: StageTimer<"code" | "channel" | "decode">,
): Arrival {
  const parts = partsOf(packet);
  const air = { snrDb: snr, seed };
  let arrived: ArrivedParts;
  if (kind === "none") {
    arrived = watch.time("channel", () => simulate(parts, plan, air));
  } else {
    const symbols = watch.time("code", () => transmit(parts, plan));
    const received = watch.time("channel", () => channel({ kind, ...air }, symbols));
    const { header, classes } = watch.time("decode", () => receive(received));
    arrived = [header, ...classes];
  }
  const [header, ...classes] = arrived;
  return {
    packet: header.ok
      ? assemble({ header: header.bytes, classes: classes.map(({ bytes }) => bytes) })
      : nothingOf(packet),
    constellation: arrived.map(({ points }, i) => ({
      name: PARTS[i],
      modulation: plan.classes[i].modulation,
      points,
    })).filter(({ points }) => points.length > 0),
  };
}

/**
 * A packet whose header was lost. A real receiver would not even know the size of the photo; here the size is taken for
 * known, so that there is a picture to compare.
 */
function nothingOf({ header, sections }: Packet): ParsedPacket {
  return {
    header,
    sections: SECTION_KINDS.flatMap((kind) => {
      const section = sections.find((candidate) => candidate.kind === kind);
      return section === undefined ? [] : [{ kind, class: section.class, ok: false, bytes: section.bytes.length }];
    }),
  };
}
