/**
 * Compression of files that are sent often: each is packed once, as well as its size allows.
 *
 * @module
 */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Content codings. */
export type Packing = "br" | "gzip";

const brotli = promisify(brotliCompress), gzipped = promisify(gzip);

/** From this many bytes on the best compression takes seconds; files of the first load have fewer. */
export const LARGE = 500_000;

/** The coding for a client and a type of file; undefined for files that are packed already. */
function choose(accepted: string, type: string): Packing | undefined {
  if (type === "image/png" || type === "image/webp") return undefined;
  const codings = accepted.split(",").map((part) => part.trim()).filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(";")[0].trim());
  return codings.includes("br") ? "br" : codings.includes("gzip") ? "gzip" : undefined;
}

async function pack(packing: Packing, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (packing === "gzip") return new Uint8Array(await gzipped(bytes));
  const quality = bytes.length < LARGE ? 10 : 5;
  return new Uint8Array(await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }));
}

/** Chooses and applies a content coding. */
export const packed = { choose, pack };
