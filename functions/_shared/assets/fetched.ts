import { SemcastError } from "../errors.ts";

/**
 * The bytes at an address.
 *
 * @throws {SemcastError} `unavailable`: no answer, or another one than 200
 */
export async function fetchAsset(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  let answer: Response;
  try {
    answer = await fetch(url);
  } catch (cause) {
    throw new SemcastError("unavailable", `Fetching ${url.href} failed`, { cause });
  }
  if (answer.status === 200) return new Uint8Array(await answer.arrayBuffer());
  await answer.body?.cancel();
  throw new SemcastError("unavailable", `Fetching ${url.href} failed with status ${answer.status}`);
}
