/**
 * The npm packages that the library imports. In the npm package they are dependencies, so that a
 * repaired version reaches users who pin none.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { ToolError } from "../tool.ts";

/** Their names. `deno task library` fails if the library imports others, or not all of these. */
export const libraryPackages: readonly string[] = ["jose", "node-forge"];

/** Their versions by name, for `dependencies` in `package.json`. */
export const libraryDependencies: Readonly<Record<string, string>> = Object.fromEntries(
  libraryPackages.map((name) => [name, npmVersion(name, config.imports)]),
);

/** The names of all packages from npm in imports such as those of deno.json. */
export function npmNames(imports: Readonly<Record<string, string>>): string[] {
  return Object.keys(imports).filter((name) => imports[name]?.startsWith("npm:"));
}

/**
 * The version of an npm package.
 *
 * @param imports as in deno.json
 * @throws {ToolError} when it is not from npm, or has no exact version
 */
export function npmVersion(name: string, imports: Readonly<Record<string, string>>): string {
  const prefix = `npm:${name}@`;
  const specifier = imports[name] ?? "";
  const version = specifier.slice(prefix.length);
  if (specifier.startsWith(prefix) && /^\d+\.\d+\.\d+$/.test(version)) return version;
  throw new ToolError(`deno.json has no exact version of the npm package ${name}: ${specifier}`);
}
