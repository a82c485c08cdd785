/**
 * Files that come with the package, in Deno: on disk, or beside the module where that was imported from an address.
 *
 * @module
 */
import { SemcastError } from "../errors.ts";
import { fetchAsset } from "./fetched.ts";

/**
 * The bytes of a file that comes with the package.
 *
 * @throws {SemcastError} `internal`: a broken installation; `unavailable` where an address did not answer
 */
export async function readAsset(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol !== "file:") return await fetchAsset(url);
  try {
    return await Deno.readFile(url);
  } catch (cause) {
    throw new SemcastError("internal", `Reading ${url.pathname} failed`, { cause });
  }
}
