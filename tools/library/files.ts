/**
 * The files of the library for Node and Bun: modules in JavaScript, and their types.
 *
 * @module
 */
import { projectDir } from "../paths.ts";
import { libraryModules } from "./modules.ts";

/**
 * The files by path, sorted: `mod.js`, `mod.d.ts`, `lib/flow/token.d.ts`. The same sources, packages
 * and version of Deno give the same files on each machine.
 *
 * @throws {ToolError} when Deno refuses a module, a type is missing, or an unknown package is imported
 */
export async function libraryFiles(): Promise<Map<string, string>> {
  // Imported here, because others need names of the packages only, and the compiler is large.
  const { declarationsOf } = await import("./declarations.ts");
  const modules = await libraryModules();
  const declarations = declarationsOf(projectDir, "mod.ts");
  return new Map([...modules, ...declarations].sort(([a], [b]) => a < b ? -1 : 1));
}
