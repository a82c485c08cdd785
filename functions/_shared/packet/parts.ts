import { SemcastError } from "../errors.ts";
import { HEADER_BYTES, parseHeader } from "./header.ts";
import { layerSizes } from "./parse.ts";
import { classZeroBytes } from "./sizes.ts";

/**
 * The parts of a packet that are protected differently on the link: header, then classes 0, 1 and 2. What arrived of them
 * goes to `assemble`.
 *
 * @throws {SemcastError} `malformed` or `unsupported` for a header; `malformed` where bytes are missing or too many
 */
export function partsOf(packet: Uint8Array): [header: Uint8Array, ...classes: [Uint8Array, Uint8Array, Uint8Array]] {
  const header = parseHeader(packet);
  const one = HEADER_BYTES + classZeroBytes(header);
  const sizes = layerSizes(header, packet.subarray(HEADER_BYTES, one));
  if (sizes === undefined) throw new SemcastError("malformed", "Packet's layer table is damaged or missing");
  const two = one + sizes.class1, end = two + sizes.class2;
  if (packet.length !== end) {
    throw new SemcastError("malformed", `Packet has ${packet.length} bytes, its header says ${end}`);
  }
  return [
    packet.subarray(0, HEADER_BYTES),
    packet.subarray(HEADER_BYTES, one),
    packet.subarray(one, two),
    packet.subarray(two, end),
  ];
}
