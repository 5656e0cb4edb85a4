import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolderOnce } from "../files.ts";
import { type MirrorSource, packagesDir } from "./sources.ts";
import { unpackNpmTarball } from "../npm_tarball.ts";

// Replaces dnt's shim, which loads an imitation of Deno for Node.
const SHIM = `export const Deno = globalThis.Deno;
export const dntGlobalThis = globalThis;
`;

/**
 * Unpacks the JSR packages of a tarball into a folder, so that Deno can load and type-check them.
 * Does nothing if the folder exists.
 *
 * @throws {ToolError} when the tarball cannot be fetched
 */
export async function layPackages(
  source: MirrorSource,
  folder: string,
): Promise<void> {
  await makeFolderOnce(folder, async (draft) => {
    await unpackNpmTarball(source, { into: draft, strip: 2, wanted: isWanted });
    await adaptToDeno(draft);
  });
}

/** With two folders stripped, `package/types/…` falls beside `package/esm/…`. */
function isWanted(path: string): boolean {
  const isShim = /^package\/esm\/_dnt\.\w+\.js$/.test(path);
  const isJsrModule = /^package\/(esm|types)\/deps\/[^/]+\/@.+(\.js|\.d\.ts)$/
    .test(path);
  return isShim || isJsrModule;
}

async function adaptToDeno(folder: string): Promise<void> {
  await Deno.writeTextFile(join(folder, "_dnt.shims.js"), SHIM);
  await renameHostFolder(folder);
  for (const path of await readdir(folder, { recursive: true })) {
    if (path.endsWith(".d.ts")) await adaptTypes(join(folder, path));
  }
}

/** dnt names the only folder in `deps/` after the registry. */
async function renameHostFolder(folder: string): Promise<void> {
  const deps = join(folder, dirname(packagesDir));
  for await (const { name } of Deno.readDir(deps)) {
    await Deno.rename(join(deps, name), join(folder, packagesDir));
  }
}

async function adaptTypes(types: string): Promise<void> {
  const module = types.replace(/\.d\.ts$/, ".js");
  const link = `// @ts-self-types="./${basename(types)}"\n`;
  await edit(module, (text) => link + text);
  await edit(types, (text) => text.replaceAll("dntShim.Deno.", "Deno."));
}

async function edit(
  path: string,
  change: (text: string) => string,
): Promise<void> {
  await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
}
