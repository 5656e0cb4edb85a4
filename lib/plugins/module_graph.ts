/** Reads a provider module and the files that it imports. @module */

import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { GettokenError } from "../core/errors.ts";
import { cannotLoad, findImports, type FoundImport, lineOf } from "./find_imports.ts";
import { FileProblem, type Host } from "../core/host.ts";
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
  /** Its content without types, which can be read as {@linkcode ModuleReading.stripped}. */
  readonly script: string;
  /** JavaScript, to run once its imports are linked. */
  readonly code: string;
  readonly imports: readonly FileImport[];
}

/** An import of another file, and where its specifier is in the code. */
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

/**
 * Reads a module and all files that it imports, which must be in its folder or below.
 *
 * @returns The files, each after those that it imports.
 * @throws {GettokenError} `provider_module` if a file is missing, unreadable or invalid.
 */
export async function readModule(
  host: Pick<Host, "readFile" | "fileUrl" | "realPath">,
  path: string,
  { read, stripped = false }: ModuleReading = {},
): Promise<readonly ModuleFile[]> {
  const url = await host.fileUrl(path);
  const folder = new URL(".", url).href;
  const readBytes = read ?? (async (url) => await host.readFile(pathOf(url), maxFileBytes));
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
      const imported = resolve(found, code, wanted, folder);
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
  const hint = "Put what they need of each other into a file that imports neither.";
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
  const beside = "A provider module is self-contained: put the file beside it or below.";
  refuse(!url.href.startsWith(folder), "it imports a file outside of its folder", beside);
  const escape = "In an import, write %3F and %23 for these.";
  refuse(/[?#]/.test(url.href), "it imports by a name with ? or #", escape);
  const attribute = 'with { type: "json" }';
  const hasJsonName = json.test(url.pathname);
  refuse(isJson && !hasJsonName, "it imports as JSON what is none", `Leave out: ${attribute}`);
  refuse(
    !isJson && hasJsonName,
    "it imports JSON like a module",
    `Add to the import: ${attribute}`,
  );
  const name = printable(`./${decodeName(url.href.slice(folder.length))}`, 200);
  return { url, name, importedBy: `${by.name}, line ${line}` };
}

/** Refuses a link out of the folder: code in the sandbox must not read other files of the user. */
async function refuseLinkOut(
  host: Pick<Host, "realPath">,
  wanted: Wanted,
  folder: string,
): Promise<void> {
  // No file can have such a name: reading it fails.
  if (/%2f|%5c/i.test(wanted.url.pathname)) return;
  const home = await host.realPath(fileURLToPath(folder));
  const way = relative(home, await host.realPath(fileURLToPath(wanted.url)));
  if (!isAbsolute(way) && !/^\.\.(?:[/\\]|$)/.test(way)) return;
  throw failure(wanted, "it is a link out of the module's folder", "Put the file itself there.");
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
    throw failure(wanted, "it holds types only", "Import them with import type.");
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

/** A hint at a file with the same name and another extension. */
async function neighbourOf(
  { url, name }: Wanted,
  readBytes: BytesReader,
): Promise<string | undefined> {
  for (const extension of extensions) {
    for (const end of [/$/, /\.[^./]*$/]) {
      const neighbour = new URL(url.href.replace(end, extension));
      const exists = await readBytes(neighbour).then(() => true, () => false);
      if (exists) return `There is ${name.replace(end, extension)}.`;
    }
  }
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    // No file can have such a name: it has an encoded slash.
    throw new FileProblem("missing");
  }
}

function decode(wanted: Wanted, source: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(source);
  } catch {
    throw failure(wanted, "it is not UTF-8 text");
  }
}

/** JSON as a module. The module parses it, since `__proto__` in code means something else. */
function jsonModule(wanted: Wanted, text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    const place = /\(line (\d+) column (\d+)\)/.exec((error as Error).message);
    const where = place ? ` from line ${place[1]}, column ${place[2]} on` : "";
    throw failure(wanted, `it is not JSON${where}`);
  }
  return `export default JSON.parse(${JSON.stringify(text)});\n`;
}
