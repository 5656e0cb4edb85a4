/**
 * Joins the files of a bundle that are loaded together. The bundler writes a file for each set of
 * modules that are, and loading thirty files takes longer than loading one.
 *
 * @module
 */
import { init, parse } from "es-module-lexer/minimal";
import { join } from "node:path";
import { ToolError } from "../tool.ts";

/** A file of a bundle. */
interface BundledFile {
  readonly source: string;
  readonly imports: readonly Import[];
  readonly exports: readonly string[];
}

/** An import from a file of the bundle, or of an external module. */
interface Import {
  readonly from: string;
  /** Whether it is an `import()` expression. */
  readonly isDynamic: boolean;
  /** Position of the statement in the source. */
  readonly start: number;
  readonly end: number;
}

type Bundle = ReadonlyMap<string, BundledFile>;

/** Bundles a file without the external modules. */
type BundleFile = (from: string, to: string, external: readonly string[]) => Promise<void>;

/** The joined file of every run that is not quick. */
export const startFile = "start.js";

/** Modules of quick runs. The joined file of each shares nothing, which would have to be loaded, too. */
const quickModules = ["quick", "quick_help"];

/** Joins `program.ts` and the modules of quick runs, each with all that it imports. */
export async function joinStart(folder: string, bundleFile: BundleFile): Promise<void> {
  const bundle = await readBundle(folder);
  const program = fileOf(bundle, "program");
  const quick = quickModules.map((module) => [fileOf(bundle, module), `${module}.js`] as const);
  const others = (names: readonly string[]) =>
    [...bundle.keys()].filter((name) => !names.includes(name)).map((name) => `./${name}`);
  for (const [name, to] of quick) {
    const inside = [name, ...staticImports(bundle, name)];
    await bundleFile(join(folder, name), join(folder, to), others(inside));
  }
  const together = [program, ...staticImports(bundle, program)];
  const entry = join(folder, "all.js");
  await Deno.writeTextFile(
    entry,
    together.map((name) => exportAll(bundle, together, name)).join(""),
  );
  await bundleFile(entry, join(folder, startFile), others(together));
  for (const name of [...bundle.keys(), "all.js"]) await Deno.remove(join(folder, name));
  for (const name of others([...together, ...quick.map(([name]) => name)])) {
    await Deno.writeTextFile(join(folder, name), importJoined(bundle, together, name.slice(2)));
  }
  await importByName(folder, new Map([[program, startFile], ...quick]));
  await removeUnused(folder);
}

/** Changes the names of files in the imports of `main.js` and of quick runs. */
async function importByName(folder: string, names: ReadonlyMap<string, string>): Promise<void> {
  for (const file of ["main.js", ...quickModules.map((module) => `${module}.js`)]) {
    let source = await Deno.readTextFile(join(folder, file));
    for (const [name, to] of names) source = source.replaceAll(`"./${name}"`, `"./${to}"`);
    await Deno.writeTextFile(join(folder, file), source);
  }
}

/** The bundler's file for a module in the project's folder. */
function fileOf(bundle: Bundle, module: string): string {
  const found = [...bundle.keys()].find((name) => name.replace(/-\d+\.js$/, "") === module);
  if (found === undefined) throw new ToolError(`The bundle has no file for ${module}.ts`);
  return found;
}

/** Removes files that are only in those of quick runs. */
async function removeUnused(folder: string): Promise<void> {
  const bundle = await readBundle(folder);
  const used = new Set(["main.js"]);
  for (const name of used) {
    for (const { from } of bundle.get(name)?.imports ?? []) if (bundle.has(from)) used.add(from);
  }
  for (const name of bundle.keys()) if (!used.has(name)) await Deno.remove(join(folder, name));
}

async function readBundle(folder: string): Promise<Bundle> {
  await init();
  const bundle = new Map<string, BundledFile>();
  for await (const { name } of Deno.readDir(folder)) {
    const source = await Deno.readTextFile(join(folder, name));
    const [imports, exports] = parse(source);
    bundle.set(name, {
      source,
      imports: imports.map(({ n = "", d, ss, se }) => ({
        from: n.replace("./", ""),
        isDynamic: d !== -1,
        start: ss,
        end: se,
      })),
      exports: exports.map(({ n }) => n),
    });
  }
  return bundle;
}

/** The static imports of a file, direct and indirect. */
function staticImports(bundle: Bundle, name: string): string[] {
  const found = new Set<string>();
  const add = (name: string) => {
    for (const { from, isDynamic } of bundle.get(name)?.imports ?? []) {
      if (isDynamic || found.has(from) || !bundle.has(from)) continue;
      found.add(from);
      add(from);
    }
  };
  add(name);
  return [...found];
}

/**
 * The name of an export in the joined file: two files may have exports of the same name. The first
 * file, which `main.js` imports, keeps its names.
 */
function nameIn(together: readonly string[], file: string, name: string): string {
  const index = together.indexOf(file);
  return index === 0 ? name : `${name}_${index}`;
}

function exportAll(bundle: Bundle, together: readonly string[], file: string): string {
  const names = bundle.get(file)?.exports ?? [];
  const list = names.map((name) => `${name} as ${nameIn(together, file, name)}`);
  return `export { ${list} } from "./${file}";\n`;
}

/** The source of a file, with imports from the joined file. */
function importJoined(bundle: Bundle, together: readonly string[], name: string): string {
  const { source = "", imports = [] } = bundle.get(name) ?? {};
  return imports.toReversed().reduce((text, { from, isDynamic, start, end }) => {
    if (isDynamic || !together.includes(from)) return text;
    const statement = importFrom(text.slice(start, end), (name) => nameIn(together, from, name));
    return text.slice(0, start) + statement + text.slice(end);
  }, source);
}

/** The bundler's import statement, rewritten to import the renamed exports of the joined file. */
function importFrom(statement: string, rename: (name: string) => string): string {
  // Only for its effects, and no module of gettoken has any.
  if (/^import"[^"]+"$/.test(statement)) return "";
  const [, list] = /^import\{([\w$, ]+)\}from"[^"]+"$/.exec(statement) ?? [];
  if (list === undefined) {
    throw new ToolError(`Unexpected import statement in the bundle: ${statement}`);
  }
  const names = list.split(",").map((item) => {
    const [name = "", local = name] = item.split(" as ");
    return `${rename(name)} as ${local}`;
  });
  return `import{${names}}from"./${startFile}"`;
}
