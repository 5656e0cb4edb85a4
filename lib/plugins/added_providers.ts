/**
 * The store of added providers: a folder for each, with its files and a record. The files are
 * JavaScript, even those with the extension `.ts`. The record has their SHA-256 digests, so a file
 * that changed since is not run. @module
 */

import { providersFolder, requireConfigFolder } from "../platform/user_folders.ts";
import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { isJsonObject, parseJson } from "../core/json.ts";
import { pathBelow } from "../core/paths.ts";
import { isProviderName } from "../contract/names.ts";
import { sha256 } from "../core/encodings.ts";
import { hasUnsafeCharacters, printable, shellWord } from "../core/text.ts";

/** The record of an added provider. */
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
  /** The variables that the user granted, besides `GETTOKEN_…`. */
  readonly variables?: readonly string[];
  /** The digest of each file, by its path in the provider's folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** An added provider. */
export interface AddedProvider extends AddedRecord {
  readonly name: string;
  /** The path of its folder. */
  readonly folder: string;
  /** The path of its module. */
  readonly entryPath: string;
  /**
   * Reads one of its files.
   *
   * @throws {GettokenError} `provider_module` if it changed since it was added.
   */
  readonly read: (url: URL) => Promise<Uint8Array<ArrayBuffer>>;
}

/** An added provider and its state. */
export interface ListedProvider {
  readonly name: string;
  /** `changed` if a file changed since it was added, `damaged` if the record is invalid. */
  readonly state: "ok" | "changed" | "damaged";
  /** Undefined if it is damaged. */
  readonly provider?: AddedProvider;
}

/** The name of the record in the provider's folder. */
export const recordName = "added.json";

/** The size limit of the record and of each file. */
const maxFileBytes = 1024 * 1024;

/**
 * The folder of all added providers.
 *
 * @throws {GettokenError} `setting_missing`
 */
export function requireProvidersFolder(host: Host): string {
  return pathBelow(host, requireConfigFolder(host, "added providers"), "providers");
}

/**
 * Finds an added provider. Reads its record only; its other files are verified when they are read.
 *
 * @returns `undefined` if there is no added provider of that name.
 * @throws {GettokenError} `provider_module` if the record cannot be used.
 */
export async function findAdded(host: Host, name: string): Promise<AddedProvider | undefined> {
  const parent = providersFolder(host);
  if (parent === undefined || !isProviderName(name)) return undefined;
  const folder = pathBelow(host, parent, name);
  const recordPath = pathBelow(host, folder, recordName);
  try {
    const bytes = await host.readFile(recordPath, maxFileBytes);
    const record = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isRecord(record)) return addedProvider(host, name, folder, record);
  } catch (error) {
    if (error instanceof FileProblem && error.kind === "missing") return undefined;
  }
  const shown = printable(recordPath, 300);
  const remedy = `<file>, or: gettoken provider remove ${name}`;
  throw cannotUse(name, `${shown} is damaged or unreadable`, remedy);
}

function cannotUse(name: string, reason: string, remedy: string): GettokenError {
  return new GettokenError(
    "provider_module",
    `Cannot use the added provider "${name}": ${reason}`,
    {
      hint: `Add it again: gettoken provider add ${remedy}`,
    },
  );
}

/** All added providers and their states. */
export async function listAdded(host: Host): Promise<ListedProvider[]> {
  const parent = providersFolder(host);
  const names = parent === undefined ? [] : await host.foldersIn(parent);
  return await Promise.all(names.filter(isProviderName).map((name) => look(host, name)));
}

async function look(host: Host, name: string): Promise<ListedProvider> {
  const provider = await findAdded(host, name).catch(() => undefined);
  if (provider === undefined) return { name, state: "damaged" };
  const { folder, files, read } = provider;
  try {
    for (const path of Object.keys(files)) {
      await read(await host.fileUrl(pathBelow(host, folder, path)));
    }
    return { name, state: "ok", provider };
  } catch {
    return { name, state: "changed", provider };
  }
}

/**
 * Removes an added provider, damaged or not.
 *
 * @throws {GettokenError} `unknown_provider`, `setting_missing`, `output_failed`
 */
export async function removeAdded(host: Host, name: string): Promise<void> {
  const parent = requireProvidersFolder(host);
  const names = (await host.foldersIn(parent)).filter(isProviderName);
  if (!names.includes(name)) {
    throw new GettokenError(
      "unknown_provider",
      `There is no added provider "${printable(name, 60)}"`,
      {
        hint: names.length > 0
          ? `Added providers: ${names.join(", ")}`
          : "No provider was added yet.",
      },
    );
  }
  await host.changeFiles(parent, [{ path: name }]);
}

/** An added provider, whose files are verified when they are read. */
export function addedProvider(
  host: Host,
  name: string,
  folder: string,
  record: AddedRecord,
): AddedProvider {
  const changed = (reason: string) => cannotUse(name, reason, shellWord(record.source));

  async function read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
    for (const [path, digest] of Object.entries(record.files)) {
      const stored = pathBelow(host, folder, path);
      if ((await host.fileUrl(stored)).href !== url.href) continue;
      const shown = printable(path, 200);
      const bytes = await host.readFile(stored, maxFileBytes).catch((error) => {
        if (!(error instanceof FileProblem)) throw error;
        throw changed(`${shown} ${error.kind === "missing" ? "is missing" : "cannot be read"}`);
      });
      if (await digestOf(bytes) === digest) return bytes;
      throw changed(`${shown} was changed since it was added`);
    }
    throw changed(`${printable(url.pathname, 300)} was not added with it`);
  }

  return { ...record, name, folder, entryPath: pathBelow(host, folder, record.entry), read };
}

/** The digest of a file, as in the record. */
export async function digestOf(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha256-${await sha256(content)}`;
}

/** Validates a record: another program may have written it. */
function isRecord(value: unknown): value is AddedRecord {
  if (!isJsonObject(value)) return false;
  const { version, title, source, added, entry, files, variables = [] } = value;
  return version === 1 && [title, source, added, entry].every(isText) &&
    title === printable(`${title}`, 80) && isJsonObject(files) &&
    Object.hasOwn(files, String(entry)) && Array.isArray(variables) && variables.every(isText) &&
    Object.entries(files).every(([path, digest]) => isStorable(path) && isText(digest));
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Whether a path names a file in its folder or below, on every system, and not the record. */
export function isStorable(path: string): boolean {
  return path.toLowerCase() !== recordName && !/[\\:]/.test(path) && !hasUnsafeCharacters(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
