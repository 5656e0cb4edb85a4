/**
 * Keeps only the version of `deno.json` in a bundle. The bundler writes the whole file into
 * `main.js`, which uses nothing else of it, and each run would parse it: a third of a millisecond.
 *
 * @module
 */
import { join } from "node:path";
import { ToolError } from "../tool.ts";

/** The project, as `deno.json` names it. */
interface Config {
  readonly name: string;
  readonly version: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[{}]/g;

/**
 * Replaces the object that starts with the name and version of the project.
 *
 * @throws {ToolError} when there is none
 */
export function withVersionOnly(source: string, { name, version }: Config): string {
  const literal = (text: string) => JSON.stringify(text).replaceAll(/[.*+?^$(){}|[\]\\]/g, "\\$&");
  // The bundler of the library leaves white space.
  const beginning = String.raw`\{\s*name:\s*${literal(name)},\s*version:\s*${literal(version)},`;
  const object = objectAt(source, new RegExp(beginning));
  if (object === undefined) throw new ToolError("Cannot bundle: the main module has no deno.json");
  return source.replace(object, () => `{version:"${version}"}`);
}

/** The source of the object literal that begins like this. */
function objectAt(source: string, beginning: RegExp): string | undefined {
  const start = source.search(beginning);
  if (start === -1) return undefined;
  let depth = 0;
  for (const { 0: token, index } of source.slice(start).matchAll(TOKEN)) {
    if (token === "{") depth++;
    if (token === "}") depth--;
    if (depth === 0) return source.slice(start, start + index + 1);
  }
  return undefined;
}

/** Changes the main file of a bundle. */
export async function keepVersionOnly(bundle: string, config: Config): Promise<void> {
  const path = join(bundle, "main.js");
  const source = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, withVersionOnly(source, config));
}
