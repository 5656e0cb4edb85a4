/**
 * The modules of the library in JavaScript. What it imports from JSR is in them, because npm does not
 * have it. What it imports from npm is not.
 *
 * @module
 */
import { join } from "node:path";
import { init, parse } from "es-module-lexer/minimal";
import config from "../../deno.json" with { type: "json" };
import { importOrder, numbered } from "../compile/chunk_names.ts";
import { withVersionOnly } from "../compile/version_only.ts";
import { runDeno } from "../deno.ts";
import { packageFlags } from "../mirror.ts";
import { projectDir } from "../paths.ts";
import { project } from "../release/project.ts";
import { ToolError } from "../tool.ts";
import { libraryPackages, npmNames } from "./packages.ts";

const MAIN = "mod.js";

/**
 * Makes the modules: `mod.js`, and those that it imports.
 *
 * @returns their sources by name
 * @throws {ToolError} when Deno refuses a module, or the library imports other packages than those in
 * packages.ts
 */
export async function libraryModules(): Promise<Map<string, string>> {
  const folder = await Deno.makeTempDir();
  try {
    const externals = npmNames(config.imports).flatMap((name) => [name, `${name}/*`]);
    await runDeno(Deno.execPath(), [
      ...["bundle", "--quiet", "--code-splitting", ...await packageFlags()],
      ...externals.flatMap((name) => ["--external", name]),
      ...["--outdir", folder, join(projectDir, "mod.ts")],
    ]);
    const bundle = await readFolder(folder);
    // The bundler also writes modules that only unused code imports.
    const used = importOrder(bundle, MAIN).map((name) => [name, bundle.get(name) ?? ""] as const);
    const modules = numbered(new Map(used), MAIN);
    const { jsr: name, version } = project;
    modules.set(MAIN, withVersionOnly(modules.get(MAIN) ?? "", { name, version }));
    await requirePackages(modules.values());
    return modules;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readFolder(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    files.set(name, await Deno.readTextFile(join(folder, name)));
  }
  return files;
}

async function requirePackages(sources: Iterable<string>): Promise<void> {
  const imported = await packagesIn(sources);
  if (imported.join() === libraryPackages.toSorted().join()) return;
  throw new ToolError(
    `The library imports the packages ${imported.join(", ")}\n` +
      "→ List them in tools/library/packages.ts",
  );
}

// Neither a file nor a module of Node.
const PACKAGE = /^(?!node:)(@[^/]+\/)?[^./][^/]*/;

/** The packages that modules import, sorted. */
export async function packagesIn(sources: Iterable<string>): Promise<string[]> {
  await init();
  const names = new Set<string>();
  for (const source of sources) {
    for (const { n = "" } of parse(source)[0]) {
      const [name] = PACKAGE.exec(n) ?? [];
      if (name) names.add(name);
    }
  }
  return [...names].sort();
}
