/**
 * Installs the library as an npm package into `dist/library/`, with the packages that it imports:
 *
 *     deno task library
 *
 * A program in that folder, or in a folder in it, imports it by its name. Tests run such programs.
 *
 * @module
 */
import { cp } from "node:fs/promises";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { extract } from "npm:tar@7.5.23";
import { denoDir, runDeno } from "./deno.ts";
import { exists, isCurrent, makeFolderOnce } from "./files.ts";
import { libraryDependencies } from "./library/packages.ts";
import { packageFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";
import { npm, npmPackages, tarballPath } from "./release/channels/npm.ts";
import { project } from "./release/project.ts";
import { runTool, ToolError } from "./tool.ts";

/** The folder of programs that import the library. */
export const libraryDir: string = join(projectDir, "dist", "library");

const SOURCES = [
  ...["deno.json", "mod.ts", "lib", "providers", "packaging/npm", "tools/library.ts"],
  ...["tools/library", "tools/release/channels/npm.ts"],
];

/**
 * Installs the library, unless its sources have not changed since.
 *
 * @throws {ToolError} when Deno refuses a module, a type is missing, or an unknown package is imported
 */
export async function libraryIfChanged(): Promise<void> {
  const packages = join(libraryDir, "node_modules");
  if (await isCurrent(packages, SOURCES)) return;
  if (await exists(libraryDir)) await Deno.remove(libraryDir, { recursive: true });
  await makeFolderOnce(libraryDir, async (draft) => {
    await Deno.writeTextFile(join(draft, "package.json"), '{ "type": "module" }\n');
    await installLibrary(join(draft, "node_modules"));
  });
}

async function installLibrary(into: string): Promise<void> {
  await installTarball(await libraryTarball(), join(into, project.npm));
  for (const [name, version] of Object.entries(libraryDependencies)) {
    await cp(await cachedPackage(name, version), join(into, name), { recursive: true });
  }
}

/** The package of the command and the library, as npm gets it. The release of the tests may have it. */
async function libraryTarball(): Promise<Uint8Array<ArrayBuffer>> {
  const path = tarballPath(npmPackages(project.version).at(-1)!);
  const released = join(projectDir, "dist", "test-release", "channels", path);
  if (await isCurrent(released, SOURCES)) return await Deno.readFile(released);
  const [file] = await npm({ version: project.version, archives: [] }, "", 0);
  return file!.content as Uint8Array<ArrayBuffer>;
}

async function installTarball(content: Uint8Array<ArrayBuffer>, into: string): Promise<void> {
  const file = await Deno.makeTempFile({ suffix: ".tgz" });
  try {
    await Deno.writeFile(file, content);
    await Deno.mkdir(into, { recursive: true });
    // As root it would restore the owners.
    await extract({ file, cwd: into, strip: 1, preserveOwner: false });
  } finally {
    await Deno.remove(file);
  }
}

/**
 * The folder where Deno keeps an npm package that the library imports.
 *
 * @throws {ToolError} when Deno cannot download it
 */
export async function cachedPackage(name: string, version: string): Promise<string> {
  await runDeno(Deno.execPath(), [
    ...["cache", "--quiet", "--no-check", ...await packageFlags()],
    join(projectDir, "mod.ts"),
  ]);
  const registries = join(await denoDir(), "npm");
  for await (const registry of Deno.readDir(registries)) {
    const folder = join(registries, registry.name, name, version);
    if (await exists(folder)) return folder;
  }
  throw new ToolError(`Deno has no npm package ${name}@${version} in ${registries}`);
}

if (import.meta.main) await runTool(libraryIfChanged);
