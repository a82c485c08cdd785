/**
 * The parts of a packet behind its header: bytes followed by a masked CRC.
 *
 * @module
 */
import { crc16, crc24a } from "./crc.ts";

/** What a section carries. */
export type SectionKind = "prompt" | "key_map" | "base" | "key" | "rest";
/** How strongly a section is protected on the link: 0 most, 2 least. */
export type ProtectionClass = 0 | 1 | 2;
/** Layers of the latent stream, in the order of the layer table. */
export type LayerKind = "base" | "key" | "rest";

/** All sections in the order in which they lie in a packet. */
export const SECTION_KINDS: readonly SectionKind[] = ["prompt", "key_map", "base", "key", "rest"];
/** The layers in the order of the layer table. */
export const LAYER_KINDS: readonly LayerKind[] = ["base", "key", "rest"];

/** Number in the CRC's mask, protection class and bytes of CRC of each section. */
const SECTIONS: Record<SectionKind | "table", { number: number; class: ProtectionClass; crcBytes: 2 | 3 }> = {
  table: { number: 1, class: 0, crcBytes: 2 },
  prompt: { number: 2, class: 0, crcBytes: 2 },
  key_map: { number: 3, class: 0, crcBytes: 2 },
  base: { number: 4, class: 1, crcBytes: 3 },
  key: { number: 5, class: 2, crcBytes: 3 },
  rest: { number: 6, class: 2, crcBytes: 3 },
};

/** The protection class that a section is sent in. */
export function classOf(kind: SectionKind): ProtectionClass {
  return SECTIONS[kind].class;
}

/** Bytes of a section on the way: its payload and the CRC. */
export function sectionBytes(kind: SectionKind | "table", payloadBytes: number): number {
  return payloadBytes + SECTIONS[kind].crcBytes;
}

function maskedCrc(kind: SectionKind | "table", payload: Uint8Array): Uint8Array {
  const { number, crcBytes } = SECTIONS[kind];
  const crc = crcBytes === 2 ? crc16(payload) : crc24a(payload);
  return Uint8Array.from({ length: crcBytes }, (_, i) => (crc >> (8 * (crcBytes - 1 - i))) & 0xff ^ (0xa0 + number));
}

/** The payload with its CRC behind it. */
export function seal(kind: SectionKind | "table", payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(sectionBytes(kind, payload.length));
  bytes.set(payload);
  bytes.set(maskedCrc(kind, payload), payload.length);
  return bytes;
}

/** The payload of a section (a copy), or undefined where the CRC says that it is damaged. */
export function unseal(kind: SectionKind | "table", bytes: Uint8Array): Uint8Array | undefined {
  const length = bytes.length - SECTIONS[kind].crcBytes;
  if (length < 0) return undefined;
  const payload = bytes.slice(0, length);
  return maskedCrc(kind, payload).every((byte, i) => byte === bytes[length + i]) ? payload : undefined;
}
