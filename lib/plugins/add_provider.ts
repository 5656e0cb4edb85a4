/** Adds a provider: loads its module, asks which variables it may read, and stores it. @module */

import type { Context } from "../contract/context.ts";
import {
  type AddedProvider,
  addedProvider,
  type AddedRecord,
  digestOf,
  findAdded,
  isStorable,
  recordName,
  requireProvidersFolder,
} from "./added_providers.ts";
import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { loadModule } from "./load_module.ts";
import { pathBelow } from "../core/paths.ts";
import { type WantedVariable, wantedVariables } from "./grants.ts";
import type { Provider } from "../contract/provider.ts";
import { alignColumns, printable, shellWord } from "../core/text.ts";

/** How a provider is added. */
export interface AddOptions {
  /** Finds the problems of a provider; undefined to add it without looking for any. */
  readonly findProblems?:
    | ((host: Host, provider: Provider) => Promise<readonly string[]>)
    | undefined;
  /** Whether to grant the variables that it asks for without a prompt. */
  readonly isAllowed: boolean;
}

/**
 * Adds the provider of a module, or replaces one of the same name.
 *
 * @returns The provider, and whether it replaced one of the same name.
 * @throws {GettokenError} `provider_module`, `setting_missing`, `output_failed`; `usage` if there is
 * no terminal to ask on.
 */
export async function addProvider(
  { host, ...context }: Context,
  path: string,
  { findProblems, isAllowed }: AddOptions,
): Promise<{ readonly provider: AddedProvider; readonly replaced: boolean }> {
  const parent = requireProvidersFolder(host);
  const { provider, files } = await loadModule({ host, ...context }, path);
  const { name, title } = provider;
  refuseProblems(await findProblems?.(host, provider) ?? [], path);
  const wanted = wantedVariables(provider);
  const isGranted = wanted.length > 0 &&
    (await askForVariables(host, name, wanted, isAllowed ? undefined : path));

  const source = await host.fileUrl(path);
  const { href: folder } = new URL(".", source);
  const pathOf = (url: URL) => decodeURIComponent(url.href.slice(folder.length));
  const stored = files.map(({ url, script }) => ({ path: pathOf(url), content: script }));
  const digests = stored.map(async ({ path, content }) => [path, await digestOf(content)] as const);
  const record: AddedRecord = {
    version: 1,
    title,
    source: await host.filePath(source) ?? path,
    added: new Date(host.now()).toISOString(),
    entry: pathOf(source),
    variables: isGranted ? [...new Set(wanted.map(({ name }) => name))] : [],
    files: Object.fromEntries(await Promise.all(digests)),
  };
  refuseOddNames(record);
  const replaced = (await host.foldersIn(parent)).includes(name);
  const changes = [
    ...stored,
    { path: recordName, content: JSON.stringify(record, undefined, 2) + "\n" },
    ...await filesToRemove(host, name, record),
  ];
  await host.changeFiles(parent, changes.map((at) => ({ ...at, path: `${name}/${at.path}` })));
  return { provider: addedProvider(host, name, pathBelow(host, parent, name), record), replaced };
}

function refuseProblems(problems: readonly string[], path: string): void {
  if (problems.length === 0) return;
  const shown = shellWord(path);
  throw new GettokenError("provider_module", `${printable(path, 200)} was not added`, {
    details: problems.slice(0, 5),
    hint: `gettoken provider check ${shown} shows all problems; --force adds it anyway`,
  });
}

/**
 * Lists the variables that a provider asks for, and asks whether it may read them.
 *
 * @param path The module, as the user names it; undefined to grant them without a prompt.
 */
async function askForVariables(
  host: Host,
  provider: string,
  wanted: readonly WantedVariable[],
  path: string | undefined,
): Promise<boolean> {
  const lines = alignColumns(wanted.map(({ name, use }) => [name, printable(use, 200)]));
  const asksFor = `${provider} asks to read variables from the environment and .env files`;
  if (path !== undefined && !(host.isTerminal("stdin") && host.isTerminal("stderr"))) {
    throw new GettokenError("usage", asksFor, {
      details: lines,
      hint: `To allow it, run gettoken provider add --yes ${shellWord(path)}`,
    });
  }
  host.writeStderr([`${asksFor}:`, ...lines.map((line) => `  ${line}`), ""].join("\n"));
  if (path === undefined) return true;
  const { promptYesOrNo } = await host.loadPrompts();
  return await promptYesOrNo(`Allow ${provider} to read them?`);
}

function refuseOddNames({ source, files }: AddedRecord): void {
  const odd = Object.keys(files).find((path) => !isStorable(path));
  if (odd === undefined) return;
  throw new GettokenError(
    "provider_module",
    `Cannot add ${printable(source, 200)}: the file name ${printable(odd, 200)} is not supported`,
    { hint: "Rename the file, and change the imports of it." },
  );
}

/** The files of the previous version that are not in this one. */
async function filesToRemove(
  host: Host,
  name: string,
  { files }: AddedRecord,
): Promise<readonly { readonly path: string }[]> {
  const old = await findAdded(host, name).catch(() => undefined);
  // File names are case-insensitive on some systems.
  const stored = new Set(Object.keys(files).map((path) => path.toLowerCase()));
  return Object.keys(old?.files ?? {})
    .filter((path) => !stored.has(path.toLowerCase()))
    .map((path) => ({ path }));
}
