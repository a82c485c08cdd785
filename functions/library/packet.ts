/**
 * The packet as a library: reads and takes apart what the transmitter made. Needs no kernels.
 *
 * @module
 */
export { type ErrorCode, SemcastError } from "../_shared/errors.ts";
export { type PacketHeader, parseHeader, type Profile } from "../_shared/packet/header.ts";
export { partsOf } from "../_shared/packet/parts.ts";
export {
  assemble,
  parse,
  type ParsedPacket,
  type ParsedSection,
  payloadOf,
  type ReceivedParts,
} from "../_shared/packet/parse.ts";
export type { LayerKind, ProtectionClass, SectionKind } from "../_shared/packet/section.ts";

/** Media type of a packet. */
export const PACKET_TYPE = "application/vnd.semcast.packet";
