/**
 * Reads a provider module and the files that it imports.
 *
 * @module
 */

import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { GettokenError } from "../core/errors.ts";
import { findImports, type FoundImport, lineOf } from "./find_imports.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { stripTypes } from "./strip_types.ts";
import { either, printable } from "../core/text.ts";

const maxFiles = 64;
const maxFileBytes = 1024 * 1024;
const maxImports = 500;

/** A file of a module. */
export interface ModuleFile {
  readonly url: URL;
  /** What messages call it: what the user typed, or the path from there: `./lib/util.ts`. */
  readonly name: string;
  /** Its content. */
  readonly source: Uint8Array<ArrayBuffer>;
  /** Its content without types: what to keep, and to read as {@linkcode ModuleReading.stripped}. */
  readonly script: string;
  /** JavaScript that runs once its imports are linked. */
  readonly code: string;
  readonly imports: readonly FileImport[];
}

/** An import of a file by another one. */
export interface FileImport {
  readonly file: ModuleFile;
  /** Where the code names the file, from the first quote on. */
  readonly start: number;
  /** The position after the last quote. */
  readonly end: number;
}

/** How to read a module. */
export interface ModuleReading {
  /** Reads a file by its `file:` URL, in place of the host. */
  readonly read?: ((url: URL) => Promise<Uint8Array<ArrayBuffer>>) | undefined;
  /** All files hold JavaScript or JSON already, whatever they are called. */
  readonly stripped?: boolean | undefined;
}

/**
 * Reads a module and all files that it imports. They lie in its folder or below.
 *
 * @param path The file with which the module begins.
 * @returns The files, each after those that it imports.
 * @throws {GettokenError} `provider_module` if a file is missing, unreadable, or not as it must be.
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
    const source = await readFile(wanted, readBytes);
    const text = decode(wanted, source);
    const script = stripped || !typeScript.test(url.pathname) ? text : await stripTypes(name, text);
    const { code, imports } = json.test(url.pathname)
      ? { code: jsonModule(wanted, text), imports: [] }
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
  return new GettokenError("provider_module", `Cannot load ${name}: ${reason}`, {
    details: importedBy ? [`imported by ${importedBy}`] : [],
    hint,
  });
}

function requireNoCircle(way: readonly Wanted[]): void {
  const [last] = way.slice(-1);
  const first = way.findIndex(({ url }) => url.href === last?.url.href);
  const circle = way.slice(first);
  if (circle.length < 2) return;
  throw new GettokenError("provider_module", `Cannot load ${circle[0]?.name}: it imports itself`, {
    details: [circle.map(({ name }) => name).join(" → ")],
    hint: "Put what they need of each other into a file that imports neither.",
  });
}

/** The file that an import names. */
function resolve(found: FoundImport, code: string, by: Wanted, folder: string): Wanted {
  const { specifier, isJson, start } = found;
  const url = new URL(specifier, by.url);
  const line = lineOf(code, start);
  const refusal = (reason: string, hint: string) =>
    new GettokenError("provider_module", `Cannot load ${by.name}: ${reason}`, {
      details: [`line ${line}: ${printable(specifier, 100)}`],
      hint,
    });
  if (!url.href.startsWith(folder)) {
    throw refusal(
      "it imports a file outside of its folder",
      "A provider module is self-contained: put the file beside it or below.",
    );
  }
  if (/[?#]/.test(url.href)) {
    throw refusal("it imports by a name with ? or #", "In an import, write %3F and %23 for these.");
  }
  if (json.test(url.pathname) !== isJson) {
    throw isJson
      ? refusal("it imports as JSON what is none", 'Leave out: with { type: "json" }')
      : refusal("it imports JSON like a module", 'Add to the import: with { type: "json" }');
  }
  const name = printable(`./${decodeName(url.href.slice(folder.length))}`, 200);
  return { url, name, importedBy: `${by.name}, line ${line}` };
}

/** A link could lead to any file of the user, which would be read for code that may read none. */
async function refuseLinkOut(
  host: Pick<Host, "realPath">,
  wanted: Wanted,
  folder: string,
): Promise<void> {
  // No file can have such a name, as is told when it is read.
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

/** Reads a file that may belong to a module. */
async function readFile(wanted: Wanted, readBytes: BytesReader): Promise<Uint8Array<ArrayBuffer>> {
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
    return bytes;
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    const hint = error.kind === "missing" ? await neighbourOf(wanted, readBytes) : undefined;
    const words = { not_a_file: "it is not a file", unreadable: "it cannot be read" };
    throw failure(wanted, error.inWords(words), hint);
  }
}

type BytesReader = NonNullable<ModuleReading["read"]>;

const json = /\.json$/i;
const typeScript = /\.m?ts$/i;
const extensions = [".ts", ".mts", ".js", ".mjs", ".json"];

/** Names a file that is called the same but for its extension. */
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

/** JSON as a module. The module parses it, since `__proto__` means something else in code. */
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
