/**
 * Builds packets: from fields and coded sections to bytes, whole or by protection class.
 *
 * @module
 */
import { joinBytes } from "../bytes.ts";
import { SemcastError } from "../errors.ts";
import { encodeHeader, FULL_SCALE, type PacketHeader } from "./header.ts";
import { classOf, LAYER_KINDS, type ProtectionClass, seal, SECTION_KINDS, type SectionKind } from "./section.ts";

/** Longest layer in bytes: its length has 24 bits. */
const MAX_LAYER_BYTES = 0xffffff;

/** What goes into a packet. */
export interface PacketFields extends Pick<PacketHeader, "profile" | "width" | "height" | "q" | "rho" | "modelId"> {
  /** Eighths of its sides at which the photo is coded; all eight by default. */
  scale?: number;
  /** Coded prompt, at most 255 bytes. */
  prompt?: Uint8Array;
  /** Coded key map, at most 65535 bytes; without one every cell is a rest cell. */
  keyMap?: Uint8Array;
  /** Coded layers. */
  layers: { base?: Uint8Array; key?: Uint8Array; rest?: Uint8Array };
}

/** A section as it is sent. */
export interface Section {
  kind: SectionKind;
  class: ProtectionClass;
  /** Payload and CRC. */
  bytes: Uint8Array;
}

/** A packet in its parts. */
export interface Packet {
  header: PacketHeader;
  /** The layer table with its CRC; empty where there are no layers. */
  table: Uint8Array;
  /** In the order in which they are sent. */
  sections: Section[];
}

/**
 * Puts a packet together.
 *
 * @throws SemcastError `invalid-argument` (a field out of its range), `too-large` (a section that its length cannot say)
 */
export function packetize(fields: PacketFields): Packet {
  const { profile, width, height, scale = FULL_SCALE, q, rho, modelId, prompt, keyMap, layers } = fields;
  const payloads: Record<SectionKind, Uint8Array | undefined> = {
    prompt,
    key_map: keyMap,
    base: layers.base,
    key: layers.key,
    rest: layers.rest,
  };
  const limits: Record<SectionKind, number> = {
    prompt: 0xff,
    key_map: 0xffff,
    base: MAX_LAYER_BYTES,
    key: MAX_LAYER_BYTES,
    rest: MAX_LAYER_BYTES,
  };
  const has: Record<SectionKind, boolean> = { prompt: false, key_map: false, base: false, key: false, rest: false };
  const sections: Section[] = [];
  for (const kind of SECTION_KINDS) {
    const payload = payloads[kind];
    if (payload === undefined) continue;
    if (payload.length > limits[kind]) {
      throw new SemcastError("too-large", `Section ${kind} has ${payload.length} bytes, more than ${limits[kind]}`);
    }
    has[kind] = true;
    sections.push({ kind, class: classOf(kind), bytes: seal(kind, payload) });
  }
  const promptBytes = prompt?.length ?? 0, keyMapBytes = keyMap?.length ?? 0;
  const header = { profile, width, height, scale, q, rho, modelId, has, promptBytes, keyMapBytes };
  encodeHeader(header); // so that a field out of range is found here
  return { header, table: layerTable(payloads), sections };
}

function layerTable(payloads: Record<SectionKind, Uint8Array | undefined>): Uint8Array {
  const lengths = LAYER_KINDS.map((kind) => payloads[kind]?.length).filter((length) => length !== undefined);
  if (lengths.length === 0) return new Uint8Array();
  return seal("table", Uint8Array.from(lengths.flatMap((n) => [n >> 16, (n >> 8) & 0xff, n & 0xff])));
}

/** The 16 bytes that go first. */
export function headerBytes(packet: Packet): Uint8Array {
  return encodeHeader(packet.header);
}

/** All that is sent in one protection class, without the header; empty where there is nothing. */
export function classBytes(packet: Packet, protection: ProtectionClass): Uint8Array {
  const sections = packet.sections.filter((section) => section.class === protection).map((section) => section.bytes);
  return joinBytes(protection === 0 ? [packet.table, ...sections] : sections);
}

/** The packet as one byte string. */
export function serialize(packet: Packet): Uint8Array<ArrayBuffer> {
  return joinBytes([headerBytes(packet), packet.table, ...packet.sections.map((section) => section.bytes)]);
}
