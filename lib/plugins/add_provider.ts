/**
 * Adds a provider: a module of the user's own becomes one that is called by its name.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { fileURLToPath } from "node:url";
import {
  type AddedProvider,
  addedProvider,
  type AddedRecord,
  digestOf,
  findAdded,
  isKeepable,
  recordName,
  requireProvidersFolder,
} from "./added_providers.ts";
import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { loadModule } from "./load_module.ts";
import { type WantedVariable, wantedVariables } from "./grants.ts";
import { type ModuleFile, readModule } from "./module_graph.ts";
import type { Provider } from "../contract/provider.ts";
import { printable, shellWord } from "../core/text.ts";

/** A provider to add. */
export interface ProviderToKeep {
  readonly name: string;
  readonly title: string;
  /** The folder that holds a folder for each added provider. */
  readonly parent: string;
  /** The module itself, which is one of the files. The others lie in its folder or below. */
  readonly source: URL;
  readonly files: readonly Pick<ModuleFile, "url" | "script">[];
  /** The variables that it may have beside its `GETTOKEN_…` ones. */
  readonly variables: readonly string[];
}

/** A provider that has just been added. */
export interface Addition {
  readonly provider: AddedProvider;
  /** Whether there was one of that name. */
  readonly replaced: boolean;
}

/** How a provider is added. */
export interface AddOptions {
  /** What keeps the provider from being added; nothing to add it whatever it is. */
  readonly findProblems?:
    | ((host: Host, provider: Provider) => Promise<readonly string[]>)
    | undefined;
  /** Decides whether the provider may have the variables that it asks for. */
  readonly consent: (provider: Provider, wanted: readonly WantedVariable[]) => Promise<boolean>;
}

/**
 * Adds the provider of a module, or replaces one of the same name.
 *
 * @param path The module. One that does not load is not added.
 * @throws {GettokenError} `provider_module`, `setting_missing`, `output_failed`
 */
export async function addProvider(
  context: Context,
  path: string,
  { findProblems, consent }: AddOptions,
): Promise<Addition> {
  const parent = requireProvidersFolder(context.host);
  const host = readingOnce(context.host);
  const { provider } = await loadModule({ ...context, host }, path);
  const files = await readModule(host, path);
  requireSound(await findProblems?.(host, provider) ?? [], path);
  const wanted = wantedVariables(provider);
  const isGranted = wanted.length > 0 && await consent(provider, wanted);
  const { name, title } = provider;
  return await keepProvider(host, {
    ...{ parent, name, title, files, source: await host.fileUrl(path) },
    variables: isGranted ? [...new Set(wanted.map(({ name }) => name))] : [],
  });
}

/** Refuses a provider that has problems. */
function requireSound(problems: readonly string[], path: string): void {
  if (problems.length === 0) return;
  const shown = shellWord(path);
  throw new GettokenError("provider_module", `${printable(path, 200)} was not added`, {
    details: problems.slice(0, maxProblems),
    hint: `See all of it with gettoken provider check ${shown}; --force adds it all the same`,
  });
}

/** The most problems that are shown. */
const maxProblems = 5;

/** The same machine, where no file changes: what is kept is what was loaded. */
function readingOnce(host: Host): Host {
  const contents = new Map<string, ReturnType<Host["readFile"]>>();
  function readFile(path: string, limit: number): ReturnType<Host["readFile"]> {
    const content = contents.get(path) ?? host.readFile(path, limit);
    contents.set(path, content);
    return content;
  }
  return { ...host, readFile };
}

/** Keeps the files of a provider. */
export async function keepProvider(
  host: Host,
  { parent, name, title, source, files, variables }: ProviderToKeep,
): Promise<Addition> {
  const { href: folder } = new URL(".", source);
  const pathOf = (url: URL) => decodeURIComponent(url.href.slice(folder.length));
  const kept = files.map(({ url, script }) => ({ path: pathOf(url), content: script }));
  const record: AddedRecord = {
    version: 1,
    title,
    source: fileURLToPath(source),
    added: new Date(host.now()).toISOString(),
    entry: pathOf(source),
    variables,
    files: await digestsOf(kept),
  };
  requireKeepable(record);
  const replaced = (await host.foldersIn(parent)).includes(name);
  const changes = [
    ...kept,
    { path: recordName, content: JSON.stringify(record, undefined, 2) + "\n" },
    ...await filesToRemove(host, name, record),
  ];
  await host.changeFiles(parent, changes.map((at) => ({ ...at, path: `${name}/${at.path}` })));
  return { provider: addedProvider(host, name, `${parent}/${name}`, record), replaced };
}

async function digestsOf(
  files: readonly { readonly path: string; readonly content: string }[],
): Promise<Record<string, string>> {
  const digests = files.map(async ({ path, content }) => [path, await digestOf(content)] as const);
  return Object.fromEntries(await Promise.all(digests));
}

/** The files of a provider's last version that are not in this one. */
async function filesToRemove(
  host: Host,
  name: string,
  { files }: AddedRecord,
): Promise<readonly { readonly path: string }[]> {
  const old = await findAdded(host, name).catch(() => undefined);
  // Some systems take a name in other letters for the same.
  const kept = new Set(Object.keys(files).map((path) => path.toLowerCase()));
  return Object.keys(old?.files ?? {})
    .filter((path) => !kept.has(path.toLowerCase()))
    .map((path) => ({ path }));
}

function requireKeepable({ source, files }: AddedRecord): void {
  const odd = Object.keys(files).find((path) => !isKeepable(path));
  if (odd === undefined) return;
  throw new GettokenError(
    "provider_module",
    `Cannot add ${printable(source, 200)}: no added file can be called ${printable(odd, 200)}`,
    { hint: "Rename it, and what imports it." },
  );
}
