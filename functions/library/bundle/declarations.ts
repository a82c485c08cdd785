/**
 * Type declarations of modules and of all modules that their types need, one file each. What they say is written in the
 * sources: every export has its type there (TypeScript's isolated declarations).
 *
 * @module
 */
import ts from "typescript";
import { ROOT } from "./root.ts";

/** A declaration file by its path below the project's folder. */
export interface Declaration {
  path: string;
  text: string;
}

/**
 * Declarations of `entries` and of what they refer to.
 *
 * @param entries Modules, relative to the project's folder
 * @throws {Error} where a type is not written out, or needs a package
 */
export async function declarations(entries: readonly string[]): Promise<Declaration[]> {
  const made = new Map<string, Declaration>();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (made.has(path)) continue;
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(await Deno.readTextFile(new URL(path, ROOT)), {
      fileName: path,
      reportDiagnostics: true,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        isolatedDeclarations: true,
        declaration: true,
        removeComments: false,
      },
    });
    if (diagnostics.length > 0) {
      const [{ messageText, file, start = 0 }] = diagnostics;
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      throw new Error(`${path}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
    }
    for (const { fileName } of ts.preProcessFile(outputText).importedFiles) {
      if (!fileName.startsWith(".")) throw new Error(`Types of ${path} need the package ${fileName}`);
      queue.push(new URL(fileName, `file:///${path}`).pathname.slice(1));
    }
    made.set(path, {
      path: path.replace(/\.ts$/, ".d.ts"),
      text: outputText.replaceAll(/(from |import\()(["'])(\..*?)\.ts\2/g, "$1$2$3.js$2"),
    });
  }
  return [...made.values()].sort((a, b) => a.path < b.path ? -1 : 1);
}
