/** Loads the provider that the user names: built in, added, or a module. Part of every run. @module */

import type { Context } from "../contract/context.ts";
import type { WantedVariable } from "./grants.ts";
import type { Provider } from "../contract/provider.ts";
import { GettokenError } from "../core/errors.ts";
import { printable } from "../core/text.ts";
import { builtInName, isModulePath } from "../contract/names.ts";

/** A provider, and its module if it is not built in. */
export interface LoadedProvider {
  readonly provider: Provider;
  readonly module?: UserModule;
}

/** The module of a provider that is not built in. */
export interface UserModule {
  /** As the user names it: `./acme.ts`, or `acme` for an added provider. */
  readonly name: string;
  readonly path: string;
  /** All of its code. */
  readonly code: string;
  /** The variables that it asks for and was not granted. */
  readonly withheld: readonly WantedVariable[];
}

/**
 * Loads a provider that must exist.
 *
 * @throws {GettokenError} `unknown_provider`, `provider_module` if a module cannot be used.
 */
export async function requireProvider(context: Context, name: string): Promise<LoadedProvider> {
  const loaded = await loadProvider(context, name);
  if (loaded) return loaded;
  throw new GettokenError("unknown_provider", `Unknown provider "${printable(name, 60)}"`, {
    hint: "gettoken providers lists them",
  });
}

/**
 * Loads a provider.
 *
 * @returns `undefined` if there is no such provider.
 * @throws {GettokenError} `provider_module` if a module cannot be used.
 */
export async function loadProvider(
  context: Context,
  name: string,
): Promise<LoadedProvider | undefined> {
  const builtIn = context.catalog[builtInName(context.catalog, name) ?? ""];
  if (builtIn) return { provider: await builtIn.load() };
  const added = isModulePath(name)
    ? undefined
    : await (await import("./added_providers.ts")).findAdded(context.host, name);
  if (!added && !isModulePath(name)) return undefined;
  const { loadModule } = await import("./load_module.ts");
  const { wantedVariables, withGrants } = await import("./grants.ts");
  const path = added?.entryPath ?? name;
  const reading = added ? { stripped: true, read: added.read } : {};
  const { provider, code } = await loadModule(context, path, reading);
  // Only an added module has grants.
  const { variables = [] } = added ?? {};
  const withheld = wantedVariables(provider).filter(({ name }) => !variables.includes(name));
  return { provider: withGrants(provider, variables), module: { name, path, code, withheld } };
}
