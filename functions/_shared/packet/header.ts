/**
 * The 16 bytes in front of every packet: `docs/packet.md` has the fields bit by bit.
 *
 * @module
 */
import { SemcastError } from "../errors.ts";
import { crc16 } from "./crc.ts";
import type { SectionKind } from "./section.ts";

/** Bytes of the header, its CRC-16 included. */
export const HEADER_BYTES = 16;
/** Newest version that this build reads; it writes version 1 where the photo is coded at its own size, which older ones read. */
export const PACKET_VERSION = 2;
/** `scale` of a photo that is coded at its own size. */
export const FULL_SCALE = 8;
/** Longest side of a photo in pixels. */
export const MAX_SIDE = 16384;
/** Most pixels of a photo. */
export const MAX_PIXELS: number = 2 ** 24;

const MAGIC = 0x5343;
const PROFILES = ["tiny", "large"] as const;
/** Bit of each section in bytes 7–8; bit 0 is reserved. */
const FLAGS: Record<SectionKind, number> = { prompt: 32, key_map: 16, base: 8, key: 4, rest: 2 };

/** Set of models that coded the photo. */
export type Profile = typeof PROFILES[number];

/** What the header says. */
export interface PacketHeader {
  profile: Profile;
  /** Pixels, 1…{@linkcode MAX_SIDE}. */
  width: number;
  /** Pixels, 1…{@linkcode MAX_SIDE}; width × height is at most {@linkcode MAX_PIXELS}. */
  height: number;
  /** Eighths of its sides at which the photo is coded, 1…{@linkcode FULL_SCALE}; see {@linkcode codedSize}. */
  scale: number;
  /** Index of the fine step of key cells, 0…47. */
  q: number;
  /** How much coarser the step of rest cells is, 1/8 octave, 0…15. */
  rho: number;
  /** First two bytes of the SHA-256 of the codec's weights, 0…0xffff. */
  modelId: number;
  /** Which sections the packet has. */
  has: Record<SectionKind, boolean>;
  /** Bytes of the prompt without CRC, 0…255. */
  promptBytes: number;
  /** Bytes of the key map without CRC, 0…65535. */
  keyMapBytes: number;
}

const RANGES = {
  width: [1, MAX_SIDE],
  height: [1, MAX_SIDE],
  scale: [1, FULL_SCALE],
  q: [0, 47],
  rho: [0, 15],
  modelId: [0, 0xffff],
  promptBytes: [0, 0xff],
  keyMapBytes: [0, 0xffff],
} as const;

/** Pixels of the picture that is coded, which the receiver enlarges to the photo's size. */
export function codedSize(
  { width, height, scale }: Pick<PacketHeader, "width" | "height" | "scale">,
): { width: number; height: number } {
  const side = (pixels: number) => Math.ceil(pixels * scale / FULL_SCALE);
  return { width: side(width), height: side(height) };
}

/** The first thing that is wrong with a header, or undefined. */
function fault(header: PacketHeader): string | undefined {
  for (const name of Object.keys(RANGES) as (keyof typeof RANGES)[]) {
    const [min, max] = RANGES[name];
    const value = header[name];
    if (!Number.isInteger(value) || value < min || value > max) return `${name} is ${value}, not ${min} to ${max}`;
  }
  const { has } = header;
  if ((has.key || has.rest) && !has.base) return "Packet has an enhancement layer, but no base layer";
  if (!has.prompt && header.promptBytes > 0) return `promptBytes is ${header.promptBytes} without a prompt`;
  if (!has.key_map && header.keyMapBytes > 0) return `keyMapBytes is ${header.keyMapBytes} without a key map`;
}

/**
 * Writes a header.
 *
 * @throws SemcastError `invalid-argument` naming the field and its range
 */
export function encodeHeader(header: PacketHeader): Uint8Array {
  const pixels = header.width * header.height;
  const wrong = fault(header) ??
    (pixels > MAX_PIXELS ? `Photo has ${pixels} pixels, more than ${MAX_PIXELS}` : undefined);
  if (wrong !== undefined) throw new SemcastError("invalid-argument", wrong);
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, MAGIC);
  const profile = PROFILES.indexOf(header.profile), smaller = FULL_SCALE - header.scale;
  view.setUint8(2, smaller === 0 ? 0x10 | profile : 0x20 | (smaller << 1) | profile);
  view.setUint16(3, header.width);
  view.setUint16(5, header.height);
  let flags = 0;
  for (const [kind, bit] of Object.entries(FLAGS)) if (header.has[kind as SectionKind]) flags |= bit;
  view.setUint16(7, (header.q << 10) | (header.rho << 6) | flags);
  view.setUint16(9, header.modelId);
  view.setUint8(11, header.promptBytes);
  view.setUint16(12, header.keyMapBytes);
  view.setUint16(14, crc16(bytes.subarray(0, 14)));
  return bytes;
}

/**
 * Reads the first 16 bytes of a packet.
 *
 * @throws SemcastError `malformed` or `unsupported`, see docs/packet.md
 */
export function parseHeader(bytes: Uint8Array): PacketHeader {
  if (bytes.length < HEADER_BYTES) {
    throw new SemcastError("malformed", `Packet has ${bytes.length} bytes, its header alone ${HEADER_BYTES}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (view.getUint16(0) !== MAGIC) {
    throw new SemcastError("malformed", "Bytes are no Semcast packet: wrong magic number");
  }
  const version = bytes[2] >> 4;
  if (version < 1 || version > PACKET_VERSION) {
    throw new SemcastError("unsupported", `Packet is of version ${version}, expected 1 to ${PACKET_VERSION}`);
  }
  if (view.getUint16(14) !== crc16(bytes.subarray(0, 14))) {
    throw new SemcastError("malformed", "Packet header is damaged: wrong CRC");
  }
  const bits = view.getUint16(7);
  // Version 1 has four bits for the profile, version 2 one, and three for the scale.
  const number = version === 1 ? bytes[2] & 15 : bytes[2] & 1;
  const profile = PROFILES.at(number);
  if (profile === undefined || bits & 1) {
    throw new SemcastError("unsupported", `Packet has profile ${number} and reserved bit ${bits & 1}`);
  }
  const header: PacketHeader = {
    profile,
    width: view.getUint16(3),
    height: view.getUint16(5),
    scale: version === 1 ? FULL_SCALE : FULL_SCALE - ((bytes[2] >> 1) & 7),
    q: bits >> 10,
    rho: (bits >> 6) & 15,
    modelId: view.getUint16(9),
    has: {
      prompt: (bits & FLAGS.prompt) !== 0,
      key_map: (bits & FLAGS.key_map) !== 0,
      base: (bits & FLAGS.base) !== 0,
      key: (bits & FLAGS.key) !== 0,
      rest: (bits & FLAGS.rest) !== 0,
    },
    promptBytes: bytes[11],
    keyMapBytes: view.getUint16(12),
  };
  const wrong = fault(header);
  if (wrong !== undefined) throw new SemcastError("malformed", wrong);
  const pixels = header.width * header.height;
  if (pixels > MAX_PIXELS) throw new SemcastError("unsupported", `Photo has ${pixels} pixels, more than ${MAX_PIXELS}`);
  return header;
}
