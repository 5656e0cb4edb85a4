/**
 * Bundles gettoken's modules into a few files, since a program starts slower with each module that
 * it loads. As a tool it writes them into a folder:
 *
 *     deno run -A tools/compile/bundle.ts FOLDER
 *
 * @module
 */
import { dirname, join } from "node:path";
import { runDeno } from "../deno.ts";
import { packageFlags } from "../mirror.ts";
import { projectDir } from "../paths.ts";
import { project } from "../release/project.ts";
import { runTool, ToolError } from "../tool.ts";
import { nameByNumber } from "./chunk_names.ts";
import { compileEarly } from "./early_functions.ts";
import { hideImports } from "./hide_imports.ts";
import { joinStart, startFile } from "./join_start.ts";
import { loadNodeLater } from "./node_later.ts";
import { keepVersionOnly } from "./version_only.ts";

/** The folder of the bundle that tests run. */
export const bundleDir = join(projectDir, "dist", "bundle");

/**
 * Writes the files of the compiled program into a folder. The same sources and packages give the
 * same bytes on each machine.
 *
 * @returns the path of the main module
 * @throws {ToolError} when a package is missing or Deno refuses the program
 */
export async function bundleGettoken(folder: string): Promise<string> {
  const bundle = dirname(mainOf(folder));
  await bundleModules(bundle);
  await loadNodeLater(bundle);
  await nameByNumber(bundle);
  await withoutPackageAbove(folder, () => joinStart(bundle, bundleFile));
  await hideImports(bundle);
  await keepVersionOnly(bundle, { name: project.jsr, version: project.version });
  await compileEarly(bundle, startFile);
  return mainOf(folder);
}

/**
 * Lets the bundler read files in a folder. It reads the nearest `package.json`: one above the folder
 * may say that modules have no side effects, and then it gives other names to variables.
 */
async function withoutPackageAbove(folder: string, work: () => Promise<void>): Promise<void> {
  const nearest = join(folder, "package.json");
  await Deno.writeTextFile(nearest, "{}");
  await work();
  await Deno.remove(nearest);
}

/**
 * Writes what the bundler makes of gettoken's modules into a folder.
 *
 * @param flags more flags for the bundler
 * @throws {ToolError} when a package is missing or Deno refuses the program
 */
export async function bundleModules(folder: string, flags: readonly string[] = []): Promise<void> {
  // With the whole environment, because it may contain credentials for npm. `deno compile` then
  // downloads no packages.
  await runDeno(Deno.execPath(), [
    ...["bundle", "--quiet", "--minify", "--code-splitting", ...flags],
    ...await packageFlags(),
    ...["--outdir", folder, join(projectDir, "main.ts")],
  ]);
}

/** The main module of a bundle. */
export function mainOf(folder: string): string {
  return join(folder, "program", "main.js");
}

async function bundleFile(from: string, to: string, external: readonly string[]): Promise<void> {
  await runDeno(Deno.execPath(), [
    ...["bundle", "--quiet", "--minify"],
    ...external.flatMap((name) => ["--external", name]),
    ...["--output", to, from],
  ]);
}

if (import.meta.main) {
  await runTool(async () => {
    const [folder] = Deno.args;
    if (!folder) throw new ToolError("Name the folder to write");
    await bundleGettoken(folder);
  });
}
