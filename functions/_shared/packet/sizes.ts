/**
 * How many bytes the parts of a packet take, so that a rate controller can charge everything before anything is built.
 *
 * @module
 */
import { HEADER_BYTES, type PacketHeader } from "./header.ts";
import { classOf, LAYER_KINDS, SECTION_KINDS, sectionBytes, type SectionKind } from "./section.ts";

/** Payload sizes in bytes; undefined where there is no such section. */
export interface SectionSizes {
  prompt?: number;
  key_map?: number;
  base?: number;
  key?: number;
  rest?: number;
}

/** Bytes of the layer table that the header announces, CRC included; 0 where there are no layers. */
export function tableBytes(has: Record<SectionKind, boolean>): number {
  const layers = LAYER_KINDS.filter((kind) => has[kind]).length;
  return layers === 0 ? 0 : sectionBytes("table", 3 * layers);
}

/** Bytes of class 0 that the header announces: layer table, prompt and key map with their CRCs. */
export function classZeroBytes(header: PacketHeader): number {
  const prompt = header.has.prompt ? sectionBytes("prompt", header.promptBytes) : 0;
  const keyMap = header.has.key_map ? sectionBytes("key_map", header.keyMapBytes) : 0;
  return tableBytes(header.has) + prompt + keyMap;
}

/** Bytes of classes 0, 1 and 2 of a packet with such sections, CRCs and layer table included, the header not. */
export function classSizes(sizes: SectionSizes): [number, number, number] {
  const classes: [number, number, number] = [0, 0, 0];
  const has = Object.fromEntries(SECTION_KINDS.map((kind) => [kind, sizes[kind] !== undefined]));
  classes[0] = tableBytes(has as Record<SectionKind, boolean>);
  for (const kind of SECTION_KINDS) {
    const size = sizes[kind];
    if (size !== undefined) classes[classOf(kind)] += sectionBytes(kind, size);
  }
  return classes;
}

/** Bytes of a whole packet with such sections. */
export function packetBytes(sizes: SectionSizes): number {
  return classSizes(sizes).reduce((sum, size) => sum + size, HEADER_BYTES);
}
