/**
 * Files that the caller named: single ones, whole folders, patterns, or standard input.
 *
 * @module
 */
import { glob } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { SemcastError } from "../errors.ts";
import { fromCaller } from "./exit.ts";

/** A file to work on. */
export interface Input {
  /** As the caller named it, for messages. */
  label: string;
  /** Where it lies; `-` is standard input. */
  path: string;
  /** Name of what is made of it, without an extension; with folders where it came from a folder. */
  name: string;
}

/** Pictures by their extensions; a file that is named itself is taken whatever its name is. */
export const PHOTOS = /\.(jpe?g|png|webp|gif|bmp|tiff?)$/i;
/** Packets by their extension. */
export const PACKETS = /\.semcast$/i;

/**
 * The files that the arguments stand for, in order; a folder's in alphabetical order, with those of its folders.
 *
 * @param kind Which files count in a folder
 * @throws {SemcastError} `invalid-argument` where an argument stands for none, or two results would have one name
 */
export async function expandInputs(given: readonly string[], kind: RegExp): Promise<Input[]> {
  const inputs = (await Promise.all(given.map((argument) => expand(argument, kind)))).flat();
  const names = new Map<string, string>();
  for (const { name, label } of inputs) {
    const other = names.get(name);
    if (other !== undefined && other !== label) {
      throw new SemcastError("invalid-argument", `What is made of ${other} and ${label} would have one name: ${name}`);
    }
    names.set(name, label);
  }
  return inputs;
}

async function expand(argument: string, kind: RegExp): Promise<Input[]> {
  if (argument === "-") return [{ label: "standard input", path: "-", name: "photo" }];
  const path = fromCaller(argument);
  const info = await Deno.stat(path).catch(() => undefined);
  if (info?.isDirectory) {
    const files = await filesIn(path, kind);
    if (files.length === 0) throw new SemcastError("invalid-argument", `Folder ${argument} holds no file of that kind`);
    return files.map((file) => {
      const inside = relative(path, file);
      return { label: join(argument, inside), path: file, name: withoutExtension(inside) };
    });
  }
  if (info === undefined && /[*?[{]/.test(argument)) {
    const files: string[] = [];
    for await (const file of glob(path)) files.push(file);
    const matching = files.filter((file) => kind.test(file)).sort();
    if (matching.length === 0) {
      throw new SemcastError("invalid-argument", `Pattern ${argument} matches no file of that kind`);
    }
    return matching.map((file) => ({ label: file, path: file, name: withoutExtension(basename(file)) }));
  }
  return [inputOf(argument)];
}

/** One file, which need not be there. */
export function inputOf(argument: string): Input {
  return { label: argument, path: fromCaller(argument), name: withoutExtension(basename(argument)) || "photo" };
}

async function filesIn(folder: string, kind: RegExp): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  const found: string[] = [];
  for (const { name, isDirectory, isFile } of entries) {
    if (isDirectory) found.push(...await filesIn(join(folder, name), kind));
    else if (isFile && kind.test(name)) found.push(join(folder, name));
  }
  return found;
}

function withoutExtension(name: string): string {
  return name.replace(/\.[^.]*$/, "");
}
