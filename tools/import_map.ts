import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ToolError } from "./tool.ts";

/** A JSR package of deno.json that lies in the mirror. */
export interface MirroredPackage {
  name: string;
  /** Relative to the mirror. */
  path: string;
}

/** The whole of an import map. */
export interface ImportMap {
  imports: Record<string, string>;
}

type Entry = [specifier: string, address: string];

/**
 * An import map that stands in for the imports of deno.json. Its addresses are
 * relative to the mirror: a compiled program carries map and modules with it,
 * and with absolute ones it would look for the modules on the disk instead.
 *
 * @param imports those of deno.json
 * @param packages what the mirror has
 * @param mirrorDir the mirror, where the map shall lie
 * @throws {ToolError} when deno.json wants a JSR package that is not mirrored
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
    else if (mirrored) entries.push(...await jsrEntries(mirrored, mirrorDir));
    else throw new ToolError(notMirrored(name, target));
  }
  return { imports: Object.fromEntries(entries) };
}

/** The second entry serves `jose/jwt/sign`; in deno.json it is implied. */
function npmEntries(name: string, target: string): Entry[] {
  return [[name, target], [`${name}/`, `${target.replace("npm:", "npm:/")}/`]];
}

/** JSR's habit: `a/b_c.ts` is `package/a/b-c`, and `a/mod.ts` is `package/a`. */
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
    `name a tarball that carries ${name} in tools/mirror_sources.ts`;
}
