/**
 * Provides the project's JSR packages where only npm answers: takes them from npm tarballs and writes
 * an import map. Prints the flags for this map and for `deno.lock`, or nothing where JSR answers:
 *
 *     deno test $(deno run -A -q tools/mirror.ts)
 *
 * With `--unfrozen`, Deno may add to `deno.lock`. The lock has npm packages only, so it cannot be used
 * where JSR answers.
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
import { makeImportMap, type MirroredPackage } from "./import_map.ts";
import { jsrAnswers, jsrIsCached } from "./jsr.ts";
import { type MirrorSource, mirrorSources, packagesDir } from "./mirror_sources.ts";
import { cacheDir, projectDir } from "./paths.ts";
import { runTool, say } from "./tool.ts";

// Increase the number when the layout changes, so that an old mirror is not used.
const mirrorDir = join(cacheDir, "mirror", "1");
const importMapPath = join(mirrorDir, "import_map.json");
const lockPath = join(projectDir, "deno.lock");

/**
 * The flags with which `deno run`, `test`, `check` and `bundle` find the project's packages, and
 * refuse npm packages that differ from `deno.lock`. Creates the mirror if it is needed.
 *
 * @throws {ToolError} when neither JSR nor npm has the packages
 */
export async function packageFlags(): Promise<string[]> {
  // Cached, because the check starts a process and tests call this thousands of times.
  isNeeded ??= mirrorIsNeeded();
  return await isNeeded ? [`--import-map=${importMapPath}`, `--lock=${lockPath}`, "--frozen"] : [];
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
  const { layPackages } = await import("./mirror_layout.ts");
  for (const source of mirrorSources) {
    await layPackages(source, join(mirrorDir, folderName(source)));
  }
}

/**
 * One line for each package that the mirror has in another version than deno.json names; none where
 * JSR answers.
 */
export async function otherVersions(): Promise<string[]> {
  if ((await packageFlags()).length === 0) return [];
  return mirrorSources.flatMap(({ packages }) => Object.entries(packages)).flatMap(lineFor);
}

function lineFor([name, path]: [string, string]): string[] {
  const wanted = packageVersion(config.imports, name);
  const version = path.replace(/^.*\//, "");
  return wanted === version ? [] : [`${name} ${version} (deno.json names ${wanted})`];
}

function packageVersion(imports: Readonly<Record<string, string>>, name: string): string {
  return (imports[name] ?? "").replace(/^.*@/, "");
}

/** Written on each run, because the imports of deno.json may have changed. */
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
  // Relative paths, because a shell would split an absolute path at a space.
  const here = (path: string) => relative(Deno.cwd(), path);
  const frozen = `--frozen=${!Deno.args.includes("--unfrozen")}`;
  // deno-lint-ignore no-console -- the result of this tool
  console.log(`--import-map=${here(importMapPath)} --lock=${here(lockPath)} ${frozen}`);
}

if (import.meta.main) await runTool(main);
