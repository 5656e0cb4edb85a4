/** Reads a provider module and the files that it imports. @module */

import type { GettokenError } from "../core/errors.ts";
import { cannotLoad, findImports, type FoundImport, lineOf } from "./find_imports.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { nativePath } from "../core/paths.ts";
import { pathRules } from "./path_rules.ts";
import { stripTypes } from "./strip_types.ts";
import { either, printable } from "../core/text.ts";

const maxFiles = 64;
const maxFileBytes = 1024 * 1024;
const maxImports = 500;

/** A file of a module. */
export interface ModuleFile {
  readonly url: URL;
  /** Its name in messages: what the user typed, or the path from there: `./lib/util.ts`. */
  readonly name: string;
  /** Its content. */
  readonly source: string;
  /** Its content without types, see {@linkcode ModuleReading.stripped}. */
  readonly script: string;
  /** JavaScript without import attributes, to be linked. */
  readonly code: string;
  readonly imports: readonly FileImport[];
}

/** An import of another file, with the position of its specifier in the code. */
export interface FileImport extends Pick<FoundImport, "start" | "end"> {
  readonly file: ModuleFile;
}

/** How to read a module. */
export interface ModuleReading {
  /** Reads a file by its `file:` URL, instead of the host. */
  readonly read?: ((url: URL) => Promise<Uint8Array<ArrayBuffer>>) | undefined;
  /** Whether all files are JavaScript or JSON, whatever their extension. */
  readonly stripped?: boolean | undefined;
}

/** The part of a host that reads files. */
type FileReader = Pick<Host, "os" | "readFile" | "fileUrl" | "filePath" | "realPath">;

/**
 * Reads a module and all files that it imports, which must be in its folder or below.
 *
 * @returns The files, each after those that it imports.
 * @throws {GettokenError} `provider_module` if a file is missing, unreadable or invalid.
 */
export async function readModule(
  host: FileReader,
  path: string,
  { read, stripped = false }: ModuleReading = {},
): Promise<readonly ModuleFile[]> {
  const url = await host.fileUrl(path);
  const folder = new URL(".", url).href;
  const readBytes = read ??
    (async (url) => await host.readFile(await pathOf(host, url), maxFileBytes));
  const files = new Map<string, ModuleFile>();

  async function load(wanted: Wanted, way: readonly Wanted[]): Promise<ModuleFile> {
    const { url, name } = wanted;
    const known = files.get(url.href);
    if (known) return known;
    const waiting = [...way, wanted];
    requireNoCircle(waiting);
    if (files.size + way.length === maxFiles) {
      throw failure(waiting[0] ?? wanted, `it has more than ${maxFiles} files`);
    }
    const source = await readSource(wanted, readBytes);
    const isTyped = !stripped && /\.m?ts$/i.test(url.pathname);
    const script = isTyped ? await stripTypes(name, source) : source;
    const { code, imports } = json.test(url.pathname)
      ? { code: jsonModule(wanted, source), imports: [] }
      : await findImports(name, script);
    if (imports.length > maxImports) {
      throw failure(wanted, `it has more than ${maxImports} imports`);
    }
    const loaded: FileImport[] = [];
    for (const found of imports) {
      const target = resolve(found, code, wanted, folder);
      const imported = { ...target, name: nativePath(host, target.name) };
      await refuseLinkOut(host, imported, folder);
      const file = await load(imported, waiting);
      loaded.push({ file, start: found.start, end: found.end });
    }
    const file = { url, name, source, script, code, imports: loaded };
    files.set(url.href, file);
    return file;
  }

  await load({ url, name: printable(path, 200) }, []);
  return [...files.values()];
}

/** A file to be read. */
interface Wanted {
  readonly url: URL;
  readonly name: string;
  /** The place that imports it: `./acme.ts, line 3`. */
  readonly importedBy?: string;
}

function failure({ name, importedBy }: Wanted, reason: string, hint?: string): GettokenError {
  return cannotLoad(name, reason, importedBy ? [`imported by ${importedBy}`] : [], hint);
}

function requireNoCircle(way: readonly Wanted[]): void {
  const first = way.findIndex(({ url }) => url.href === way.at(-1)?.url.href);
  const circle = way.slice(first).map(({ name }) => name);
  if (circle[0] === undefined || circle.length < 2) return;
  const hint = "Move what they share into a file that imports neither.";
  throw cannotLoad(circle[0], "it imports itself", [circle.join(" → ")], hint);
}

/** The file that an import names. */
function resolve(found: FoundImport, code: string, by: Wanted, folder: string): Wanted {
  const { specifier, isJson, start } = found;
  const url = new URL(specifier, by.url);
  const line = lineOf(code, start);
  const refuse = (condition: boolean, reason: string, hint: string) => {
    if (!condition) return;
    throw cannotLoad(by.name, reason, [`line ${line}: ${printable(specifier, 100)}`], hint);
  };
  const beside = "Put the file into the folder of the module, or below it.";
  refuse(!url.href.startsWith(folder), "it imports a file outside its folder", beside);
  const escape = "Write %3F for ? and %23 for #.";
  refuse(/[?#]/.test(url.href), "it has an import with ? or # in the path", escape);
  const attribute = 'with { type: "json" }';
  const hasJsonName = json.test(url.pathname);
  refuse(
    isJson && !hasJsonName,
    "it imports a file as JSON that is not .json",
    `Remove: ${attribute}`,
  );
  refuse(
    !isJson && hasJsonName,
    "it imports JSON without the attribute",
    `Add to the import: ${attribute}`,
  );
  const name = printable(`./${decodeName(url.href.slice(folder.length))}`, 200);
  return { url, name, importedBy: `${by.name}, line ${line}` };
}

/** Refuses a link out of the folder: code in the sandbox must not read other files of the user. */
async function refuseLinkOut(
  host: FileReader,
  wanted: Wanted,
  folder: string,
): Promise<void> {
  const { isAbsolute, relative } = pathRules(host);
  const file = await host.filePath(wanted.url);
  // No file can have such a name, so reading it fails later.
  if (file === undefined || /%5c/i.test(wanted.url.pathname)) return;
  const home = await host.realPath(await pathOf(host, new URL(folder)));
  const way = relative(home, await host.realPath(file));
  if (!isAbsolute(way) && !/^\.\.(?:[/\\]|$)/.test(way)) return;
  throw failure(
    wanted,
    "it is a link to a file outside the module's folder",
    "Copy the file there instead.",
  );
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Reads a file that a module may contain. */
async function readSource(wanted: Wanted, readBytes: BytesReader): Promise<string> {
  const { pathname } = wanted.url;
  if (/\.d\.[cm]?ts$/i.test(pathname)) {
    throw failure(wanted, "it has only types", "Import them with import type.");
  }
  if (/\.c[jt]s$/i.test(pathname)) {
    throw failure(wanted, "it is a CommonJS module", "Write it with import and export, as .js.");
  }
  if (!/\.(?:m?[jt]s|json)$/i.test(pathname)) {
    const hint = await neighbourOf(wanted, readBytes);
    throw failure(wanted, `its name does not end in ${either(extensions)}`, hint);
  }
  try {
    const bytes = await readBytes(wanted.url);
    if (bytes.length > maxFileBytes) throw new FileProblem("too_large");
    return decode(wanted, bytes);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    const hint = error.kind === "missing" ? await neighbourOf(wanted, readBytes) : undefined;
    const words = { not_a_file: "it is not a file", unreadable: "it cannot be read" };
    throw failure(wanted, error.inWords(words), hint);
  }
}

type BytesReader = NonNullable<ModuleReading["read"]>;

const json = /\.json$/i;
const extensions = [".ts", ".mts", ".js", ".mjs", ".json"];

/** A hint about a file with the same name and another extension. */
async function neighbourOf(
  { url, name }: Wanted,
  readBytes: BytesReader,
): Promise<string | undefined> {
  for (const extension of extensions) {
    for (const end of [/$/, /\.[^./]*$/]) {
      const neighbour = new URL(url.href.replace(end, extension));
      const exists = await readBytes(neighbour).then(() => true, () => false);
      if (exists) return `Did you mean ${name.replace(end, extension)}?`;
    }
  }
}

async function pathOf(host: FileReader, url: URL): Promise<string> {
  const path = await host.filePath(url);
  // No file can have such a name: it has an encoded slash.
  if (path === undefined) throw new FileProblem("missing");
  return path;
}

function decode(wanted: Wanted, source: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(source);
  } catch {
    throw failure(wanted, "it is not valid UTF-8");
  }
}

/** JSON as a module. It is parsed at run time: `__proto__` in code has another meaning. */
function jsonModule(wanted: Wanted, text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    const place = /\(line (\d+) column (\d+)\)/.exec((error as Error).message);
    const where = place ? ` at line ${place[1]}, column ${place[2]}` : "";
    throw failure(wanted, `it is not valid JSON${where}`);
  }
  return `export default JSON.parse(${JSON.stringify(text)});\n`;
}
