/**
 * Reads packets: whole ones, cut ones, or what the link saved of each protection class.
 *
 * @module
 */
import { HEADER_BYTES, type PacketHeader, parseHeader } from "./header.ts";
import { classZeroBytes, tableBytes } from "./sizes.ts";
import {
  classOf,
  LAYER_KINDS,
  type LayerKind,
  type ProtectionClass,
  sectionBytes,
  type SectionKind,
  unseal,
} from "./section.ts";

/** A section that the header announced. */
export interface ParsedSection {
  kind: SectionKind;
  class: ProtectionClass;
  /** Whether it arrived whole and its CRC was right. */
  ok: boolean;
  /** Bytes with CRC as announced; 0 where that is not known. */
  bytes: number;
  /** Its bytes without CRC; only where `ok`. */
  payload?: Uint8Array;
}

/** What could be read of a packet. */
export interface ParsedPacket {
  header: PacketHeader;
  /** The announced sections in packet order, damaged and missing ones too. */
  sections: ParsedSection[];
}

/** What arrived of each part over the link; undefined where a part was lost. */
export interface ReceivedParts {
  header: Uint8Array;
  /** Classes 0, 1 and 2. Bytes behind the announced ones are ignored. */
  classes: readonly (Uint8Array | undefined)[];
}

/** Payload bytes of each layer that is there. */
type LayerTable = Partial<Record<LayerKind, number>>;

/**
 * Reads a packet. Once its header is good this never throws: each section says for itself whether it is whole.
 *
 * @throws SemcastError `malformed` or `unsupported`, see docs/packet.md
 */
export function parse(bytes: Uint8Array): ParsedPacket {
  const header = parseHeader(bytes);
  const end = HEADER_BYTES + classZeroBytes(header);
  const classZero = bytes.subarray(HEADER_BYTES, end);
  const sizes = layerSizes(header, classZero);
  const classes: (Uint8Array | undefined)[] = [classZero];
  if (sizes !== undefined) {
    const middle = end + sizes.class1;
    classes.push(bytes.subarray(end, middle), bytes.subarray(middle, middle + sizes.class2));
  }
  return readSections(header, classes);
}

/**
 * Puts together what arrived over the link.
 *
 * @throws SemcastError like {@linkcode parse}, about the header
 */
export function assemble(parts: ReceivedParts): ParsedPacket {
  return readSections(parseHeader(parts.header), parts.classes);
}

/** Bytes of class 1 and class 2, as class 0 says; undefined where its layer table is damaged or missing. */
export function layerSizes(
  header: PacketHeader,
  classZero: Uint8Array,
): { class1: number; class2: number } | undefined {
  const table = readTable(header, classZero);
  if (table === undefined) return undefined;
  const size = (kind: LayerKind) => table[kind] === undefined ? 0 : sectionBytes(kind, table[kind]);
  return { class1: size("base"), class2: size("key") + size("rest") };
}

function readTable(header: PacketHeader, classZero: Uint8Array): LayerTable | undefined {
  const length = tableBytes(header.has);
  if (length === 0) return {};
  const lengths = classZero.length < length ? undefined : unseal("table", classZero.subarray(0, length));
  if (lengths === undefined) return undefined;
  const table: LayerTable = {};
  LAYER_KINDS.filter((kind) => header.has[kind]).forEach((kind, i) => {
    table[kind] = (lengths[3 * i] << 16) | (lengths[3 * i + 1] << 8) | lengths[3 * i + 2];
  });
  return table;
}

function readSections(header: PacketHeader, classes: readonly (Uint8Array | undefined)[]): ParsedPacket {
  const [classZero, classOne] = classes;
  const table = classZero && readTable(header, classZero);
  const sizes: Partial<Record<SectionKind, number>> = {
    prompt: header.promptBytes,
    key_map: header.keyMapBytes,
    ...table,
  };
  // Without a table the base is all of class 1: nothing else is in there, and the CRC tells if that was wrong.
  if (table === undefined && classOne !== undefined && classOne.length >= sectionBytes("base", 0)) {
    sizes.base = classOne.length - sectionBytes("base", 0);
  }
  const offsets: [number, number, number] = [tableBytes(header.has), 0, 0];
  const sections: ParsedSection[] = [];
  for (const kind of ["prompt", "key_map", ...LAYER_KINDS] as const) {
    if (!header.has[kind]) continue;
    const protection = classOf(kind);
    const payloadBytes = sizes[kind];
    const section: ParsedSection = { kind, class: protection, ok: false, bytes: 0 };
    sections.push(section);
    if (payloadBytes === undefined) continue;
    section.bytes = sectionBytes(kind, payloadBytes);
    const start = offsets[protection];
    offsets[protection] += section.bytes;
    const received = classes[protection]?.subarray(start, start + section.bytes);
    if (received === undefined || received.length < section.bytes) continue;
    const payload = unseal(kind, received);
    if (payload !== undefined) Object.assign(section, { ok: true, payload });
  }
  return { header, sections };
}

/** The payload of a section that arrived whole, else undefined. */
export function payloadOf(packet: ParsedPacket, kind: SectionKind): Uint8Array | undefined {
  return packet.sections.find((section) => section.kind === kind)?.payload;
}
