/** Loads a provider from a module, to run, check or add it. @module */

import type { Context } from "../contract/context.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import type { Host } from "../core/host.ts";
import type { Log } from "../core/log.ts";
import { recordName } from "./added_providers.ts";
import { GettokenError } from "../core/errors.ts";
import { type Completed, completeProvider } from "./extend_provider.ts";
import { guardProvider } from "./guard_provider.ts";
import { linkModule } from "./link_module.ts";
import { type ModuleFile, type ModuleReading, readModule } from "./module_graph.ts";
import { moduleProblems, withSecretsMarked } from "./module_rules.ts";
import type { Provider, ProviderCatalog } from "../contract/provider.ts";
import { pathRules } from "./path_rules.ts";
import { contractProblems } from "./validate_provider.ts";
import { Sandbox } from "./sandbox.ts";
import { printable, shellWord } from "../core/text.ts";

/** A module that was loaded. */
export interface LoadedModule {
  readonly provider: Provider;
  /** All of its code. Modules with the same code behave the same. */
  readonly code: string;
  /** Each file after those that it imports. */
  readonly files: readonly ModuleFile[];
}

/**
 * Loads a module into a sandbox and validates it. Its functions run in the sandbox.
 *
 * @throws {GettokenError} `provider_module`. So do the functions of the provider.
 */
export async function loadModule(
  { host, log, catalog }: Context,
  path: string,
  options: ModuleReading = {},
): Promise<LoadedModule> {
  const name = printable(path, 200);
  const starting = Sandbox.start(host, log, name);
  try {
    // The worker starts while the files are read.
    const [sandbox, { files, url }] = await Promise.all([
      starting,
      readAndLink(host, log, path, options),
    ]);
    const exported = await completeProvider(await sandbox.load(url, files), catalog);
    const provider = requireProvider(exported, name, catalog);
    await sandbox.declare(Object.keys(settingsOf(provider)));
    return { provider: guardProvider(provider, name), code: url, files };
  } catch (error) {
    (await starting).stop();
    throw error;
  }
}

/** Reads a module and what it imports, and links them into one `data:` URL. */
async function readAndLink(
  host: Host,
  log: Log,
  path: string,
  options: ModuleReading,
): Promise<{ readonly files: readonly ModuleFile[]; readonly url: string }> {
  const files = await readModule(host, path, options);
  // The record of an added provider is beside its module.
  const record = options.stripped ? [new URL(recordName, await host.fileUrl(path))] : [];
  await warnIfWritableByAll(host, log, [...files.map(({ url }) => url), ...record]);
  return { files, url: (await linkModule(files)).url };
}

function requireProvider(completed: Completed, name: string, catalog: ProviderCatalog): Provider {
  const exported = "value" in completed ? completed.value : undefined;
  const broken = "problems" in completed ? completed.problems : contractProblems(exported);
  const problems = broken.length > 0 ? broken : moduleProblems(exported as Provider, catalog);
  if (problems.length === 0) return withSecretsMarked(exported as Provider);
  throw new GettokenError("provider_module", `${name} is not a provider`, {
    details: problems.map((problem) => printable(problem, 300)),
    hint: "gettoken provider new writes a complete module to start from.",
  });
}

/** Warns about each file, and each folder above it, that every user of the machine can write. */
async function warnIfWritableByAll(host: Host, log: Log, urls: readonly URL[]): Promise<void> {
  const { dirname } = pathRules(host);
  const paths = new Set<string>();
  for (const url of urls) {
    const path = await host.filePath(url);
    if (path === undefined) continue;
    // A link can be replaced, and so can the file that it leads to.
    for (const file of [path, await host.realPath(path)]) {
      for (let above = file; !paths.has(above); above = dirname(above)) paths.add(above);
    }
  }
  for (const path of paths) {
    if (!await host.othersMayWrite(path)) continue;
    log.warn(
      `any user of this machine can change the provider module: ${printable(path, 300)}` +
        ` is writable for all → chmod o-w ${shellWord(path)}`,
    );
  }
}
