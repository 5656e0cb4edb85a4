import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { projectDir } from "../paths.ts";
import { ToolError } from "../tool.ts";

/** A JSR package of deno.json that is in the mirror. */
export interface MirroredPackage {
  name: string;
  /** Relative to the mirror. */
  path: string;
}

/** The content of an import map file. */
export interface ImportMap {
  imports: Record<string, string>;
}

type Entry = [specifier: string, address: string];

/**
 * Makes an import map that replaces the imports of deno.json. Its addresses are relative to the
 * mirror, because a compiled program contains the map and the modules; with absolute addresses it
 * would look for the modules on the disk.
 *
 * @param imports the imports of deno.json
 * @param packages the packages in the mirror
 * @param mirrorDir the folder of the mirror and of the map
 * @throws {ToolError} when deno.json imports a JSR package that is not in the mirror
 */
export async function makeImportMap(
  imports: Record<string, string>,
  packages: MirroredPackage[],
  mirrorDir: string,
): Promise<ImportMap> {
  const entries: Entry[] = [];
  for (const [name, target] of Object.entries(imports)) {
    const mirrored = packages.find((candidate) => candidate.name === name);
    if (target.startsWith("npm:")) entries.push(...npmEntries(name, target));
    else if (target.startsWith("./")) entries.push([name, fileAddress(target, mirrorDir)]);
    else if (mirrored) entries.push(...await jsrEntries(mirrored, mirrorDir));
    else throw new ToolError(notMirrored(name, target));
  }
  return { imports: Object.fromEntries(entries) };
}

/** The address of a file of this project. */
function fileAddress(path: string, mirrorDir: string): string {
  return relative(mirrorDir, join(projectDir, path)).replaceAll("\\", "/");
}

/** The second entry is for subpaths such as `jose/jwt/sign`; deno.json implies it. */
function npmEntries(name: string, target: string): Entry[] {
  return [[name, target], [`${name}/`, `${target.replace("npm:", "npm:/")}/`]];
}

/** JSR's naming convention: `a/b_c.ts` is `package/a/b-c`, and `a/mod.ts` is `package/a`. */
async function jsrEntries(
  { name, path }: MirroredPackage,
  mirrorDir: string,
): Promise<Entry[]> {
  const files = await readdir(join(mirrorDir, path), { recursive: true });
  const modules = files.map((file) => `/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".js") && !file.includes("/_"));
  return modules.sort().map((module) => [
    name + module.replace(/(\/mod)?\.js$/, "").replaceAll("_", "-"),
    `./${path}${module}`,
  ]);
}

function notMirrored(name: string, target: string): string {
  return `Cannot find ${target} on npm: ` +
    `add a tarball that contains ${name} to tools/mirror/sources.ts`;
}
