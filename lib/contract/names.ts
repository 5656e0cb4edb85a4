/**
 * Names of providers and commands.
 *
 * @module
 */

import type { ProviderCatalog } from "./provider.ts";

/** Whether a name is a command, not a provider. */
export function isCommand(name: string): boolean {
  return /^(providers?|profile|explain|inspect|cache|completions|help)$/.test(name);
}

/** Whether this is a valid provider name. Such a name is never a path. */
export function isProviderName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,63}$/.test(name);
}

/** Whether a name is the path of a module. */
export function isModulePath(name: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/.test(name);
}

/** The catalog name for a name or an alias. */
export function builtInName(catalog: ProviderCatalog, name: string): string | undefined {
  return Object.hasOwn(catalog, name)
    ? name
    : Object.keys(catalog).find((key) => catalog[key]?.aliases.includes(name));
}

/** The title of a provider in the catalog. Loads it only if the catalog does not say. */
export async function titleOf({ title, load }: ProviderCatalog[string]): Promise<string> {
  return title ?? (await load()).title;
}

/** What already uses a name, so that a module cannot: `a built-in provider`. */
export function takenBy(catalog: ProviderCatalog, name: string): string | undefined {
  if (isCommand(name)) return "a command of gettoken";
  return builtInName(catalog, name) && "a built-in provider";
}
