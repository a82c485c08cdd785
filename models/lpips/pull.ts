/**
 * `deno task models pull lpips-alex` and its like: the parts of LPIPS from where they are published, as one ONNX file.
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import { download } from "./download.ts";
import { type LpipsNetwork, NETWORKS, type Source } from "./networks.ts";
import { lpipsOnnx } from "./onnx.ts";
import { readTorchFile } from "./torch_file.ts";

/** How to pull. */
export interface PullOptions {
  /** The ONNX file to write; what is downloaded lies beside it until it is written. */
  out: string;
  /** Address below which the files are instead of their homes. */
  mirror?: string;
  /** Told what is done, and under which licence. */
  say: (line: string) => void;
  /** Told how far a download is, from 0 to 1. */
  progress?: (name: string, share: number) => void;
}

/** The network of a profile, such as `lpips-vgg`; undefined where it is none. */
export function lpipsNetwork(profile: string): LpipsNetwork | undefined {
  return Object.entries(NETWORKS).find(([name]) => profile === `lpips-${name}`)?.[1];
}

/** Names of the profiles. */
export const LPIPS_PROFILES: readonly string[] = Object.keys(NETWORKS).map((name) => `lpips-${name}`);

/**
 * Downloads, checks and writes.
 *
 * @throws {SemcastError} `unavailable`, `malformed`, or `invalid-argument` for a file that cannot be written
 */
export async function pullLpips({ backbone, heads, layers }: LpipsNetwork, options: PullOptions): Promise<void> {
  const { out, say } = options;
  const parts = [];
  for (const source of [heads, backbone]) parts.push(await part(source, options));
  const [headWeights, backboneWeights] = await Promise.all(
    parts.map(async (path) => readTorchFile(await Deno.readFile(path))),
  );
  const model = lpipsOnnx(layers, backboneWeights, headWeights);
  await writing(out, () => Deno.writeFile(out, model));
  for (const path of parts) await Deno.remove(path);
  say(`${out}: ${(model.length / 1e6).toFixed(1)} MB, for evaluate --perceptual`);
}

/** The file of a source, beside the result. */
async function part({ url, sha256, licence }: Source, { out, mirror, say, progress }: PullOptions): Promise<string> {
  const name = url.slice(url.lastIndexOf("/") + 1);
  const from = mirror === undefined ? url : `${mirror.replace(/\/+$/, "")}/${name}`;
  const path = `${out}.${name}`;
  say(`${from}: ${licence}`);
  const digest = await writing(out, () =>
    download(from, path, sha256, (here, total) => {
      if (total !== undefined) progress?.(name, here / total);
    }));
  say(`${name}: SHA-256 ${digest}`);
  return path;
}

async function writing<T>(out: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof SemcastError) throw cause;
    throw new SemcastError("invalid-argument", `Writing ${out} failed`, { cause });
  }
}
