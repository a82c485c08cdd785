import {
  type ArrivedParts,
  channel,
  type ChannelSettings,
  exchange,
  loseDatagrams,
  meanSnrDb,
  receive,
  receiveAnalog,
  type ReceivedClass,
  shown,
  simulate,
  transmit,
} from "../_shared/link/index.ts";
import type { LinkOptions } from "../_shared/options.ts";
import {
  assemble,
  classBytes,
  HEADER_BYTES,
  headerBytes,
  type Packet,
  type ParsedPacket,
  SECTION_KINDS,
} from "../_shared/packet/index.ts";
import type { ConstellationClass } from "../_shared/report/constellation.ts";
import type { StageTimer } from "../_shared/stopwatch.ts";
import type { ReceivedAmplitudes } from "../receive/receive.ts";
import type { AnalogTransmission } from "../transmit/analog.ts";
import type { Transmission } from "../transmit/transmit.ts";
import { type CodeBlocks, codeBlocks } from "./code_blocks.ts";

/** Names of header and classes 0, 1 and 2 in reports. */
export function partNames(mode: LinkOptions["mode"]): readonly string[] {
  return mode === "analog" ? ANALOG_PARTS : PARTS;
}

const ANALOG_PARTS = ["header", "prompt and key map", "base layer", "amplitudes"];
const PARTS = ["header", "prompt and key map", "base layer", "enhancements"];

/** What came out at the other end. */
export interface Arrival {
  packet: ParsedPacket;
  constellation: ConstellationClass[];
  /** Mean Es/N0 in dB after the equalizer, of header and classes 0, 1 and 2; NaN for an empty one. */
  snrDb: number[];
  /** Code blocks of the same; undefined for a part that was not decoded. */
  blocks: (CodeBlocks | undefined)[];
  /** Transmissions of these parts. */
  transmissions: number[];
  /** Complex symbols of all transmissions with their pilots; undefined where there was but one of each. */
  symbols?: number;
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
  options: LinkOptions,
  watch: StageTimer<"code" | "channel" | "decode">,
): Arrival {
  const parts = partsOf(packet);
  const { channel: kind, snr: snrDb, seed, doppler, spread, knowledge } = options;
  const settings: ChannelSettings = { kind, snrDb, seed, doppler, spread, knowledge };
  let arrived: ArrivedParts;
  let transmissions = parts.map((part) => Math.min(1, part.length));
  let symbols: number | undefined;
  if (kind === "none") {
    const lossy = options.loss > 0 ? loseDatagrams(parts, options) : parts;
    arrived = watch.time("channel", () => simulate(lossy, plan, settings));
    if (!isHeader(lossy[0], parts[0])) arrived[0].ok = false;
  } else if (options.transmissions > 1) {
    const exchanged = watch.time("channel", () => exchange(parts, plan, settings, options.transmissions));
    ({ arrived, transmissions, symbols } = exchanged);
  } else {
    const sent = watch.time("code", () => transmit(parts, plan));
    const received = watch.time("channel", () => channel(settings, sent));
    const { header, classes } = watch.time("decode", () => receive(received));
    arrived = [header, ...classes];
  }
  const [header, ...classes] = arrived;
  return {
    packet: header.ok
      ? assemble({ header: header.bytes, classes: classes.map(({ bytes }) => bytes) })
      : nothingOf(packet),
    constellation: constellationOf(arrived, PARTS, plan),
    snrDb: arrived.map((part) => part.snrDb),
    blocks: blocksOf(parts, arrived),
    transmissions,
    symbols,
  };
}

type Drawn = Pick<ReceivedClass, "points" | "noise" | "observed">;

function constellationOf(
  parts: readonly Drawn[],
  names: readonly string[],
  { classes }: { classes: readonly { modulation: string }[] },
): ConstellationClass[] {
  return parts.map(({ points, noise, observed }, i) => ({
    name: names[i],
    modulation: classes[i].modulation,
    points,
    noise,
    observed,
  })).filter(({ points }) => points.length > 0);
}

function blocksOf(sent: readonly Uint8Array[], arrived: readonly ReceivedClass[]): Arrival["blocks"] {
  return arrived.map(({ bytes, blocks }, i) => blocks && codeBlocks(sent[i], bytes, blocks));
}

/** Sends an analog frame over the simulated channel. */
export function analogOverTheAir(
  { packet, plan, frame }: AnalogTransmission,
  options: LinkOptions,
  watch: StageTimer<"channel" | "decode">,
): Arrival & { amplitudes?: ReceivedAmplitudes } {
  const { channel: kind, snr: snrDb, seed, doppler, spread, knowledge } = options;
  const received = watch.time("channel", () => channel({ kind, snrDb, seed, doppler, spread, knowledge }, frame));
  const { header, classes, amplitudes, noise, excess } = watch.time("decode", () => receiveAnalog(received));
  const parts = [header, ...classes];
  const drawn = amplitudes === undefined ? parts : [...parts, shown(amplitudes)];
  return {
    packet: header.ok
      ? assemble({ header: header.bytes.subarray(0, HEADER_BYTES), classes: classes.map(({ bytes }) => bytes) })
      : nothingOf(packet),
    constellation: constellationOf(drawn, ANALOG_PARTS, plan),
    snrDb: [...parts.map((part) => part.snrDb), amplitudes === undefined ? NaN : meanSnrDb(amplitudes.noise)],
    blocks: blocksOf(partsOf(packet), parts),
    transmissions: plan.classes.map(({ symbols }) => Math.min(1, symbols)),
    ...(amplitudes === undefined ? {} : { amplitudes: { ...amplitudes, planned: noise, excess } }),
  };
}

function isHeader(arrived: Uint8Array, sent: Uint8Array): boolean {
  return arrived.every((byte, i) => byte === sent[i]);
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
