/**
 * Bundles gettoken's modules into a few files, since a program starts slower with each module that
 * it loads.
 *
 * @module
 */
import { join } from "node:path";
import { runDeno } from "./deno.ts";
import { joinStart } from "./join_start.ts";
import { packageFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";

/**
 * Writes the files of the compiled program into a folder.
 *
 * @returns the path of the main module
 * @throws {ToolError} when a package is missing or Deno refuses the program
 */
export async function bundleGettoken(folder: string): Promise<string> {
  const bundle = join(folder, "program");
  // With the whole environment, because it may contain credentials for npm. `deno compile` then
  // downloads no packages.
  await runDeno(Deno.execPath(), [
    ...["bundle", "--quiet", "--minify", "--code-splitting"],
    ...await packageFlags(),
    ...["--outdir", bundle, join(projectDir, "main.ts")],
  ]);
  await loadNodeLater(bundle);
  await joinStart(bundle, bundleFile);
  return join(bundle, "main.js");
}

async function bundleFile(from: string, to: string, external: readonly string[]): Promise<void> {
  await runDeno(Deno.execPath(), [
    ...["bundle", "--quiet", "--minify"],
    ...external.flatMap((name) => ["--external", name]),
    ...["--output", to, from],
  ]);
}

/**
 * Loads Node's built-in modules when they are needed. Because one package may call `require`, the
 * bundler makes every file load Node's module system at the start, which takes 2 ms.
 */
async function loadNodeLater(bundle: string): Promise<void> {
  const loader =
    /import\{createRequire as (\w+)\} from "node:module";var (\w+)=\1\(import\.meta\.url\);/;
  for await (const { name } of Deno.readDir(bundle)) {
    const path = join(bundle, name);
    const source = await Deno.readTextFile(path);
    const later = source.replace(loader, "var $2=name=>process.getBuiltinModule(name);");
    if (later !== source) await Deno.writeTextFile(path, later);
  }
}
