/**
 * Converts the networks that compare.py wrote, runs them and counts how far results are from ONNX Runtime's.
 *
 *     deno run --allow-read tests/nn/convert/compare.ts DIR
 *
 * @module
 */
import { type Backend, loadModelOn } from "../../../kernels/nn/wasm.ts";
import { convert } from "../../../models/convert/convert.ts";

/** index.json of compare.py. */
export interface Index {
  photos: Record<string, { width: number; height: number }>;
  networks: {
    name: string;
    cases: {
      photo: string;
      /** Bytes q − least of all outputs, one after the other. */
      file: string;
      outputs: { name: string; shape: [number, number, number]; least: number }[];
    }[];
  }[];
}

/** Distances from ONNX Runtime over all photos and outputs of a network. */
export interface Comparison {
  network: string;
  values: number;
  /** Share of equal values, of those at most one step away, and the greatest distance. */
  equal: number;
  withinOne: number;
  worst: number;
  /** Distinct values that ONNX Runtime gave: few would mean little. */
  distinct: number;
}

/** Runs one network on all photos. */
export async function compare(
  folder: URL,
  { photos }: Pick<Index, "photos">,
  { name, cases }: Index["networks"][number],
  build: Backend = "relaxed",
  scalar = false,
): Promise<Comparison> {
  const onnx = Deno.readFileSync(new URL(`${name}.onnx`, folder));
  const { file, report } = convert(onnx, { photo: [0, 1] });
  const model = await loadModelOn(build, file);
  const total = { values: 0, equal: 0, near: 0, worst: 0 };
  const distinct = new Set<number>();
  for (const { photo, outputs, file } of cases) {
    const data = Deno.readFileSync(new URL(`${photo}.rgb`, folder));
    const results = model.run(report.graph, { [report.inputs[0].name]: { ...photos[photo], data } }, { scalar });
    const theirs = Deno.readFileSync(new URL(file, folder));
    let at = 0;
    for (const { name: output, shape, least } of outputs) {
      const { base } = report.outputs.find((port) => port.name === output) ?? { base: NaN };
      const ours = results[output];
      if (ours.shape.join() !== shape.join()) throw new Error(`${name}.${output} is ${ours.shape}, ONNX has ${shape}`);
      ours.data.forEach((value) => {
        const expected = theirs[at++];
        const distance = Math.abs(value + base - least - expected);
        total.values++;
        if (distance === 0) total.equal++;
        if (distance <= 1) total.near++;
        total.worst = Math.max(total.worst, distance);
        distinct.add(expected);
      });
    }
    if (at !== theirs.length) throw new Error(`${file} holds ${theirs.length} values, ${at} were compared`);
  }
  model.free();
  const { values, equal, near, worst } = total;
  return { network: name, values, equal: equal / values, withinOne: near / values, worst, distinct: distinct.size };
}

if (import.meta.main) {
  const folder = new URL(`file://${Deno.realPathSync(Deno.args[0])}/`);
  const index: Index = JSON.parse(Deno.readTextFileSync(new URL("index.json", folder)));
  for (const network of index.networks) {
    const { values, equal, withinOne, worst, distinct } = await compare(folder, index, network);
    const percent = (share: number) => `${(100 * share).toFixed(4)} %`;
    console.log(
      `${network.name.padEnd(16)} ${values} values (${distinct} distinct): equal ${percent(equal)}, ` +
        `within one step ${percent(withinOne)}, worst ${worst}`,
    );
  }
}
