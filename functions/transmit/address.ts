/**
 * Which addresses a server may be sent to by a stranger: only those of the public internet.
 *
 * @module
 */

/** IPv4 blocks that are not global unicast (IANA's special-purpose registry), as first address and prefix length. */
const V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // carrier-grade NAT
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, where clouds keep their metadata
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 3], // multicast, reserved, broadcast
];

/** Blocks within 2000::/3, the only part of IPv6 that is global unicast, that are not. */
const V6: readonly (readonly [bigint, number])[] = [
  [0x2001n << 112n, 23], // protocol assignments, Teredo and ORCHID among them
  [0x20010db8n << 96n, 32], // documentation
  [0x2002n << 112n, 16], // 6to4: an IPv4 address within
  [0x3fffn << 112n, 20], // documentation
];

/**
 * Whether an address belongs to the public internet. IPv4 addresses within IPv6 ones (mapped, compatible, 6to4, NAT64) are
 * never public: nobody needs them, and they hide the others.
 *
 * @param address As a resolver gives it: four decimal numbers, or IPv6 without brackets; anything else is not public
 */
export function isPublic(address: string): boolean {
  const v4 = parseV4(address);
  if (v4 !== undefined) {
    return !V4.some(([first, bits]) => parseV4(first)! >>> (32 - bits) === v4 >>> (32 - bits));
  }
  const v6 = parseV6(address);
  if (v6 === undefined || v6 >> 125n !== 1n) return false;
  return !V6.some(([first, bits]) => (first ^ v6) >> BigInt(128 - bits) === 0n);
}

/** The number; undefined for anything but four decimal numbers without leading zeros. */
function parseV4(text: string): number | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const parts = text.split(".").map(Number);
  return parts.every((part) => part <= 255) ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}

function parseV6(text: string): bigint | undefined {
  // Zones («%eth0») are of a link, and no URL has them.
  if (!/^[\da-f:.]{2,45}$/i.test(text) || !URL.canParse(`http://[${text}]/`)) return undefined;
  const [head, tail] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split("::");
  const groups = (part: string | undefined) => part ? part.split(":") : [];
  const [left, right] = [groups(head), groups(tail)];
  const zeros = Array(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].reduce((sum, group) => sum << 16n | BigInt(`0x${group}`), 0n);
}
