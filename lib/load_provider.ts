/**
 * Finds the provider that the user names: a built-in one, one that was added, or a module of the
 * user's own.
 *
 * @module
 */

import type { ModuleWorld } from "./load_module.ts";
import type { Provider } from "./provider.ts";
import { builtInName, isModulePath } from "./provider_names.ts";

/** A provider, and the module it comes from if it is not built in. */
export interface LoadedProvider {
  readonly provider: Provider;
  readonly module?: UserModule;
}

/** A module of the user's own. */
export interface UserModule {
  /** As the user names it: `./acme.ts`, or `acme` if it was added. */
  readonly name: string;
  readonly path: string;
  /** All of its code. */
  readonly code: string;
}

/**
 * Loads a provider.
 *
 * @returns `undefined` if there is none of that name.
 * @throws {GettokenError} `provider_module` if a module cannot be used.
 */
export async function loadProvider(
  world: ModuleWorld,
  name: string,
): Promise<LoadedProvider | undefined> {
  const builtIn = world.catalog[builtInName(world.catalog, name) ?? ""];
  if (builtIn) return { provider: await builtIn.load() };
  if (isModulePath(name)) {
    const { loadModule } = await import("./load_module.ts");
    const { provider, code } = await loadModule(world, name);
    return { provider, module: { name, path: name, code } };
  }
  const { findAdded } = await import("./added_providers.ts");
  const added = await findAdded(world.host, name);
  if (added === undefined) return undefined;
  const { loadModule } = await import("./load_module.ts");
  const { entryPath, read } = added;
  const { provider, code } = await loadModule(world, entryPath, { stripped: true, read });
  return { provider, module: { name, path: entryPath, code } };
}
