/**
 * Providers that the user added: each is a folder below gettoken's own that holds the module, its
 * local imports and a record of them.
 *
 * The files keep their names and their places to one another, but have no types any more: a file
 * that ends in `.ts` holds JavaScript, which is what runs. The record knows the SHA-256 of each, so
 * that what runs is what was added.
 *
 * @module
 */

import { configFolder, requireConfigFolder } from "../platform/user_folders.ts";
import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { readJsonFile } from "./json_file.ts";
import { isProviderName } from "../contract/names.ts";
import { sha256 } from "../core/encodings.ts";
import { hasUnsafeCharacters, printable, shellWord } from "../core/text.ts";

/** What is recorded of a provider that was added. */
export interface AddedRecord {
  /** The version of this record: 1. */
  readonly version: 1;
  readonly title: string;
  /** The path of the file that it was added from. */
  readonly source: string;
  /** When it was added (RFC 3339). */
  readonly added: string;
  /** The module, as the path of one of the files. */
  readonly entry: string;
  /** The variables that its user lets it have beside its `GETTOKEN_…` ones. */
  readonly variables?: readonly string[];
  /** The digest of each file, by its path below the provider's folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** A provider that was added. */
export interface AddedProvider extends AddedRecord {
  readonly name: string;
  /** The path of its module. */
  readonly entryPath: string;
  /**
   * Reads one of its files.
   *
   * @throws {GettokenError} `provider_module` if it is not what was added.
   */
  readonly read: (url: URL) => Promise<Uint8Array<ArrayBuffer>>;
}

/** A provider that was added, or what has become of it. */
export interface ListedProvider {
  readonly name: string;
  /** `changed` if a file is not what was added, `damaged` if the record cannot be used. */
  readonly state: "ok" | "changed" | "damaged";
  /** Not there if it is damaged. */
  readonly provider?: AddedProvider;
}

/** The name of the record in the provider's folder. */
export const recordName = "added.json";

/** The most bytes that a file of a provider may have. */
const maxFileBytes = 1024 * 1024;

/** The folder that holds a folder for each added provider, if it can be told. */
function providersFolder(host: Host): string | undefined {
  const folder = configFolder(host);
  return folder && `${folder}/providers`;
}

/**
 * The folder that holds a folder for each added provider.
 *
 * @throws {GettokenError} `setting_missing`
 */
export function requireProvidersFolder(host: Host): string {
  return `${requireConfigFolder(host, "added providers")}/providers`;
}

/**
 * Finds a provider that was added. That takes one look at a file; whether the provider's files are
 * what was added shows when they are read.
 *
 * @returns `undefined` if none of that name was added.
 * @throws {GettokenError} `provider_module` if the record cannot be used.
 */
export async function findAdded(host: Host, name: string): Promise<AddedProvider | undefined> {
  const parent = providersFolder(host);
  if (parent === undefined || !isProviderName(name)) return undefined;
  const folder = `${parent}/${name}`;
  const record = await readJsonFile(host, `${folder}/${recordName}`);
  if (record === "missing") return undefined;
  if (isJsonObject(record) && isRecord(record)) return addedProvider(host, name, folder, record);
  const shown = printable(`${folder}/${recordName}`, 300);
  throw new GettokenError(
    "provider_module",
    `Cannot use the added provider "${name}": ${shown} is damaged, or cannot be read`,
    { hint: `Add it again: gettoken provider add <file>, or: gettoken provider remove ${name}` },
  );
}

/** All providers that were added, and what has become of them. */
export async function listAdded(host: Host): Promise<ListedProvider[]> {
  const parent = providersFolder(host);
  const names = parent === undefined ? [] : await host.foldersIn(parent);
  return await Promise.all(names.filter(isProviderName).map((name) => look(host, name)));
}

async function look(host: Host, name: string): Promise<ListedProvider> {
  const provider = await findAdded(host, name).catch(() => undefined);
  if (provider === undefined) return { name, state: "damaged" };
  return { name, state: await isUnchanged(host, provider) ? "ok" : "changed", provider };
}

async function isUnchanged(host: Host, provider: AddedProvider): Promise<boolean> {
  const { entry, entryPath, files, read } = provider;
  const folder = entryPath.slice(0, -entry.length);
  try {
    for (const path of Object.keys(files)) await read(await host.fileUrl(folder + path));
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes a provider that was added, damaged or not.
 *
 * @throws {GettokenError} `unknown_provider`, `setting_missing`, `output_failed`
 */
export async function removeAdded(host: Host, name: string): Promise<void> {
  const parent = requireProvidersFolder(host);
  const names = (await host.foldersIn(parent)).filter(isProviderName);
  if (!names.includes(name)) {
    throw new GettokenError(
      "unknown_provider",
      `No provider "${printable(name, 60)}" was added`,
      { hint: names.length > 0 ? `Added are: ${names.join(", ")}` : "None was added yet." },
    );
  }
  await host.changeFiles(parent, [{ path: name }]);
}

/** A provider whose files are checked when they are read. */
export function addedProvider(
  host: Host,
  name: string,
  folder: string,
  record: AddedRecord,
): AddedProvider {
  function changed(what: string): GettokenError {
    return new GettokenError(
      "provider_module",
      `Cannot use the added provider "${name}": ${what}`,
      {
        hint: `Add it again: gettoken provider add ${shellWord(record.source)}`,
      },
    );
  }

  async function read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
    for (const [path, digest] of Object.entries(record.files)) {
      if ((await host.fileUrl(`${folder}/${path}`)).href !== url.href) continue;
      const shown = printable(path, 200);
      const bytes = await host.readFile(`${folder}/${path}`, maxFileBytes).catch((error) => {
        if (!(error instanceof FileProblem)) throw error;
        throw changed(`${shown} ${error.kind === "missing" ? "is missing" : "cannot be read"}`);
      });
      if (await digestOf(bytes) === digest) return bytes;
      throw changed(`${shown} was changed since`);
    }
    throw changed(`${printable(url.pathname, 300)} was not added with it`);
  }

  return { ...record, name, entryPath: `${folder}/${record.entry}`, read };
}

/** The digest of a file as the record holds it. */
export async function digestOf(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha256-${await sha256(content)}`;
}

/** Anyone may have written a record, so all of it is checked. */
function isRecord(value: JsonObject): value is JsonObject & AddedRecord {
  const { version, title, source, added, entry, files, variables = [] } = value;
  return version === 1 && [title, source, added, entry].every(isText) &&
    title === printable(`${title}`, 80) && isJsonObject(files) &&
    Object.hasOwn(files, String(entry)) && Array.isArray(variables) && variables.every(isText) &&
    Object.entries(files).every(([path, digest]) => isKeepable(path) && isText(digest));
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Whether a path leads to a file below its folder, on every system, and not to the record. */
export function isKeepable(path: string): boolean {
  return path.toLowerCase() !== recordName && !/[\\:]/.test(path) && !hasUnsafeCharacters(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
