/**
 * Packet stage: one coded photo as bytes, whole or by protection class. The format is in docs/packet.md.
 *
 * @module
 */
export { crc16, crc24a } from "./crc.ts";
export {
  codedSize,
  FULL_SCALE,
  HEADER_BYTES,
  MAX_PIXELS,
  MAX_SIDE,
  PACKET_VERSION,
  type PacketHeader,
  parseHeader,
  type Profile,
} from "./header.ts";
export {
  classBytes,
  headerBytes,
  type Packet,
  type PacketFields,
  packetize,
  type Section,
  serialize,
} from "./packetize.ts";
export {
  assemble,
  layerSizes,
  parse,
  type ParsedPacket,
  type ParsedSection,
  payloadOf,
  type ReceivedParts,
} from "./parse.ts";
export { partsOf } from "./parts.ts";
export {
  classOf,
  LAYER_KINDS,
  type LayerKind,
  type ProtectionClass,
  SECTION_KINDS,
  type SectionKind,
} from "./section.ts";
export { classSizes, classZeroBytes, packetBytes, type SectionSizes } from "./sizes.ts";
