/** What package.json needs of deno.json. */
export interface DenoJson {
  version: string;
  imports: Record<string, string>;
}

/** The package.json of the npm package, with one export for each module. */
export function packageJson({ version, imports }: DenoJson, modules: readonly string[]): Record<string, unknown> {
  const entry = (types: string | undefined, file: string) => ({
    ...(types === undefined ? {} : { types: `./types/functions/library/${types}.d.ts` }),
    deno: `./node/${file}.js`,
    node: `./node/${file}.js`,
    default: `./browser/${file}.js`,
  });
  return {
    name: "semcast",
    version,
    description: "Sends a photograph over a poor link by its meaning",
    license: "Apache-2.0",
    type: "module",
    engines: { node: ">=20" },
    sideEffects: true,
    exports: {
      ...Object.fromEntries(modules.map((name) => [`./${name}`, entry(name, name)])),
      "./decoder_worker": entry(undefined, "decoder_worker"),
      "./kernels/*": "./kernels/*",
      "./models/*": "./models/*",
      "./package.json": "./package.json",
    },
    peerDependencies: { "onnxruntime-web": versionOf(imports["onnxruntime-web"]) },
    peerDependenciesMeta: { "onnxruntime-web": { optional: true } },
  };
}

/** «1.30.0» of «npm:onnxruntime-web@1.30.0». */
function versionOf(specifier: string): string {
  return specifier.slice(specifier.lastIndexOf("@") + 1);
}
