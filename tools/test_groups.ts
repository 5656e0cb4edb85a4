/**
 * Tests that are loaded together. A file by itself takes a quarter of a second to load what nearly all
 * import, longer than most take to run.
 *
 * @module
 */
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectDir } from "./paths.ts";

/** Folders of tests that replace parts of the runtime, and of tests that take seconds each. */
const loadedAlone: readonly string[] = ["tests/lib/platform", "tests/properties"];

/** The files of the unit tests: those below `tests/` that need no network. */
export async function unitTestFiles(): Promise<string[]> {
  const paths = await readdir(join(projectDir, "tests"), { recursive: true });
  return paths.map((path) => `tests/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith("_test.ts") && !/^tests\/(e2e|idp)\//.test(path))
    .sort();
}

/** Files to give to `deno test`. */
export interface TestGroups {
  /** Those that stay as they are. */
  readonly alone: readonly string[];
  /** For each other folder a module, by its name: it imports the tests there. */
  readonly modules: ReadonlyMap<string, string>;
}

/**
 * Joins the files of each folder.
 *
 * @param files paths in the project: `tests/lib/cli/levels_test.ts`
 */
export function testGroups(files: readonly string[]): TestGroups {
  const alone: string[] = [];
  const modules = new Map<string, string>();
  for (const [folder, paths] of Map.groupBy(files, (path) => dirname(path))) {
    if (loadedAlone.includes(folder)) alone.push(...paths);
    else modules.set(`${folder.replaceAll("/", "_")}_test.ts`, moduleOf(paths));
  }
  return { alone, modules };
}

function moduleOf(paths: readonly string[]): string {
  const urls = paths.map((path) => pathToFileURL(join(projectDir, path)).href);
  return urls.map((url) => `import ${JSON.stringify(url)};\n`).join("");
}
