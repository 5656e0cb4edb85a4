/**
 * The names of providers and commands.
 *
 * @module
 */

import type { ProviderCatalog } from "./provider.ts";

/** Whether a name is that of a command, not of a provider. */
export function isCommand(name: string): boolean {
  return /^(providers?|profile|explain|inspect|cache|completions|help)$/.test(name);
}

/** Whether a provider can have this name. No path can be made from one. */
export function isProviderName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,63}$/.test(name);
}

/** Whether a name is the path of a module. */
export function isModulePath(name: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/.test(name);
}

/** The name in the catalog for a name or an alias. */
export function builtInName(catalog: ProviderCatalog, name: string): string | undefined {
  return Object.hasOwn(catalog, name)
    ? name
    : Object.keys(catalog).find((key) => catalog[key]?.aliases.includes(name));
}

/** What already has a name, so that no module can have it: `a built-in provider`. */
export function takenBy(catalog: ProviderCatalog, name: string): string | undefined {
  if (isCommand(name)) return "a command of gettoken";
  return builtInName(catalog, name) && "a built-in provider";
}
