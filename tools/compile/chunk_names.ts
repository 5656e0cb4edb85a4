/**
 * Names the files of a bundle by number. The bundler puts a hash into each name that depends on the
 * folder of the package cache, so that the same sources give other bytes on another machine.
 *
 * @module
 */
import { join } from "node:path";
import { ToolError } from "../tool.ts";

/** Renames the files of a bundle, and their names in imports. `main.js` keeps its name. */
export async function nameByNumber(folder: string): Promise<void> {
  const files = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    files.set(name, await Deno.readTextFile(join(folder, name)));
  }
  for (const [name, source] of numbered(files)) {
    await Deno.writeTextFile(join(folder, name), source);
  }
  for (const name of files.keys()) {
    if (name !== "main.js") await Deno.remove(join(folder, name));
  }
}

/**
 * The files under new names: `sign-WYG6K6FD.js` becomes `sign-12.js`. The numbers follow the order of
 * the imports, from the main module on.
 *
 * @param files the sources by name
 * @param main the name of the main module, which it keeps
 * @throws {ToolError} when a file is never imported
 */
export function numbered(
  files: ReadonlyMap<string, string>,
  main = "main.js",
): Map<string, string> {
  const order = importOrder(files, main);
  const lost = [...files.keys()].find((name) => !order.includes(name));
  if (lost) throw new ToolError(`Cannot bundle: nothing imports the file ${lost}`);
  const names = new Map(order.map((name, index) => [name, numberedName(name, index)]));
  return new Map(order.map((name) => [
    names.get(name) ?? name,
    withNames(files.get(name) ?? "", names),
  ]));
}

/** The names of the main module and all that it imports, directly or not. */
export function importOrder(files: ReadonlyMap<string, string>, main: string): string[] {
  const order = new Set([main]);
  // A set also visits what is added meanwhile.
  for (const name of order) {
    for (const [, imported = ""] of (files.get(name) ?? "").matchAll(FILE_NAME)) {
      if (files.has(imported)) order.add(imported);
    }
  }
  return [...order];
}

const FILE_NAME = /"\.\/([\w.$-]+\.js)"/g;

function numberedName(name: string, index: number): string {
  return index === 0 ? name : name.replace(/-[A-Z0-9]{8}\.js$/, `-${index}.js`);
}

function withNames(source: string, names: ReadonlyMap<string, string>): string {
  return source.replace(FILE_NAME, (text, name) => {
    const renamed = names.get(name);
    return renamed ? `"./${renamed}"` : text;
  });
}
