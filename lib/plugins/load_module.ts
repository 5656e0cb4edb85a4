/**
 * Loads a provider from a module of the user's own.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { recordName } from "./added_providers.ts";
import { GettokenError } from "../core/errors.ts";
import { guardProvider } from "./guard_provider.ts";
import { linkModule, placeIn, withFileNames } from "./link_module.ts";
import { readModule, type ReadOptions } from "./module_graph.ts";
import { moduleProblems, withSecretsMarked } from "./module_rules.ts";
import type { Provider, ProviderCatalog } from "../contract/provider.ts";
import { contractProblems } from "./validate_provider.ts";
import { Sandbox } from "./sandbox.ts";
import { printable } from "../core/text.ts";
import { warnIfWritableByAll } from "./writable_by_all.ts";

/** A module that was loaded. */
export interface LoadedModule {
  readonly provider: Provider;
  /** All of its code: two modules with the same code do the same. */
  readonly code: string;
}

/**
 * Loads a module into a sandbox, where it stays, and checks that it keeps the contract.
 *
 * @throws {GettokenError} `provider_module`, now and when the provider does not do what it should.
 */
export async function loadModule(
  { host, log, catalog }: Context,
  path: string,
  options: ReadOptions = {},
): Promise<LoadedModule> {
  const name = printable(path, 200);
  // Its worker gets going while the files are read.
  const sandbox = await Sandbox.start(host, log, name);
  try {
    const files = await readModule(host, path, options);
    // The record of an added provider is beside its module.
    const record = options.stripped ? files.slice(-1) : [];
    await warnIfWritableByAll(host, log, [
      ...files,
      ...record.map(({ url }) => ({ url: new URL(recordName, url) })),
    ]);
    const { url } = await linkModule(files);
    const exported = await sandbox.load(url, {
      placeIn: (stack) => placeIn(files, stack),
      withFileNames: (words) => withFileNames(files, words),
    });
    const provider = requireProvider(exported, name, catalog);
    return { provider: guardProvider(provider, name), code: url };
  } catch (error) {
    sandbox.stop();
    throw error;
  }
}

function requireProvider(exported: unknown, name: string, catalog: ProviderCatalog): Provider {
  const broken = contractProblems(exported);
  const problems = broken.length > 0 ? broken : moduleProblems(exported as Provider, catalog);
  if (problems.length === 0) return withSecretsMarked(exported as Provider);
  throw new GettokenError("provider_module", `${name} is not a provider`, {
    details: problems.map((problem) => printable(problem, 300)),
    hint: "gettoken provider new writes a complete one to begin with.",
  });
}
