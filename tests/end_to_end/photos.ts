/** Photos for tests. */

const EXAMPLES = new URL("../../examples/", import.meta.url);

/** The bytes of the first example photo. */
export async function examplePhoto(): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(EXAMPLES)) if (/\.(jpe?g|png)$/.test(entry.name)) names.push(entry.name);
  names.sort();
  return { name: names[0], bytes: await Deno.readFile(new URL(names[0], EXAMPLES)) };
}

/** A PNG signature and a correct IHDR chunk, and nothing after it. */
export function pngHeader(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  bytes.set([8, 2, 0, 0, 0], 24);
  view.setUint32(29, crc32(bytes.subarray(12, 29)));
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
