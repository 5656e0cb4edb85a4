/**
 * Finds the provider that the user names: a built-in one, or a module of the user's own.
 *
 * @module
 */

import type { Host } from "./host.ts";
import type { Provider, ProviderCatalog } from "./provider.ts";

/** Whether a name is that of a file rather than of a built-in provider. */
export function isModulePath(name: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/.test(name);
}

/** The name in the catalog for a name or an alias. */
export function builtInName(catalog: ProviderCatalog, name: string): string | undefined {
  return Object.hasOwn(catalog, name)
    ? name
    : Object.keys(catalog).find((key) => catalog[key]?.aliases.includes(name));
}

/**
 * Loads a provider.
 *
 * @returns `undefined` if there is none of that name.
 * @throws {GettokenError} `provider_module` if a module cannot be used.
 */
export async function loadProvider(
  host: Host,
  catalog: ProviderCatalog,
  name: string,
): Promise<Provider | undefined> {
  if (isModulePath(name)) {
    const { loadModule } = await import("./load_module.ts");
    return await loadModule(host, name);
  }
  return await catalog[builtInName(catalog, name) ?? ""]?.load();
}
