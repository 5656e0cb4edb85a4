/**
 * Joins the files of a bundle that every run loads. The bundler writes a file for each set of modules
 * that are loaded together, and loading thirty files takes longer than loading one.
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

const joined = "start.js";

/**
 * Joins the files that `main.js` imports, directly or not. `main.js` stays separate: files that are
 * loaded later import from the joined file, and would wait until `main.js` has ended.
 *
 * @param bundleFile bundles a file without the external modules
 */
export async function joinStart(
  folder: string,
  bundleFile: (from: string, to: string, external: readonly string[]) => Promise<void>,
): Promise<void> {
  const bundle = await readBundle(folder);
  const together = staticImports(bundle, "main.js");
  const entry = join(folder, "all.js");
  await Deno.writeTextFile(
    entry,
    together.map((name) => exportAll(bundle, together, name)).join(""),
  );
  const later = [...bundle.keys()].filter((name) => !together.includes(name));
  await bundleFile(entry, join(folder, joined), later.map((name) => `./${name}`));
  for (const name of [...together, "all.js"]) await Deno.remove(join(folder, name));
  for (const name of later) {
    await Deno.writeTextFile(join(folder, name), importJoined(bundle, together, name));
  }
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

/** The name of an export in the joined file: two files may have exports of the same name. */
function nameIn(together: readonly string[], file: string, name: string): string {
  return `${name}_${together.indexOf(file)}`;
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
  if (/^import"[^"]+"$/.test(statement)) return `import"./${joined}"`;
  const [, list] = /^import\{([\w$, ]+)\}from"[^"]+"$/.exec(statement) ?? [];
  if (list === undefined) {
    throw new ToolError(`Unexpected import statement in the bundle: ${statement}`);
  }
  const names = list.split(",").map((item) => {
    const [name = "", local = name] = item.split(" as ");
    return `${rename(name)} as ${local}`;
  });
  return `import{${names}}from"./${joined}"`;
}
