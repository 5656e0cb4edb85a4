/**
 * Where only npm answers, the project's JSR packages come out of npm tarballs,
 * and an import map points to them. This tool prints the flags for that map and
 * for `deno.lock`, or nothing where JSR answers:
 *
 *     deno test $(deno run -A tools/mirror.ts)
 *
 * With `--unfrozen`, Deno may add to `deno.lock`. It can lock npm packages only: it is made where JSR
 * does not answer, and a lock without JSR packages cannot be used where they come from there.
 *
 * Once made, the mirror is used until the packages come from JSR after all, or
 * `.cache/mirror` is deleted.
 *
 * @module
 */
import { join, relative } from "node:path";
import config from "../deno.json" with { type: "json" };
import { exists, replaceTextFile } from "./files.ts";
import { makeImportMap, type MirroredPackage } from "./import_map.ts";
import { jsrAnswers, jsrIsCached } from "./jsr.ts";
import { type MirrorSource, mirrorSources, packagesDir } from "./mirror_sources.ts";
import { cacheDir, projectDir } from "./paths.ts";
import { runTool, say } from "./tool.ts";

// Counted up when the packages are laid differently, so that old ones go out
// of use.
const mirrorDir = join(cacheDir, "mirror", "1");
const importMapPath = join(mirrorDir, "import_map.json");
const lockPath = join(projectDir, "deno.lock");

/**
 * The flags that let `deno run`, `test`, `check` and `bundle` find the
 * project's packages on this machine, and refuse npm packages that differ from
 * `deno.lock`. Makes the mirror when it is needed.
 *
 * @throws {ToolError} when neither JSR nor npm has the packages
 */
export async function packageFlags(): Promise<string[]> {
  // Tests start the program from source thousands of times. Finding this out starts a process.
  isNeeded ??= mirrorIsNeeded();
  return await isNeeded ? [`--import-map=${importMapPath}`, `--lock=${lockPath}`, "--frozen"] : [];
}

let isNeeded: Promise<boolean> | undefined;

async function mirrorIsNeeded(): Promise<boolean> {
  if (await jsrIsCached()) return false;
  if (!await mirrorIsMade()) {
    if (await jsrAnswers()) return false;
    await makeMirror();
  }
  await writeImportMap();
  return true;
}

async function mirrorIsMade(): Promise<boolean> {
  const made = mirrorSources.map((source) => exists(join(mirrorDir, folderName(source))));
  return (await Promise.all(made)).every(Boolean);
}

async function makeMirror(): Promise<void> {
  say("JSR does not answer here, so its packages come out of npm tarballs");
  // On demand: unpacking takes a large npm package.
  const { layPackages } = await import("./mirror_layout.ts");
  for (const source of mirrorSources) {
    await layPackages(source, join(mirrorDir, folderName(source)));
  }
}

/** Each time, since the imports of deno.json may have changed. */
async function writeImportMap(): Promise<void> {
  const packages = mirrorSources.flatMap(packagesIn);
  const map = await makeImportMap(config.imports, packages, mirrorDir);
  await replaceTextFile(importMapPath, JSON.stringify(map, null, 2));
}

function packagesIn(source: MirrorSource): MirroredPackage[] {
  return Object.entries(source.packages).map(([name, path]) => ({
    name,
    path: `${folderName(source)}/${packagesDir}/${path}`,
  }));
}

function folderName(source: MirrorSource): string {
  return `${source.name}@${source.version}`;
}

async function main(): Promise<void> {
  const flags = await packageFlags();
  if (flags.length === 0) return;
  // Relative paths, lest a shell splits the project's own at a space.
  const here = (path: string) => relative(Deno.cwd(), path);
  const frozen = `--frozen=${!Deno.args.includes("--unfrozen")}`;
  // deno-lint-ignore no-console -- standard output is what this tool is for
  console.log(`--import-map=${here(importMapPath)} --lock=${here(lockPath)} ${frozen}`);
}

if (import.meta.main) await runTool(main);
