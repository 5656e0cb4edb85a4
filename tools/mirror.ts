/**
 * Provides the project's JSR packages where only npm answers: takes them from npm tarballs and writes
 * an import map. Prints the flags for this map, unless JSR answers, and for the lock:
 *
 *     deno test $(deno run -A -q tools/mirror.ts)
 *
 * With `--unfrozen`, Deno may add to `deno.lock`.
 *
 * Where JSR does not answer, it is asked again after an hour. Once it has answered, its packages are in
 * Deno's cache, and the mirror is not used any more.
 *
 * @module
 */
import { join, relative } from "node:path";
import config from "../deno.json" with { type: "json" };
import { askSometimes } from "./ask_sometimes.ts";
import { exists, replaceTextFile } from "./files.ts";
import { lockFlags, lockPath } from "./mirror/lock.ts";
import { makeImportMap, type MirroredPackage } from "./mirror/import_map.ts";
import { jsrAnswers, jsrIsCached } from "./mirror/jsr.ts";
import { type MirrorSource, mirrorSources, packagesDir } from "./mirror/sources.ts";
import { cacheDir } from "./paths.ts";
import { runTool, say } from "./tool.ts";

// Increase the number when the layout changes, so that an old mirror is not used.
const mirrorDir = join(cacheDir, "mirror", "1");
const importMapPath = join(mirrorDir, "import_map.json");

/**
 * The flags with which `deno run`, `test`, `check` and `bundle` find the project's packages, and
 * refuse packages that differ from the lock. Creates the mirror if it is needed.
 *
 * @throws {ToolError} when neither JSR nor npm has the packages
 */
export async function packageFlags(): Promise<string[]> {
  return [...await mapFlags(), ...await lockFlags(!await isMirrorUsed())];
}

async function mapFlags(): Promise<string[]> {
  return await isMirrorUsed() ? [`--import-map=${importMapPath}`] : [];
}

/**
 * Whether the packages are from the mirror, and not from JSR, which deno.json names.
 *
 * @throws {ToolError} when neither JSR nor npm has the packages
 */
// Cached, because the check starts a process and tests call this thousands of times.
export function isMirrorUsed(): Promise<boolean> {
  return isNeeded ??= mirrorIsNeeded();
}

let isNeeded: Promise<boolean> | undefined;

async function mirrorIsNeeded(): Promise<boolean> {
  if (await jsrIsCached()) return false;
  const isMade = await mirrorIsMade();
  if (await askSometimes("jsr", jsrAnswers, { always: !isMade })) return false;
  if (!isMade) await makeMirror();
  await writeImportMap();
  return true;
}

async function mirrorIsMade(): Promise<boolean> {
  const made = mirrorSources.map((source) => exists(join(mirrorDir, folderName(source))));
  return (await Promise.all(made)).every(Boolean);
}

async function makeMirror(): Promise<void> {
  const names = mirrorSources.map(({ name }) => name).join(" and ");
  say(`JSR does not answer. Fetching ${names} from npm, which contain the packages from JSR`);
  // Imported here, because unpacking needs a large npm package.
  const { layPackages } = await import("./mirror/layout.ts");
  for (const source of mirrorSources) {
    await layPackages(source, join(mirrorDir, folderName(source)));
  }
}

/**
 * One line for each package that the mirror has in another version than deno.json names; none where
 * JSR answers.
 */
export async function otherVersions(): Promise<string[]> {
  if (!await isMirrorUsed()) return [];
  return mirrorSources.flatMap(({ packages }) => versionDifferences(packages, config.imports));
}

/**
 * The packages that are mirrored in another version than the imports name.
 *
 * @param packages the paths of packages, which end with the version
 * @param imports as in deno.json
 */
export function versionDifferences(
  packages: Readonly<Record<string, string>>,
  imports: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(packages).flatMap(([name, path]) => {
    const version = path.replace(/^.*\//, "");
    const wanted = (imports[name] ?? "").replace(/^.*@/, "");
    return wanted === version ? [] : [`${name} ${version} (deno.json names ${wanted})`];
  });
}

/** Written on each run, because the imports of deno.json may have changed. */
async function writeImportMap(): Promise<void> {
  // The bundler reads the nearest package.json. One above this checkout may say that modules have no
  // side effects, and then it leaves out some of their code.
  await replaceTextFile(join(mirrorDir, "package.json"), "{}");
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
  const isUnfrozen = Deno.args.includes("--unfrozen");
  const flags = isUnfrozen
    ? [...await mapFlags(), `--lock=${lockPath}`, "--frozen=false"]
    : await packageFlags();
  // Relative paths, because a shell would split an absolute path at a space.
  const here = flags.map((flag) =>
    flag.replace(/^(--[a-z-]+=)(.*[/\\].*)$/, (_, name, path) => name + relative(Deno.cwd(), path))
  );
  // deno-lint-ignore no-console -- the result of this tool
  console.log(here.join(" "));
}

if (import.meta.main) await runTool(main);
