/**
 * `deno task compile [OUTPUT]`: all commands in one binary, with kernels, networks and the Studio, which `deno task studio`
 * has written before.
 *
 * @module
 */
import { fromFileUrl, ROOT } from "./root.ts";

/** Where the binary goes by default. */
const OUTPUT = "out/semcast";
/** The program. */
export const ENTRY = "functions/_shared/cli/semcast.ts";
/** What the binary may do; a compiled program asks for nothing. */
export const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-net", "--allow-ffi", "--allow-env"];

/** Files that are read, and workers, which are known by their addresses only. */
export const INCLUDED = [
  "models/manifest.json",
  "models/tiny",
  "out/studio",
  "functions/evaluate/worker.ts",
  "functions/_shared/cli/batch_worker.ts",
  "functions/_shared/decoder/ort_worker.ts",
  "kernels/nn/thread_worker.ts",
];

/** Packages of tests and builds, and the native runtime that only those have who ask for it. */
const UNUSED = /^(@esbuild\+|@types\+|axe-core@|esbuild@|fast-check@|onnxruntime-node@|playwright-core@|typescript@)/;
/** The builds of onnxruntime-web that are loaded; there are thirty of 140 MB. */
const ORT_USED = /^(ort\.(wasm|webgpu)(\.bundle)?\.min\.mjs|ort-wasm-simd-threaded(\.asyncify)?\.(mjs|wasm))$/;

/** Arguments of `deno`. */
export async function compileArguments(output = OUTPUT): Promise<string[]> {
  const excluded = await unused();
  return [
    "compile",
    "--no-check",
    ...PERMISSIONS,
    ...INCLUDED.flatMap((path) => ["--include", path]),
    ...excluded.flatMap((path) => ["--exclude", path]),
    "--output",
    output,
    ENTRY,
  ];
}

/** What of node_modules stays out: paths from the project's folder. */
async function unused(): Promise<string[]> {
  const paths: string[] = [];
  const packages = "node_modules/.deno";
  for await (const { name } of Deno.readDir(new URL(packages, ROOT))) {
    const inner = `${packages}/${name}/node_modules`;
    // The link that leads to a package would bring it back.
    const own = name.replace(/(.)@[^@]*$/, "$1").replace("+", "/");
    if (UNUSED.test(name)) paths.push(`${packages}/${name}`, `${inner}/${own}`, `node_modules/${own}`);
    // Its test data are numbers in files without a suffix. Deno takes them for a program, one sum of 100,000 terms, and its
    // parser runs out of stack.
    else if (name.startsWith("bintrees@")) paths.push(`${inner}/bintrees/test`);
    else if (name.startsWith("onnxruntime-web@")) {
      const dist = `${inner}/onnxruntime-web/dist`;
      for await (const file of Deno.readDir(new URL(dist, ROOT))) {
        if (!ORT_USED.test(file.name)) paths.push(`${dist}/${file.name}`);
      }
    }
  }
  return paths.sort();
}

if (import.meta.main) {
  const args = await compileArguments(Deno.args[0]);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: fromFileUrl(ROOT),
    stdout: "inherit",
    stderr: "inherit",
  })
    .output();
  Deno.exit(code);
}
